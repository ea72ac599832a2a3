// SPDX-License-Identifier: MIT
/// -t: the time column of lines for people.

#include "common/timestamps.hpp"

#include <cstdlib>
#include <ctime>
#include <limits>

#include "support/catch.hpp"

using twc::Duration;
using twc::tools::Clock;
using twc::tools::elapsed;
using twc::tools::Stamp;
using twc::tools::StampMode;
using twc::tools::TimeColumn;

namespace {

constexpr std::int64_t second = 1'000'000;

std::string column(TimeColumn& column, const Stamp& when) {
  std::string out;
  column.append(out, when);
  return out;
}
std::string column(StampMode mode, const Stamp& when) {
  TimeColumn fresh{mode};
  return column(fresh, when);
}

/// The zone of the process, put back at the end of a test.
class Zone {
 public:
  explicit Zone(const char* name) {
    if (const char* const before = std::getenv("TZ")) before_ = before;
    ::setenv("TZ", name, 1);
    ::tzset();
  }
  Zone(const Zone&) = delete;
  Zone& operator=(const Zone&) = delete;
  ~Zone() {
    before_ ? ::setenv("TZ", before_->c_str(), 1) : ::unsetenv("TZ");
    ::tzset();
  }

 private:
  std::optional<std::string> before_;
};

// 2026-01-01 00:00:00.104211 UTC
constexpr Stamp new_year{Clock::epoch, 1'767'225'600'104'211};

}  // namespace

TEST_CASE("time column: local time of day, and the date when asked", "[tools][time]") {
  const Zone kathmandu{"NPT-5:45"};
  CHECK(column(StampMode::time_of_day, new_year) == "05:45:00.104  ");
  CHECK(column(StampMode::absolute, new_year) == "2026-01-01 05:45:00.104  ");
  CHECK(column(StampMode::none, new_year).empty());
}

TEST_CASE("time column: summer time begins between two lines", "[tools][time]") {
  const Zone berlin{"CET-1CEST,M3.5.0,M10.5.0/3"};
  const std::int64_t change = 1'774'746'000 * second;  // 2026-03-29 01:00 UTC
  TimeColumn times{StampMode::time_of_day};
  CHECK(column(times, {Clock::epoch, change - 1000}) == "01:59:59.999  ");
  CHECK(column(times, {Clock::epoch, change}) == "03:00:00.000  ");
}

TEST_CASE("time column: a time of day is shown as it is, no time is blank", "[tools][time]") {
  const Zone kathmandu{"NPT-5:45"};
  const Stamp day{Clock::day, 43'200'104'999};
  CHECK(column(StampMode::time_of_day, day) == "12:00:00.104  ");
  CHECK(column(StampMode::absolute, day) == "           12:00:00.104  ");
  CHECK(column(StampMode::time_of_day, {}) == std::string(14, ' '));
  CHECK(column(StampMode::absolute, {}) == std::string(25, ' '));
  CHECK(column(StampMode::delta, {}) == std::string(14, ' '));
}

TEST_CASE("time column: since the line before, and since the first", "[tools][time]") {
  TimeColumn delta{StampMode::delta};
  TimeColumn from_zero{StampMode::from_zero};
  const std::int64_t start = new_year.microseconds;
  const std::array<std::int64_t, 4> at{start, start + 14'999, start + second, start + second / 2};
  const std::array deltas{"       0.000  ", "       0.014  ", "       0.985  ", "      -0.500  "};
  const std::array zeros{"       0.000  ", "       0.014  ", "       1.000  ", "       0.500  "};
  for (std::size_t line = 0; line < at.size(); ++line) {
    CHECK(column(delta, {Clock::epoch, at.at(line)}) == deltas.at(line));
    CHECK(column(from_zero, {Clock::epoch, at.at(line)}) == zeros.at(line));
  }
}

TEST_CASE("time column: differences go on over midnight and over lines without a time",
          "[tools][time]") {
  TimeColumn from_zero{StampMode::from_zero};
  CHECK(column(from_zero, {Clock::day, 86'399 * second}) == "       0.000  ");
  CHECK(column(from_zero, {}) == std::string(14, ' '));
  CHECK(column(from_zero, {Clock::day, second}) == "       2.000  ");
  CHECK(column(from_zero, new_year) == "       0.000  ");
}

TEST_CASE("time column: times that cannot be are no trouble", "[tools][time]") {
  using Limits = std::numeric_limits<std::int64_t>;
  for (const auto mode :
       {StampMode::time_of_day, StampMode::delta, StampMode::from_zero, StampMode::absolute}) {
    TimeColumn times{mode};
    for (const auto clock : {Clock::day, Clock::epoch, Clock::day, Clock::epoch}) {
      for (const std::int64_t at : {Limits::min(), Limits::max(), std::int64_t{0}}) {
        CHECK(column(times, {clock, at}).ends_with("  "));
      }
    }
  }
}

TEST_CASE("elapsed: only between times of one kind that could be", "[tools][time]") {
  CHECK(elapsed({Clock::day, 5}, {Clock::day, 7}) == Duration{2});
  CHECK(elapsed({Clock::epoch, 7}, {Clock::epoch, 5}) == Duration{-2});
  CHECK_FALSE(elapsed({Clock::day, 5}, {Clock::epoch, 7}));
  CHECK_FALSE(elapsed({}, {}));
  CHECK_FALSE(elapsed({Clock::epoch, 0}, {Clock::epoch, std::numeric_limits<std::int64_t>::max()}));
}

TEST_CASE("time column: -t takes one of five letters", "[tools][time]") {
  using twc::tools::parse_stamp_mode;
  CHECK(parse_stamp_mode("a") == StampMode::time_of_day);
  CHECK(parse_stamp_mode("d") == StampMode::delta);
  CHECK(parse_stamp_mode("z") == StampMode::from_zero);
  CHECK(parse_stamp_mode("A") == StampMode::absolute);
  CHECK(parse_stamp_mode("n") == StampMode::none);
  CHECK_THROWS_AS(parse_stamp_mode("x"), std::invalid_argument);
  CHECK_THROWS_AS(parse_stamp_mode(""), std::invalid_argument);
}
