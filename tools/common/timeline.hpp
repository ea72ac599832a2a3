// SPDX-License-Identifier: MIT
#pragma once
/// The stamps of a capture as one time that never runs backwards, and back again.

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
  /// Seconds since the first stamp.
  [[nodiscard]] double seconds(Time at) const;

 private:
  Stamp first_;
  Stamp before_;
  Time now_{};
};

}  // namespace twc::tools
