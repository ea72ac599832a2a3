// SPDX-License-Identifier: MIT
#include "common/timeline.hpp"

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "common/stamp.hpp"

namespace twc::tools {

std::optional<Time> Timeline::at(const Stamp& when) {
  if (when.clock == Clock::none) return std::nullopt;
  if (first_.clock == Clock::none) first_ = when;
  now_ += std::max(elapsed(before_, when).value_or(Duration{}), Duration{});
  before_ = when;
  return now_;
}

std::int64_t Timeline::local(Time at) const {
  Stamp stamp = first_;
  stamp.microseconds += at.time_since_epoch().count();
  if (has_date(stamp)) {
    const auto seconds = static_cast<std::time_t>(stamp.microseconds / one_second);
    std::tm local{};
    if (localtime_r(&seconds, &local) != nullptr) {
      stamp.microseconds += std::int64_t{local.tm_gmtoff} * one_second;
    }
  }
  return stamp.microseconds;
}

std::string Timeline::time_of_day(Time at) const {
  Line line;
  put_time_of_day(line, local(at), Precision::milliseconds);
  constexpr std::size_t to_the_second = 8;
  return std::string{line.view().substr(0, to_the_second)};
}

double Timeline::seconds(Time at) const {
  return static_cast<double>(at.time_since_epoch().count()) / one_second;
}

}  // namespace twc::tools
