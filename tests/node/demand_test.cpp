// SPDX-License-Identifier: MIT
/// Reads the wishes of the car at a unit from the answers of the unit.

#include <vector>

#include <twc/node/demand.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using node::Demand;
using node::Need;

/// An answer of a unit, and the need of its car from then on.
struct DemandRow {
  Duration when;
  ChargeState state;
  Centiamps limit;
  Centiamps drawn;
  Need need;
};

void answer(Demand& demand, Duration when, ChargeState state, Centiamps limit,
            Centiamps drawn = {}) {
  demand.answered(at(when), {.state = state, .limit = limit, .drawn = drawn});
}
void expect(Demand& demand, const std::vector<DemandRow>& rows) {
  for (const DemandRow& row : rows) {
    answer(demand, row.when, row.state, row.limit, row.drawn);
    CAPTURE(row.when.count());
    CHECK(static_cast<int>(demand.need()) == static_cast<int>(row.need));
  }
}
/// It charges at 16 A, from 5 s to 100 s.
Demand demand_of_charging() {
  Demand demand;
  answer(demand, 0s, ChargeState::ready_to_charge, 0_A);
  answer(demand, 5s, ChargeState::ready_to_charge, 16_A);
  for (Duration now = 8s; now <= 100s; now += 1s)
    answer(demand, now, ChargeState::charging, 16_A, 15_A);
  return demand;
}

TEST_CASE("demand: a car that draws without a limit waits behind those that have one",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  expect(demand, {
                     {101s, ChargeState::charging, 0_A,  15_A, Need::charging}, // may be damage
                     {102s, ChargeState::charging, 16_A, 15_A, Need::charging},
                     {103s, ChargeState::charging, 0_A,  15_A, Need::charging},
                     {104s, ChargeState::charging, 0_A,  15_A, Need::asking  },
  });
}

TEST_CASE("demand: a unit without a car that was offered nothing is not served by a damaged answer",
          "[node][demand]") {
  Demand demand;
  const auto says = [&](Duration when, ChargeState state, Centiamps limit) {
    demand.answered(at(when), {.state = state, .limit = limit}, false);
  };
  says(1s, ChargeState::ready, 0_A);
  says(2s, ChargeState::ready, Centiamps{128});
  CHECK(demand.need() == Need::holding);
  says(3s, ChargeState::ready, 0_A);
  CHECK(demand.need() == Need::idle);
  says(4s, ChargeState::starting, 16_A);  // it resumes, and its car is about to start
  CHECK(demand.need() == Need::charging);
}

TEST_CASE("demand: a car that lost its limit and left is no charging one", "[node][demand]") {
  Demand demand = demand_of_charging();
  expect(demand, {
                     {101s, ChargeState::ready_to_charge, 0_A, 0_A, Need::asking},
                     {102s, ChargeState::ready_to_charge, 0_A, 0_A, Need::asking},
                     {110s, ChargeState::ready,           0_A, 0_A, Need::idle  },
  });
}

TEST_CASE("demand: a car whose contactor closed by itself charges, and waits no longer",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(100s));
  expect(demand, {
                     {101s, ChargeState::do_not_charge, 6_A, 9_A, Need::asking  },
                     {103s, ChargeState::do_not_charge, 6_A, 0_A, Need::asking  },
                     {140s, ChargeState::charging,      6_A, 5_A, Need::charging},
  });
}

TEST_CASE("demand: an impossible current is no charge", "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::ready, 0_A);
  answer(demand, 1s, ChargeState::ready, 0_A, Centiamps{0x8000});
  CHECK(demand.need() == Need::idle);
}

TEST_CASE("demand: a car asks, is served, charges, is full and is gone", "[node][demand]") {
  Demand demand;
  expect(demand, {
                     {0s,   ChargeState::ready,           0_A, 0_A, Need::idle    },
                     {1s,   ChargeState::ready_to_charge, 0_A, 0_A, Need::asking  },
                     {2s,   ChargeState::starting,        0_A, 0_A, Need::asking  },
                     {3s,   ChargeState::starting,        6_A, 0_A, Need::charging},
                     {9s,   ChargeState::charging,        6_A, 5_A, Need::charging},
                     {90s,  ChargeState::do_not_charge,   6_A, 0_A, Need::holding },
                     {91s,  ChargeState::ready,           6_A, 0_A, Need::holding },
                     {100s, ChargeState::ready,           0_A, 0_A, Need::idle    },
  });
  CHECK(demand.departures() == 1);
  CHECK_FALSE(demand.has_charged());
}

