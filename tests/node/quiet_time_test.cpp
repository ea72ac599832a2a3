// SPDX-License-Identifier: MIT
/// For how long the master raises nothing, because it cannot know what others left running.

#include <twc/node/quiet_time.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"

namespace twc::test {
namespace {

using node::Caution;
using node::MasterConfig;
using node::QuietTime;

MasterConfig with_quiet_time(const node::Line& line, bool bus_idle = false) {
  MasterConfig config;
  config.line = line;
  config.bus_idle = bus_idle;
  return config;
}

/// Time passes, and no unit is known.
Caution caution_at(QuietTime& quiet, Duration when) {
  quiet.look(at(when), false, false);
  return quiet.caution(at(when));
}

/// A serial line that came up at 5 s, and its quiet time is over.
QuietTime well_known() {
  QuietTime quiet{with_quiet_time(node::Line::serial()), at(0s)};
  quiet.line_up(at(5s));
  quiet.look(at(45s), false, false);
  REQUIRE(quiet.caution(at(45s)) == Caution::none);
  return quiet;
}

TEST_CASE("quiet time: on a serial line it lasts 40 s from when the line comes up",
          "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::serial()), at(0s)};
  quiet.line_up(at(5s));
  CHECK(quiet.until() == at(45s));
  CHECK(caution_at(quiet, 44'999ms) == Caution::first_quiet);
  CHECK(caution_at(quiet, 45s) == Caution::none);
  CHECK_FALSE(quiet.is_running());
}

TEST_CASE("quiet time: polls pass until it is over, and not until that is looked at",
          "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::serial()), at(0s)};
  quiet.line_up(at(5s));
  quiet.look(at(44'900ms), false, false);
  CHECK(quiet.caution(at(44'999ms)) == Caution::first_quiet);
  CHECK(quiet.caution(at(45s)) == Caution::no_raise);
}

TEST_CASE("quiet time: through a network it begins with the first byte, however late that comes",
          "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::network()), at(0s)};
  quiet.line_up(at(1s));  // an adapter accepts us while it serves somebody else
  CHECK(caution_at(quiet, 10min) == Caution::first_quiet);
  CHECK_FALSE(quiet.until());
  quiet.heard(at(10min));
  CHECK(quiet.until() == at(10min + 40s));
  quiet.heard(at(10min + 9s));
  CHECK(caution_at(quiet, 10min + 39s) == Caution::first_quiet);
  CHECK(caution_at(quiet, 10min + 40s) == Caution::none);
}

TEST_CASE("quiet time: it is over when the units that are expected have answered",
          "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::network()), at(0s)};
  quiet.look(at(5s), true, false);
  CHECK(quiet.is_running());  // it has not begun
  quiet.heard(at(6s));
  quiet.look(at(7s), true, false);
  CHECK_FALSE(quiet.is_running());
}

TEST_CASE("quiet time: there is none on a bus where nothing was charging", "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::serial(), true), at(0s)};
  quiet.line_up(at(0s));
  CHECK(caution_at(quiet, 0s) == Caution::none);
}

TEST_CASE("quiet time: a long outage of a serial line costs a quiet time, a short one nothing",
          "[node][quiet]") {
  QuietTime quiet = well_known();
  quiet.line_down(at(100s));
  SECTION("less than 10 s: nothing") {
    quiet.line_up(at(109'999ms));
    CHECK(quiet.caution(at(110s)) == Caution::none);
  }
  SECTION("10 s: nothing rises until the units that were linked are back") {
    quiet.line_up(at(110s));
    using Answers = std::array<std::optional<Time>, 2>;
    const auto awaits = [&quiet](Duration now, std::optional<Duration> last, Duration before) {
      const Answers answers{last ? std::optional{at(*last)} : std::nullopt, at(before)};
      return quiet.awaits(at(now), answers);
    };
    CHECK(awaits(111s, 99s, 98s));        // it was linked
    CHECK_FALSE(awaits(111s, 73s, 72s));  // it was lost before the line went
    CHECK_FALSE(awaits(136s, 99s, 98s));  // it is lost now
    CHECK(awaits(112s, 111s, 99s));       // it has answered once
    CHECK_FALSE(awaits(113s, 112s, 111s));
    CHECK_FALSE(awaits(111s, std::nullopt, 0s));
    CHECK(caution_at(quiet, 200s) == Caution::no_raise);
    CHECK_FALSE(quiet.is_running());
    quiet.look(at(201s), false, true);
    CHECK(quiet.caution(at(201s)) == Caution::none);
  }
  SECTION("30 s: all of the quiet time again, and the units back") {
    quiet.line_up(at(130s));
    CHECK(quiet.until() == at(170s));
    quiet.look(at(169s), false, true);
    CHECK(quiet.caution(at(169s)) == Caution::no_raise);
    quiet.look(at(170s), false, true);
    CHECK(quiet.caution(at(170s)) == Caution::none);
  }
}

TEST_CASE("quiet time: a line that was heard was up, also where nobody said so", "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::serial()), at(0s)};
  quiet.heard(at(1s));
  quiet.look(at(40s), false, true);
  quiet.line_down(at(100s));
  quiet.line_up(at(130s));
  CHECK(quiet.caution(at(130s)) == Caution::no_raise);
  CHECK(quiet.until() == at(170s));
}

TEST_CASE("quiet time: through a network an outage is a time without a byte", "[node][quiet]") {
  struct Row {
    Duration silence;
    Caution after;
    bool is_running;
  };
  const auto row =
      GENERATE(Row{9'999ms, Caution::none, false}, Row{10s, Caution::no_raise, false},
               Row{29'999ms, Caution::no_raise, false}, Row{30s, Caution::no_raise, true});
  QuietTime quiet{with_quiet_time(node::Line::network()), at(0s)};
  for (Duration now = 1s; now <= 180s; now += 1s) {
    quiet.heard(at(now));
    quiet.look(at(now), false, true);
  }
  REQUIRE(quiet.caution(at(180s)) == Caution::none);
  quiet.line_down(at(181s));  // the connection does not matter
  quiet.line_up(at(182s));
  quiet.heard(at(180s + row.silence));
  CAPTURE(row.silence.count());
  CHECK(quiet.caution(at(180s + row.silence)) == row.after);
  CHECK(quiet.is_running() == row.is_running);
}

TEST_CASE("quiet time: an outage within the first one starts it again", "[node][quiet]") {
  QuietTime quiet{with_quiet_time(node::Line::serial()), at(0s)};
  quiet.line_up(at(5s));
  quiet.line_down(at(10s));
  quiet.line_up(at(40s));
  CHECK(quiet.until() == at(80s));
  CHECK(quiet.caution(at(40s)) == Caution::no_raise);
}

}  // namespace
}  // namespace twc::test
