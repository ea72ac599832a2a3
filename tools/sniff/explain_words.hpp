// SPDX-License-Identifier: MIT
#pragma once
/// The words of explain*.cpp: ids, currents and times, and a function for each kind of finding.

#include <string>

#include <fmt/format.h>

#include "common/counted.hpp"
#include "sniff/explain.hpp"

namespace twc::tools {

[[nodiscard]] inline std::string hex(TwcId id) {
  return std::string{to_string(id).view()};
}
/// Logs without frames do not tell the id of the master.
[[nodiscard]] inline std::string name_of_master(TwcId id) {
  return id == TwcId{} ? std::string{"its master"} : "master " + hex(id);
}
[[nodiscard]] inline std::string amps(Centiamps current) {
  return fmt::format("{} A", to_string(current).view());
}
[[nodiscard]] inline std::string in_seconds(Duration duration) {
  return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1'000'000);
}
/// Text from a bus, with characters that are not printable escaped.
[[nodiscard]] std::string escaped(std::string_view text);
/// "2019", "2019 and 2020", "2019, 2020 and 3 more".
[[nodiscard]] std::string names_of(const bus::NamedUnits& units);
[[nodiscard]] std::vector<TwcId> ids_of(const bus::NamedUnits& units);
/// The verb that agrees with so many units.
[[nodiscard]] inline std::string_view agreeing(const bus::NamedUnits& units,
                                               std::string_view singular, std::string_view plural) {
  return units.count == 1 ? singular : plural;
}

// explain_line.cpp
[[nodiscard]] Explanation words(const bus::NothingHeard& f);
[[nodiscard]] Explanation words(const bus::NoFrames& f);
[[nodiscard]] Explanation words(const bus::MeterBus& f);
[[nodiscard]] Explanation words(const bus::ManyErrors& f);
[[nodiscard]] Explanation words(const bus::ProgramFault& f);
[[nodiscard]] Explanation words(const bus::TwoReaders& f);
[[nodiscard]] Explanation words(const bus::EchoHeard& f);
[[nodiscard]] Explanation words(const bus::DangerSeen& f);

// explain_masters.cpp
[[nodiscard]] Explanation words(const bus::NoMaster& f);
[[nodiscard]] Explanation words(const bus::MasterEnded& f);
[[nodiscard]] Explanation words(const bus::TwoMasters& f);
[[nodiscard]] Explanation words(const bus::MasterIdTaken& f);
[[nodiscard]] Explanation words(const bus::DifferingRatings& f);
[[nodiscard]] Explanation words(const bus::TooManySlaves& f);
[[nodiscard]] Explanation words(const bus::NotTaken& f);
[[nodiscard]] Explanation words(const bus::Silenced& f);
[[nodiscard]] Explanation words(const bus::Deaf& f);
[[nodiscard]] Explanation words(const bus::NeverAnswers& f);
[[nodiscard]] Explanation words(const bus::Lost& f);
[[nodiscard]] Explanation words(const bus::Starved& f);

// explain_limits.cpp
[[nodiscard]] Explanation words(const bus::Overdraw& f);
[[nodiscard]] Explanation words(const bus::AsksInVain& f);
[[nodiscard]] Explanation words(const bus::ZeroIgnored& f);
[[nodiscard]] Explanation words(const bus::NeverEchoed& f);
[[nodiscard]] Explanation words(const bus::StuckStarting& f);
[[nodiscard]] Explanation words(const bus::DrawsSix& f);
[[nodiscard]] Explanation words(const bus::Flapping& f);

// explain_unit.cpp
[[nodiscard]] Explanation words(const bus::SharedId& f);
[[nodiscard]] Explanation words(const bus::Restarted& f);
[[nodiscard]] Explanation words(const bus::ErrorState& f);
[[nodiscard]] Explanation words(const bus::ErrorCommanded& f);
[[nodiscard]] Explanation words(const bus::ImpossibleText& f);
[[nodiscard]] Explanation words(const bus::Impossible& f);

}  // namespace twc::tools
