// SPDX-License-Identifier: MIT
#pragma once
/// The marks of axes, at places and with labels that people read.

#include <cstdint>
#include <string>
#include <vector>

namespace twc::tools {

/// The seconds between two marks of a time axis, so that at most `most` steps fit into `span`: a
/// step that people count in, such as 15 s or 2 h, and whole days beyond half a day.
[[nodiscard]] std::int64_t time_step(double span, std::size_t most);

/// The time of day at `seconds` since a midnight: 12:00:30, or 12:00 where `step` is whole minutes.
[[nodiscard]] std::string clock_label(std::int64_t seconds, std::int64_t step);

/// A length of time: 0 s, 30 s, 2 min, 1 h 30 min.
[[nodiscard]] std::string span_label(std::int64_t seconds);

/// A round number of amperes at or above `highest`, for the top of an axis.
[[nodiscard]] unsigned round_top(double highest);

}  // namespace twc::tools
