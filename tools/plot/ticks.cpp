// SPDX-License-Identifier: MIT
#include "plot/ticks.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include <fmt/format.h>

namespace twc::tools {
namespace {

constexpr std::int64_t minute = 60;
constexpr std::int64_t hour = 60 * minute;
constexpr std::int64_t whole_day = 24 * hour;

}  // namespace

std::int64_t time_step(double span, std::size_t most) {
  constexpr std::array<std::int64_t, 17> clock_steps{
      1,      2,          5,          10,          15,          30,
      minute, 2 * minute, 5 * minute, 10 * minute, 15 * minute, 30 * minute,
      hour,   2 * hour,   3 * hour,   6 * hour,    12 * hour};
  const double least = span / static_cast<double>(std::max<std::size_t>(most, 1));
  for (const std::int64_t step : clock_steps) {
    if (static_cast<double>(step) >= least) return step;
  }
  return whole_day *
         std::max<std::int64_t>(1, std::llround(std::ceil(least / static_cast<double>(whole_day))));
}

std::string clock_label(std::int64_t seconds, std::int64_t step) {
  const std::int64_t of_day = ((seconds % whole_day) + whole_day) % whole_day;
  std::string label = fmt::format("{:02}:{:02}", of_day / hour, of_day / minute % (hour / minute));
  if (step % minute != 0) label += fmt::format(":{:02}", of_day % minute);
  return label;
}

std::string span_label(std::int64_t seconds) {
  if (seconds < minute) return fmt::format("{} s", seconds);
  if (seconds < hour && seconds % minute != 0) {
    return fmt::format("{} min {} s", seconds / minute, seconds % minute);
  }
  if (seconds < hour) return fmt::format("{} min", seconds / minute);
  if (seconds % hour == 0) return fmt::format("{} h", seconds / hour);
  return fmt::format("{} h {} min", seconds / hour, seconds / minute % (hour / minute));
}

unsigned round_top(double highest) {
  constexpr std::array<unsigned, 13> tops{2, 4, 8, 10, 16, 20, 24, 32, 40, 48, 64, 80, 96};
  for (const unsigned top : tops) {
    if (highest <= static_cast<double>(top)) return top;
  }
  constexpr double round = 40;
  return static_cast<unsigned>(std::ceil(highest / round) * round);
}

}  // namespace twc::tools
