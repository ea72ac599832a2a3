// SPDX-License-Identifier: MIT
#pragma once
/// Time stamps of records: how far apart, and as text.

#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/types.hpp>

#include "capture/line.hpp"
#include "capture/record.hpp"

namespace twc::tools {

/// -t: what stands in the time column of a line for people.
enum class StampMode : std::uint8_t {
  time_of_day,  ///< a: local time, to the millisecond
  delta,        ///< d: seconds since the line before
  from_zero,    ///< z: seconds since the first line
  absolute,     ///< A: local date and time
  none,         ///< n
};

/// `a`, `d`, `z`, `A` or `n`; throws std::invalid_argument.
[[nodiscard]] StampMode parse_stamp_mode(std::string_view text);

[[nodiscard]] inline double in_milliseconds(Duration duration) {
  constexpr double microseconds = 1000;
  return static_cast<double>(duration.count()) / microseconds;
}

/// How much later `to` is than `from`. Nothing where one of them knows no time that could be, or
/// they know different kinds of it. Times of day that run back by half a day have passed midnight.
[[nodiscard]] std::optional<Duration> elapsed(const Stamp& from, const Stamp& to);

/// 2026-01-01, for microseconds since 1970, in the years 0 to 9999.
void put_date(Line& line, std::int64_t microseconds);
enum class Precision : std::uint8_t { milliseconds, microseconds };
/// 12:00:00.104, or 12:00:00.104211. Days are left out.
void put_time_of_day(Line& line, std::int64_t microseconds, Precision precision);

/// Whether RFC 3339 can write it: date and time are known, in the years 0 to 9999.
[[nodiscard]] bool has_date(const Stamp& when);

}  // namespace twc::tools
