#pragma once
/// The words of explain.cpp: ids, currents and times, and the findings about one unit.

#include <string>

#include <fmt/format.h>

#include "sniff/explain.hpp"

namespace twc::tools {

[[nodiscard]] inline std::string hex(TwcId id) {
  return fmt::format("{:04X}", static_cast<unsigned>(id));
}
[[nodiscard]] inline std::string amps(Centiamps current) {
  return fmt::format("{}.{:02} A", current.value() / 100, current.value() % 100);
}
[[nodiscard]] inline std::string in_seconds(Duration duration) {
  return fmt::format("{:.1f} s", static_cast<double>(duration.count()) / 1'000'000);
}

[[nodiscard]] Explanation explain_unit(const bus::ErrorState& f);
[[nodiscard]] Explanation explain_unit(const bus::ErrorCommanded& f);
[[nodiscard]] Explanation explain_unit(const bus::Overdraw& f);
[[nodiscard]] Explanation explain_unit(const bus::Lost& f);
[[nodiscard]] Explanation explain_unit(const bus::Restarted& f);
[[nodiscard]] Explanation explain_unit(const bus::NeverEchoed& f);
[[nodiscard]] Explanation explain_unit(const bus::DangerSeen& f);
[[nodiscard]] Explanation explain_unit(const bus::Impossible& f);

}  // namespace twc::tools
