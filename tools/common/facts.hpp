// SPDX-License-Identifier: MIT
#pragma once
/// Names with values, as they stand in an answer or an event: `granted=16.00`, or members of a JSON
/// object.

#include <array>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <twc/types.hpp>

#include "common/style.hpp"

namespace twc::tools {

/// Text says `name=value`, JSON `"name":value`. The unit of a JSON value stands in its name:
/// `granted_a`, `quiet_time_s`.
class Facts {
 public:
  explicit Facts(Style style) : style_{style} {}

  Facts& amps(std::string_view name, std::uint64_t hundredths);
  Facts& amps(std::string_view name, Centiamps current) { return amps(name, current.value()); }
  Facts& seconds(std::string_view name, Duration duration);
  /// How long ago something was: to a tenth of a second.
  Facts& age(std::string_view name, Duration duration);
  /// Something that is so; where it is not, nothing is said.
  Facts& flag(std::string_view name);
  Facts& number(std::string_view name, std::uint64_t value);
  Facts& volts(std::string_view name, std::span<const std::uint16_t, 3> phases);
  Facts& phase_amps(std::string_view name, std::span<const Centiamps, 3> phases);
  /// `value` may come from a bus or a user: what is not printable is escaped, and text quotes what
  /// could be taken for another fact: `vin="X granted=80.00"`.
  Facts& word(std::string_view name, std::string_view value);
  Facts& id(TwcId id);
  /// Lines of their own: a list of objects in JSON; in text set apart by semicolons.
  Facts& list(std::string_view name, const std::vector<Facts>& lines);

  [[nodiscard]] Style style() const { return style_; }
  /// The facts that were added, each with its separator in front.
  [[nodiscard]] const std::string& text() const { return text_; }
  /// A JSON object.
  [[nodiscard]] std::string object() const;

 private:
  void begin(std::string_view name, std::string_view unit = {});

  Style style_;
  std::string text_;
};

}  // namespace twc::tools
