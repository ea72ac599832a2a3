// SPDX-License-Identifier: MIT
#pragma once
/// The marks of axes, at places and with labels that people read.

#include <cstdint>
#include <string>
#include <vector>

namespace twc::tools {

/// A step of a time axis in seconds, so that at most `most` of them fit into `span`: a number that
/// clocks have, up to a day, and then whole days.
[[nodiscard]] std::int64_t time_step(double span, std::size_t most);

/// 12:00:30, or 12:00 where steps are whole minutes. `seconds` since midnight, days left out.
[[nodiscard]] std::string clock_label(std::int64_t seconds, std::int64_t step);

/// 0 s, 30 s, 2 min, 1 h 30 min: where no clock is known.
[[nodiscard]] std::string span_label(std::int64_t seconds);

/// The top of an axis of amperes that reaches `highest`: a round one.
[[nodiscard]] unsigned round_top(double highest);

}  // namespace twc::tools
