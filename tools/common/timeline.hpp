// SPDX-License-Identifier: MIT
#pragma once
/// The stamps of a capture as one time that never runs backwards, and back again.

#include <cstdint>
#include <optional>
#include <string>

#include <twc/types.hpp>

#include "capture/record.hpp"

namespace twc::tools {

class Timeline {
 public:
  /// Nothing where `when` knows no time. Times that run backwards stand still.
  [[nodiscard]] std::optional<Time> at(const Stamp& when);
  /// Local time of day, to the second: for people.
  [[nodiscard]] std::string time_of_day(Time at) const;
  /// Whether any stamp knew a time.
  [[nodiscard]] bool has_clock() const { return first_.clock != Clock::none; }
  /// Local microseconds since midnight, of the day of the first stamp or of 1970.
  [[nodiscard]] std::int64_t local(Time at) const;
  /// Seconds since the first stamp.
  [[nodiscard]] double seconds(Time at) const;

 private:
  Stamp first_;
  Stamp before_;
  Time now_{};
};

}  // namespace twc::tools