TEST_CASE("demand: a car that pauses for less than a minute charges", "[node][demand]") {
  Demand demand = demand_of_charging();
  answer(demand, 101s, ChargeState::do_not_charge, 16_A);
  answer(demand, 159s, ChargeState::do_not_charge, 16_A);
  CHECK(demand.need() == Need::charging);
  answer(demand, 160s, ChargeState::do_not_charge, 16_A);
  CHECK(demand.need() == Need::holding);
  answer(demand, 170s, ChargeState::do_not_charge, 16_A, 1_A);
  CHECK(demand.need() == Need::charging);
}

TEST_CASE("demand: a car whose unit is not heard for minutes still charges, until it says else",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  CHECK(demand.need() == Need::charging);
  answer(demand, 300s, ChargeState::charging, 16_A, 15_A);
  CHECK(demand.need() == Need::charging);
}

TEST_CASE("demand: the reading of an idle unit's meter is no current", "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::ready, 6_A, Centiamps{33});
  CHECK(demand.need() == Need::holding);
  CHECK_FALSE(demand.has_charged());
}

TEST_CASE("demand: a car that draws nothing for 60 s after it was served no longer asks",
          "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::ready_to_charge, 0_A);
  answer(demand, 5s, ChargeState::ready_to_charge, 6_A);
  answer(demand, 64s, ChargeState::ready_to_charge, 6_A);
  CHECK(demand.need() == Need::charging);
  CHECK_FALSE(demand.refuses(at(64s)));
  answer(demand, 65s, ChargeState::ready_to_charge, 6_A);
  CHECK(demand.need() == Need::holding);
  CHECK(demand.refuses(at(65s)));
  CHECK_FALSE(demand.refuses(at(66s)));  // told once
}

TEST_CASE("demand: a car that drew after it was served does not refuse", "[node][demand]") {
  Demand demand = demand_of_charging();
  CHECK_FALSE(demand.refuses(at(100s)));
}

TEST_CASE("demand: a Protocol 1 car that the master stopped while it charged still waits",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  expect(demand, {
                     {101s,  ChargeState::charging,      0_A, 8_A, Need::asking},
                     {105s,  ChargeState::do_not_charge, 0_A, 0_A, Need::asking},
                     {10min, ChargeState::do_not_charge, 0_A, 0_A, Need::asking},
  });
  CHECK(demand.waits());
  CHECK(demand.departures() == 0);
}

TEST_CASE("demand: a Protocol 2 car that was silenced waits although its unit says nothing",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  CHECK(demand.need() == Need::asking);
}

TEST_CASE("demand: a car behind a contactor that is closed again waits until it draws",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  answer(demand, 120s, ChargeState::do_not_charge, 6_A);
  demand.resumed(at(121s));
  CHECK(demand.waits());
  answer(demand, 125s, ChargeState::charging, 6_A, 5_A);
  CHECK_FALSE(demand.waits());
  CHECK(demand.need() == Need::charging);
}

TEST_CASE("demand: a car that draws nothing for a minute after its contactor closed resists",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  CHECK(demand.is_cut_short());
  answer(demand, 120s, ChargeState::do_not_charge, 6_A);
  demand.resumed(at(121s));
  answer(demand, 180s, ChargeState::do_not_charge, 6_A);
  CHECK_FALSE(demand.resists());
  CHECK_FALSE(demand.refuses(at(180s)));
  answer(demand, 181s, ChargeState::do_not_charge, 6_A);
  CHECK(demand.resists());
  CHECK(demand.refuses(at(181s)));
  CHECK_FALSE(demand.refuses(at(182s)));          // told once
  answer(demand, 200s, ChargeState::ready, 0_A);  // the car leaves
  CHECK_FALSE(demand.is_cut_short());
  CHECK(demand.departures() == 1);
}

TEST_CASE("demand: a stopped car that is served again and draws waits no longer",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  answer(demand, 105s, ChargeState::do_not_charge, 0_A);
  expect(demand, {
                     {200s, ChargeState::do_not_charge, 6_A, 0_A, Need::charging},
                     {210s, ChargeState::charging,      6_A, 5_A, Need::charging},
  });
  CHECK_FALSE(demand.waits());
}

