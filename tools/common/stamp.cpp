// SPDX-License-Identifier: MIT
#include "common/stamp.hpp"

#include <chrono>
#include <stdexcept>

namespace twc::tools {
namespace {

constexpr std::int64_t day = 86'400 * one_second;

constexpr std::int64_t floor_divide(std::int64_t value, std::int64_t by) {
  return value / by - (value % by < 0 ? 1 : 0);
}

/// Captures may hold any number where the time should be.
bool is_sane(const Stamp& when) {
  constexpr std::int64_t longest_capture = 1000 * day;
  if (when.clock == Clock::epoch) return has_date(when);
  return when.clock == Clock::day && when.microseconds >= 0 && when.microseconds < longest_capture;
}

}  // namespace

StampMode parse_stamp_mode(std::string_view text) {
  if (text == "a") return StampMode::time_of_day;
  if (text == "d") return StampMode::delta;
  if (text == "z") return StampMode::from_zero;
  if (text == "A") return StampMode::absolute;
  if (text == "n") return StampMode::none;
  throw std::invalid_argument{
      "expected a (time of day), d (delta), z (from zero), A (absolute date) or n (none)"};
}

std::optional<Duration> elapsed(const Stamp& from, const Stamp& to) {
  if (from.clock != to.clock || !is_sane(from) || !is_sane(to)) return std::nullopt;
  const std::int64_t passed = to.microseconds - from.microseconds;
  const bool past_midnight = to.clock == Clock::day && passed < -day / 2;
  return Duration{past_midnight ? passed + day : passed};
}

void put_date(Line& line, std::int64_t microseconds) {
  using std::chrono::days;
  const std::chrono::sys_days at{days{floor_divide(microseconds, day)}};
  const std::chrono::year_month_day date{at};
  const auto year = static_cast<std::uint64_t>(int{date.year()});
  line.say(TwoDigits{year / 100}, TwoDigits{year % 100}, '-', TwoDigits{unsigned{date.month()}},
           '-', TwoDigits{unsigned{date.day()}});
}

void put_time_of_day(Line& line, std::int64_t microseconds, Precision precision) {
  const std::int64_t rest = microseconds % day;  // not a difference of days: that may overflow
  const auto since_midnight = static_cast<std::uint64_t>(rest < 0 ? rest + day : rest);
  const std::uint64_t seconds = since_midnight / one_second;
  const std::uint64_t fraction = since_midnight % one_second;
  line.say(TwoDigits{seconds / 3600}, ':', TwoDigits{seconds / 60 % 60}, ':',
           TwoDigits{seconds % 60}, '.');
  if (precision == Precision::milliseconds) {
    line.put(Padded{fraction / 1000, 3});
  } else {
    line.say(TwoDigits{fraction / 10'000}, TwoDigits{fraction / 100 % 100},
             TwoDigits{fraction % 100});
  }
}

bool has_date(const Stamp& when) {
  constexpr std::int64_t year_0 = -62'167'219'200 * one_second;
  constexpr std::int64_t year_10000 = 253'402'300'800 * one_second;
  return when.clock == Clock::epoch && when.microseconds >= year_0 &&
         when.microseconds < year_10000;
}

}  // namespace twc::tools
