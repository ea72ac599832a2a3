// SPDX-License-Identifier: MIT
#include "common/timestamps.hpp"

#include <ctime>

namespace twc::tools {
namespace {

constexpr std::size_t time_width = 12;  // 12:00:00.104
constexpr std::size_t date_width = 11;  // 2026-01-01 and a space

}  // namespace

void TimeColumn::append(std::string& out, const Stamp& when) {
  if (mode_ == StampMode::none) return;
  Line line;
  if (mode_ == StampMode::delta || mode_ == StampMode::from_zero) {
    put_difference(line, when);
  } else {
    put_local(line, when);
  }
  line.put("  ");
  out += line.view();
}

void TimeColumn::put_local(Line& line, const Stamp& when) {
  const bool has_place_for_date = mode_ == StampMode::absolute;
  const std::size_t width = time_width + (has_place_for_date ? date_width : 0);
  if (has_date(when)) {
    const std::int64_t local = to_local(when.microseconds);
    if (has_place_for_date) {
      put_date(line, local);
      line.put(' ');
    }
    put_time_of_day(line, local, Precision::milliseconds);
  } else if (when.clock == Clock::day) {
    line.pad_to(width - time_width);
    put_time_of_day(line, when.microseconds, Precision::milliseconds);
  }
  line.pad_to(width);
}

void TimeColumn::put_difference(Line& line, const Stamp& when) {
  if (when.clock == Clock::none) return line.pad_to(time_width);
  const auto passed = elapsed(before_, when);
  const Duration step = passed.value_or(Duration{});
  since_first_ = passed ? since_first_ + step : Duration{};
  before_ = when;
  const std::int64_t shown = (mode_ == StampMode::delta ? step : since_first_).count();
  const auto size = static_cast<std::uint64_t>(shown < 0 ? -shown : shown);
  Line number;
  number.say(shown < 0 ? "-" : "", size / one_second, '.', Padded{size % one_second / 1000, 3});
  if (number.size() < time_width) line.pad_to(time_width - number.size());
  line.put(number.view());
}

std::int64_t TimeColumn::to_local(std::int64_t utc) {
  constexpr std::int64_t quarter = 900 * one_second;
  if (!offset_ || utc / quarter != quarter_) {
    quarter_ = utc / quarter;
    const auto at = static_cast<std::time_t>(utc / one_second);
    std::tm local{};
    offset_ = localtime_r(&at, &local) != nullptr ? local.tm_gmtoff * one_second : 0;
  }
  return utc + *offset_;
}

}  // namespace twc::tools