TEST_CASE("demand: a stopped car that is served again and does not draw gives up after 60 s",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  answer(demand, 105s, ChargeState::do_not_charge, 0_A);
  answer(demand, 200s, ChargeState::do_not_charge, 6_A);
  answer(demand, 259s, ChargeState::do_not_charge, 6_A);
  CHECK(demand.need() == Need::charging);
  answer(demand, 260s, ChargeState::do_not_charge, 6_A);
  CHECK_FALSE(demand.waits());
  CHECK(demand.need() == Need::holding);
}

TEST_CASE("demand: current before a car obeys a stop is no new charge", "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  for (Duration now = 101s; now < 105s; now += 1s)
    answer(demand, now, ChargeState::charging, 16_A, 15_A);
  CHECK(demand.waits());
}

TEST_CASE("demand: a car whose unit takes an offer may be about to charge, though it never asked",
          "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::ready, 0_A);
  answer(demand, 1s, ChargeState::set_limit_ack, 8_A);
  CHECK(demand.need() == Need::charging);
  Demand stopped = demand;
  stopped.stopped(at(2s));
  CHECK(stopped.waits());
  answer(demand, 61s, ChargeState::set_limit_ack, 8_A);
  CHECK(demand.need() == Need::holding);
  CHECK_FALSE(demand.refuses(at(61s)));  // nobody wanted it
}

TEST_CASE("demand: a limit that is gone before a minute is over has served nobody",
          "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  answer(demand, 102s, ChargeState::do_not_charge, 0_A);
  answer(demand, 103s, ChargeState::do_not_charge, 327_A);  // a damaged frame
  answer(demand, 104s, ChargeState::do_not_charge, 0_A);
  answer(demand, 170s, ChargeState::do_not_charge, 0_A);
  CHECK(demand.need() == Need::asking);
  CHECK_FALSE(demand.refuses(at(170s)));
}

TEST_CASE("demand: a stop of a car that held a limit makes nobody wait", "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::ready, 6_A);
  demand.stopped(at(1s));
  CHECK_FALSE(demand.waits());
  answer(demand, 2s, ChargeState::ready, 0_A);
  CHECK(demand.need() == Need::idle);
}

TEST_CASE("demand: a plug that is out ends all waiting", "[node][demand]") {
  Demand demand = demand_of_charging();
  demand.stopped(at(101s));
  demand.plugged(msg::Plug::plugged);
  CHECK(demand.waits());
  demand.plugged(msg::Plug::unplugged);
  CHECK_FALSE(demand.waits());
  CHECK(demand.departures() == 1);
}

TEST_CASE("demand: states that acknowledge a limit hide none", "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::charging, 6_A, 5_A);
  for (const auto state : {ChargeState::set_limit_ack, ChargeState::raise_ack,
                           ChargeState::lower_ack, ChargeState::adjusted, ChargeState::busy}) {
    answer(demand, 1s, state, 6_A, 5_A);
    CHECK(demand.state() == ChargeState::charging);
  }
  answer(demand, 2s, ChargeState::do_not_charge, 6_A);
  CHECK(demand.state() == ChargeState::do_not_charge);
}

TEST_CASE("demand: a car that has a limit when its unit is linked may be about to start",
          "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::do_not_charge, 16_A);
  demand.linked(at(0s), Demand{});
  CHECK(demand.need() == Need::charging);
  answer(demand, 60s, ChargeState::do_not_charge, 16_A);
  CHECK(demand.need() == Need::holding);
  CHECK_FALSE(demand.refuses(at(61s)));  // nobody served it
}

TEST_CASE("demand: a unit that held its limit a moment ago holds it after an announcement, too",
          "[node][demand]") {
  Demand demand;
  answer(demand, 0s, ChargeState::ready, 6_A);
  const Demand before = demand;
  const bool is_a_moment = GENERATE(true, false);
  const Time then = at(is_a_moment ? 10s : 11s);
  demand.linked(then, before);
  CHECK(demand.need() == (is_a_moment ? Need::holding : Need::charging));
}

}  // namespace
}  // namespace twc::test
