// SPDX-License-Identifier: MIT
/// The auditor and shares by hand: S6 and S7, and equal limits in S8.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Rule;
using Rules = std::vector<Rule>;

/// Two cars that charge with 16 A each out of 32 A, and take all of it.
struct EvenPair : AuditorBench {
  explicit EvenPair(sim::AuditSettings settings = {.master = audited_master, .bus_idle = true})
      : AuditorBench{std::move(settings)} {
    link_two();
    for (const TwcId unit : {first, second}) {
      says[unit].state = ChargeState::charging;
      says[unit].drawn = Centiamps{1560};
      limit(unit, 16_A);
    }
    run(90s);
  }
  void run(Duration lasting) { go_on(lasting, {first, second}); }
};

TEST_CASE("auditor: finds current that one car leaves and another one would use",
          "[sim][auditor]") {
  EvenPair on;
  on.says[first].drawn = 7_A;
  on.run(70s);
  CHECK(on.broken().empty());
  SECTION("it is not passed on") {
    on.run(15s);
    CHECK(on.broken() == Rules{Rule::unused});
  }
  SECTION("it is passed on") {
    on.limit(first, 9_A);
    on.run(5s);
    on.says[second].drawn = Centiamps{2260};
    on.limit(second, 23_A);
    on.run(5min);
    CHECK(on.broken().empty());
    CHECK(on.auditor.judged(Rule::unused) > 0);
  }
  SECTION("it is lowered, and nobody gets it") {
    on.limit(first, 9_A);
    on.run(60s);
    CHECK(on.broken() == Rules{Rule::unused});
  }
  SECTION("nobody would use it") {
    on.says[second].drawn = 10_A;
    on.run(60s);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: with kept shares nothing is passed on", "[sim][auditor]") {
  EvenPair on{
      {.master = audited_master, .bus_idle = true, .keep_shares = true}
  };
  on.says[first].drawn = 7_A;
  on.run(5min);
  CHECK(on.broken().empty());
}

/// The first car left 9 A to the second one.
struct PassedOnPair : EvenPair {
  PassedOnPair() {
    says[first].drawn = 7_A;
    run(62s);
    limit(first, 9_A);
    run(5s);
    says[second].drawn = Centiamps{2260};
    limit(second, 23_A);
    run(60s);
  }
};

TEST_CASE("auditor: a car that would use its share again gets it back within 14 s",
          "[sim][auditor]") {
  PassedOnPair on;
  on.says[first].drawn = Centiamps{860};
  on.run(12s);
  CHECK(on.broken().empty());
  SECTION("it does not") {
    on.run(4s);
    CHECK(on.broken() == Rules{Rule::unused});
  }
  SECTION("it does") {
    on.says[second].drawn = Centiamps{1560};
    on.limit(second, 16_A);
    on.run(5s);
    on.says[first].drawn = Centiamps{1560};
    on.limit(first, 16_A);
    on.run(60s);
    CHECK(on.auditor.judged(Rule::unused) >= 2);
  }
}

TEST_CASE("auditor: finds two cars whose limits stay unequal", "[sim][auditor]") {
  EvenPair on;
  on.says[first].drawn = Centiamps{960};
  on.limit(first, 10_A);
  on.run(5s);
  on.says[second].drawn = Centiamps{2160};
  on.limit(second, 22_A);
  on.run(16s);
  CHECK(on.broken() == Rules{Rule::waiting});
}

/// Shows the auditor the true limits and currents of both units.
void show_both(AuditorBench& on) {
  for (const TwcId unit : {first, second}) {
    on.auditor.physical(on.now,
                        {.port = static_cast<sim::PortId>(static_cast<unsigned>(unit) & 0xFU),
                         .id = unit,
                         .in_force = on.says[unit].limit,
                         .drawn = on.says[unit].drawn,
                         .plugged = true,
                         .wants = true});
  }
}

TEST_CASE("auditor: finds limits that change while nothing else does", "[sim][auditor]") {
  EvenPair on;
  show_both(on);
  on.run(4min);
  show_both(on);
  const auto flap = [&on](Duration every, int times) {
    for (int time = 0; time < times; ++time) {
      const bool is_low = time % 2 == 0;
      on.says[first].drawn = is_low ? Centiamps{1460} : Centiamps{1560};
      on.limit(first, is_low ? 15_A : 16_A);
      show_both(on);
      on.run(every);
    }
  };
  SECTION("every 10 s") {
    flap(10s, 8);
    CHECK(on.broken() == Rules{Rule::steadiness});
  }
  SECTION("six times an hour") {
    flap(20s, 6);
    on.run(61min);
    CHECK(on.broken().empty());
    CHECK(on.auditor.judged(Rule::steadiness) > 0);
    CHECK(on.auditor.tally().limit_changes == 6);
  }
  SECTION("the total changes, too") {
    flap(10s, 4);
    on.auditor.set_total(on.now, 31_A);
    on.auditor.set_total(on.now, 32_A);
    flap(10s, 4);
    CHECK(on.broken().empty());
  }
  SECTION("a car takes less by itself") {
    flap(10s, 4);
    on.run(30s);
    on.says[second].drawn = 9_A;
    show_both(on);
    flap(10s, 4);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a full car that pulses 2 A does not excuse a change", "[sim][auditor]") {
  EvenPair on;
  on.says[second].state = ChargeState::do_not_charge;
  on.says[second].drawn = 0_A;
  show_both(on);
  on.run(90s);
  show_both(on);
  on.run(4min);
  for (int time = 0; time < 9; ++time) {
    on.says[second].drawn = time % 2 == 0 ? Centiamps{130} : 0_A;
    show_both(on);
    on.limit(first, time % 2 == 0 ? 15_A : 16_A);
    on.says[first].drawn = time % 2 == 0 ? Centiamps{1460} : Centiamps{1560};
    show_both(on);
    on.run(30s);
  }
  CHECK(std::ranges::count(on.broken(), Rule::steadiness) == 1);
}

}  // namespace
}  // namespace twc::test
