// SPDX-License-Identifier: MIT
/// The auditor and stops by hand: S1, S2 and S5.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Rule;
using Rules = std::vector<Rule>;

/// ThreeCars units of Protocol 2 that charge at 6 A, out of 20 A; the third one began last. More is
/// not wanted by the user.
struct ThreeCars : AuditorBench {
  explicit ThreeCars(sim::AuditSettings settings = {.master = audited_master, .bus_idle = true})
      : AuditorBench{std::move(settings)} {
    auditor.set_total(now, 96_A);
    for (const TwcId unit : {first, second, third}) {
      auditor.set_terms(now, unit, {.maximum = 6_A});
      announce(unit);
      for (int times = 0; times < 2; ++times) {
        poll(unit);
        go_on(100ms, known);
      }
      charge(unit, 6_A);
      go_on(90s, known);
    }
    auditor.set_total(now, 20_A);
  }
  void charge(TwcId unit, Centiamps amps) {
    says[unit].state = ChargeState::charging;
    says[unit].drawn = amps - Centiamps{40};
    limit(unit, amps);
    known.push_back(unit);
  }
  /// Goes on without one of them.
  void silence(TwcId unit, Duration lasting = 9s) {
    std::erase(known, unit);
    go_on(lasting, known);
  }
  std::vector<TwcId> known;
};

TEST_CASE("auditor: a car that is stopped because the minima do not fit is the last that started",
          "[sim][auditor]") {
  ThreeCars on;
  CHECK(on.broken().empty());
  on.auditor.set_total(on.now, 17_A);
  SECTION("the last one") {
    on.silence(third);
    INFO(on.auditor.text());
    CHECK(on.broken().empty());
    CHECK(on.auditor.tally().stops == 1);
    CHECK(on.auditor.judged(Rule::needless_stop) > 0);
  }
  SECTION("the first one") {
    on.silence(first);
    CHECK(on.broken() == Rules{Rule::needless_stop});
  }
  SECTION("all of them") {
    std::erase(on.known, first);
    std::erase(on.known, second);
    on.silence(third);
    CHECK_FALSE(on.broken().empty());
    CHECK(on.broken()[0] == Rule::needless_stop);
  }
}

TEST_CASE("auditor: finds a car that is stopped although all of them fit", "[sim][auditor]") {
  ThreeCars on;
  SECTION("for nothing") {
    on.silence(third);
    CHECK(on.broken() == Rules{Rule::needless_stop});
    CHECK(on.auditor.tally().needless_stops == 1);
  }
  SECTION("the user did it") {
    on.auditor.set_terms(on.now, third, {.stopped = true});
    on.silence(third);
    CHECK(on.broken().empty());
  }
  SECTION("the total was too small for a moment") {
    on.auditor.set_total(on.now, 17_A);
    on.go_on(1s, on.known);
    on.auditor.set_total(on.now, 20_A);
    on.silence(third);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a unit that only holds is stopped first", "[sim][auditor]") {
  ThreeCars on;
  on.says[first].state = ChargeState::do_not_charge;
  on.says[first].drawn = 0_A;
  on.go_on(65s, on.known);
  on.auditor.set_total(on.now, 17_A);
  SECTION("and not a car that charges") {
    on.silence(third);
    CHECK(on.broken() == Rules{Rule::needless_stop});
  }
  SECTION("so it is") {
    on.silence(first);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: the exposure of a mute unit stops none of the others", "[sim][auditor]") {
  ThreeCars on;
  on.auditor.set_total(on.now, 18_A);
  on.auditor.set_terms(on.now, first, {.stopped = true});
  on.silence(first);
  on.auditor.set_total(on.now, 12_A);
  on.silence(third);
  CHECK(on.broken() == Rules{Rule::needless_stop});
}

TEST_CASE("auditor: under priorities the least important car is stopped", "[sim][auditor]") {
  ThreeCars on{
      {.master = audited_master, .bus_idle = true, .order = sim::StopOrder::priority}
  };
  on.auditor.set_terms(on.now, third, {.maximum = 6_A, .priority = 2});
  on.auditor.set_terms(on.now, second, {.maximum = 6_A, .priority = 1});
  on.auditor.set_total(on.now, 17_A);
  SECTION("the least important one") {
    on.silence(first);
    CHECK(on.broken().empty());
  }
  SECTION("another one") {
    on.silence(third);
    CHECK(on.broken() == Rules{Rule::needless_stop});
  }
}

/// One car at 32 A whose total falls to 16 A; its unit follows at once, the car a little later.
struct FallingCar : AuditorBench {
  FallingCar() {
    announce(first);
    poll(first);
    poll(first);
    says[first].state = ChargeState::charging;
    says[first].drawn = Centiamps{3160};
    limit(first, 32_A);
    go_on(5s, {first});
    auditor.set_total(now, 16_A);
    limit(first, 16_A);
    go_on(2s, {first});
  }
};

TEST_CASE("auditor: finds a car that is stopped because it falls", "[sim][auditor]") {
  FallingCar on;
  CHECK(on.auditor.judged(Rule::falling) == 1);
  SECTION("silenced") {
    on.now += 9s;
    on.auditor.check(on.now);
    CHECK(on.broken() == Rules{Rule::falling, Rule::needless_stop});
  }
  SECTION("reported") {
    on.auditor.reported(on.now, first, sim::Report::overdraw);
    CHECK(on.broken() == Rules{Rule::falling});
  }
  SECTION("in peace") {
    on.says[first].drawn = Centiamps{1560};
    on.go_on(30s, {first});
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a car that draws on after its time to fall is stopped rightly",
          "[sim][auditor]") {
  FallingCar on;
  on.go_on(12s, {first});  // 8 s and a quarter of a second for each ampere of 15.6
  on.auditor.reported(on.now, first, sim::Report::overdraw);
  on.go_on(20s, {first});
  on.now += 9s;
  on.auditor.check(on.now);
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

/// Two cars that take turns, with room for one.
struct TakingTurns : AuditorBench {
  TakingTurns()
      : AuditorBench{
            {.master = audited_master,
             .bus_idle = true,
             .order = sim::StopOrder::turns,
             .turn = 15min}
  } {
    announce(first);
    poll(first);
    poll(first);
    says[first].state = ChargeState::charging;
    says[first].drawn = Centiamps{560};
    limit(first, 6_A);
    auditor.set_total(now, 8_A);
    announce(second);
  }
  void run(Duration lasting) {
    for (const Time end = now + lasting; now < end;) {
      poll(first);
      now += 600ms;
    }
  }
};

TEST_CASE("auditor: finds a turn that is cut short", "[sim][auditor]") {
  TakingTurns on;
  const auto turn = GENERATE(5min, 14min);
  on.run(turn);
  on.announce(second);
  on.now += 9s;
  on.auditor.check(on.now);
  INFO(on.auditor.text());
  CHECK(on.auditor.judged(Rule::turn) == 1);
  CHECK(on.broken() == (turn == 5min ? Rules{Rule::turn} : Rules{}));
}

TEST_CASE("auditor: a turn ends early when nobody fits any more", "[sim][auditor]") {
  TakingTurns on;
  on.run(5min);
  on.auditor.set_total(on.now, 5_A);
  on.now += 9s;
  on.auditor.check(on.now);
  CHECK(on.broken().empty());
}

}  // namespace
}  // namespace twc::test
