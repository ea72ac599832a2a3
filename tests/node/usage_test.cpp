// SPDX-License-Identifier: MIT
/// How much of its limit a car uses, and when the rest goes to others and comes back (S7).

#include <twc/node/usage.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Usage;

/// One unit and what it says, once a second.
struct Saying {
  void say(Centiamps limit, Centiamps drawn, Duration time = 1s) {
    for (const Time until = now + time; now < until;) {
      now += 1s;
      usage.answered(now, limit, drawn);
    }
  }
  /// Its car draws 7 of 16 A and is capped at 9.
  void be_capped() {
    say(16_A, 7_A, 61s);
    REQUIRE(usage.has_spare(now));
    REQUIRE(usage.lower(6_A));
    REQUIRE(usage.cap() == 9_A);
  }
  Usage usage;
  Time now{};
};

TEST_CASE("usage: a car that uses little for a minute has something to spare", "[node][usage]") {
  Saying unit;
  unit.say(16_A, 7_A, 60s);
  CHECK_FALSE(unit.usage.has_spare(unit.now));
  unit.say(16_A, 7_A);
  CHECK(unit.usage.has_spare(unit.now));
  CHECK_FALSE(unit.usage.cap());
}

TEST_CASE("usage: less by more than 2 A and by more than 10 % is little", "[node][usage]") {
  struct Row {
    Centiamps limit;
    Centiamps drawn;
    bool has_spare;
  };
  const auto row = GENERATE(Row{16_A, 14_A, false}, Row{16_A, Centiamps{1399}, true},
                            Row{32_A, Centiamps{2880}, false}, Row{32_A, Centiamps{2879}, true});
  Saying unit;
  unit.say(row.limit, row.drawn, 61s);
  CAPTURE(row.limit, row.drawn);
  CHECK(unit.usage.has_spare(unit.now) == row.has_spare);
}

TEST_CASE("usage: it is capped at the largest draw of that minute and the margin",
          "[node][usage]") {
  Saying unit;
  unit.say(32_A, 10_A, 30s);
  unit.say(32_A, 12_A, 3s);
  unit.say(32_A, 7_A, 28s);
  REQUIRE(unit.usage.lower(6_A));
  CHECK(unit.usage.cap() == 14_A);  // at 32 A the margin is 3.2 A, at the lower limit 2 A
  CHECK_FALSE(unit.usage.lower(6_A));
}

TEST_CASE("usage: the largest draw counts for a minute, however often the unit is heard",
          "[node][usage]") {
  Saying unit;
  unit.say(32_A, 20_A);
  for (const Time until = unit.now + 66s; unit.now < until;) {
    unit.now += 1750ms;  // through a network
    unit.usage.answered(unit.now, 32_A, 5_A);
  }
  REQUIRE(unit.usage.lower(6_A));
  CHECK(unit.usage.cap() == 23_A);
  unit.say(23_A, 5_A, 5s);
  REQUIRE(unit.usage.lower(6_A));
  CHECK(unit.usage.cap() == 7_A);
}

TEST_CASE("usage: a cap that is above the limit needs no trial", "[node][usage]") {
  Saying unit;
  unit.be_capped();
  unit.say(8_A, 5_A, 30s);  // the total leaves less
  unit.usage.begin_trial(unit.now);
  CHECK(unit.usage.cap() == 9_A);
  unit.say(8_A, 5_A, 31s);
  CHECK(unit.usage.has_spare(unit.now));
}

TEST_CASE("usage: a cap is no smaller than the minimum", "[node][usage]") {
  Saying unit;
  unit.say(16_A, 1_A, 61s);
  REQUIRE(unit.usage.lower(6_A));
  CHECK(unit.usage.cap() == 6_A);
}

TEST_CASE("usage: a car gets its share back once it draws about as much as its cap",
          "[node][usage]") {
  Saying unit;
  unit.be_capped();
  unit.say(9_A, Centiamps{749});
  CHECK(unit.usage.cap() == 9_A);
  unit.say(9_A, Centiamps{750});
  CHECK_FALSE(unit.usage.cap());
}

TEST_CASE("usage: a car that took its share back twice within an hour keeps it for an hour",
          "[node][usage]") {
  const Duration apart = GENERATE(58min, 59min);
  Saying unit;
  unit.be_capped();
  unit.say(9_A, 9_A);
  unit.say(16_A, 16_A, apart);
  unit.be_capped();
  unit.say(9_A, 9_A);  // 59 or 60 minutes after the first time, and 3 s
  CAPTURE(apart.count());
  const bool keeps = apart == 58min;
  unit.say(16_A, 7_A, 58min);
  CHECK(unit.usage.has_spare(unit.now) != keeps);
  unit.say(16_A, 7_A, 3min);
  CHECK(unit.usage.has_spare(unit.now));
}

TEST_CASE("usage: the minute of a trial begins when the unit has more than its cap",
          "[node][usage]") {
  Saying unit;
  unit.be_capped();
  unit.say(9_A, 7_A, 30min);
  CHECK_FALSE(unit.usage.is_trial_young(unit.now));
  unit.usage.begin_trial(unit.now);
  CHECK(unit.usage.is_trial_young(unit.now + 19s));
  CHECK_FALSE(unit.usage.is_trial_young(unit.now + 20s));
  CHECK_FALSE(unit.usage.cap());
  unit.say(9_A, 7_A, 2min);  // there is no room for a raise yet
  CHECK_FALSE(unit.usage.has_spare(unit.now));
  unit.say(16_A, 7_A, 60s);
  CHECK_FALSE(unit.usage.has_spare(unit.now));
  unit.say(16_A, 7_A);
  CHECK(unit.usage.has_spare(unit.now));
}

TEST_CASE("usage: a car near its limit would draw more", "[node][usage]") {
  struct Row {
    Centiamps limit;
    Centiamps drawn;
    bool is_near;
  };
  const auto row = GENERATE(Row{16_A, Centiamps{1450}, true}, Row{16_A, Centiamps{1449}, false},
                            Row{32_A, Centiamps{2976}, true}, Row{32_A, Centiamps{2975}, false},
                            Row{6_A, 7_A, true}, Row{0_A, 0_A, false});
  Saying unit;
  unit.say(row.limit, row.drawn);
  CAPTURE(row.limit, row.drawn);
  CHECK(unit.usage.is_near_limit() == row.is_near);
}

TEST_CASE("usage: a unit that begins at the minimum, and a car that leaves", "[node][usage]") {
  Saying unit;
  unit.usage.begin_at(6_A);
  CHECK(unit.usage.cap() == 6_A);
  unit.usage.forget();
  CHECK_FALSE(unit.usage.cap());
}

TEST_CASE("usage: a car that draws its first share was given it, and takes nothing back",
          "[node][usage]") {
  Saying unit;
  unit.usage.begin_at(6_A);
  unit.say(6_A, 6_A);
  CHECK_FALSE(unit.usage.cap());
  unit.be_capped();
  unit.say(9_A, 9_A);  // this is the first time
  unit.say(16_A, 7_A, 61s);
  CHECK(unit.usage.has_spare(unit.now));
}

}  // namespace
}  // namespace twc::test
