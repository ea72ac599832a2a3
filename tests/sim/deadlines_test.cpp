// SPDX-License-Identifier: MIT
/// The auditor and time: what has to happen, and has not.

#include <algorithm>

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Cause;
using sim::Rule;
using Rules = std::vector<Rule>;

/// Two units with 16 A each in force, out of 32 A.
struct Running : AuditorBench {
  Running() {
    link_two();
    for (const TwcId unit : {first, second}) {
      says[unit].state = ChargeState::charging;
      limit(unit, 16_A);
      is_in_force(unit, 16_A, Cause::limit);
    }
    go_on(4s, {first, second});
  }
  void lower() {
    auditor.set_total(now, 20_A);
    limit(first, 10_A);
    limit(second, 10_A);
  }
};

TEST_CASE("auditor: a total that is lowered, commanded and obeyed in time", "[sim][auditor]") {
  Running on;
  on.lower();
  on.go_on(3s, {first, second});
  on.is_in_force(first, 10_A);
  on.is_in_force(second, 10_A);
  on.go_on(60s, {first, second});
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

TEST_CASE("auditor: finds a lowered total that is not commanded", "[sim][auditor]") {
  Running on;
  on.auditor.set_total(on.now, 20_A);
  on.go_on(3s, {first, second});
  CHECK(on.broken() == Rules{Rule::reduction});
}

TEST_CASE("auditor: finds a unit that is fed although it does not obey", "[sim][auditor]") {
  Running on;
  on.auditor.set_terms(on.now, first, {.obedience = sim::Obedience::unruly});
  on.auditor.set_total(on.now, 20_A);
  on.limit(second, 10_A);
  on.is_in_force(second, 10_A);
  SECTION("fed on") {
    for (int times = 0; times < 20; ++times) {
      on.limit_unheard(first, 10_A);
      on.answer(first);
      on.poll(second);
    }
    REQUIRE_FALSE(on.broken().empty());
    CHECK(on.broken()[0] == Rule::reduction);
    CHECK(on.auditor.violations()[0].unit == first);
  }
  SECTION("silenced after 10 s") {
    for (const Time end = on.now + 10s; on.now < end;) {
      on.limit_unheard(first, 10_A);
      on.answer(first);
      on.poll(second);
    }
    on.limit(second, 6_A);
    on.is_in_force(second, 6_A);
    on.go_on(30s, {second});
    on.is_in_force(first, 0_A);
    on.announce(first);
    on.go_on(60s, {second});
    INFO(on.auditor.text());
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: finds limits in force that stay above the total", "[sim][auditor]") {
  Running on;
  on.lower();
  on.go_on(4s, {first, second});
  CHECK(on.broken().empty());
  on.go_on(1s, {first, second});
  CHECK(on.broken() == Rules{Rule::in_force});
}

TEST_CASE("auditor: a lost frame gives one heartbeat more, not for ever", "[sim][auditor]") {
  Running on;
  on.lower();
  on.go_on(4s, {first, second});
  on.auditor.disturbed(on.now);
  on.go_on(500ms, {first, second});
  CHECK(on.broken().empty());
  on.go_on(1s, {first, second});
  CHECK(on.broken() == Rules{Rule::in_force});
}

TEST_CASE("auditor: a unit that never obeys has until its silence has worked", "[sim][auditor]") {
  Running on;
  on.auditor.set_terms(on.now, first, {.obedience = sim::Obedience::unruly});
  on.auditor.set_total(on.now, 20_A);
  on.limit_unheard(first, 10_A);
  on.answer(first);  // 16 A
  on.limit(second, 10_A);
  on.is_in_force(second, 10_A);
  on.go_on(5s, {first, second});
  on.limit(second, 6_A);
  on.is_in_force(second, 6_A);
  on.go_on(10s, {first, second});
  on.go_on(32s, {second});  // the first one is silenced too late
  CHECK(std::ranges::count(on.broken(), Rule::in_force) == 0);
  INFO(on.auditor.text());
  on.go_on(5s, {second});
  CHECK(std::ranges::count(on.broken(), Rule::in_force) == 1);
}

TEST_CASE("auditor: finds a rise over the total that the master caused", "[sim][auditor]") {
  Running on;
  SECTION("the master") {
    on.is_in_force(first, 17_A, Cause::limit);
    CHECK(on.broken() == Rules{Rule::increase});
  }
  SECTION("a unit that was woken") {
    on.is_in_force(first, 17_A, Cause::poll);
    CHECK(on.broken() == Rules{Rule::increase});
  }
  SECTION("a unit that was known to have restarted") {
    on.auditor.set_total(on.now, 24_A);
    on.is_in_force(first, 0_A);
    on.announce(first);
    on.limit_unheard(first, 10_A);
    on.is_in_force(first, 10_A, Cause::limit);
    CHECK(on.broken() == Rules{Rule::increase});
  }
  SECTION("but not a unit that restarted while its lower limit was under way") {
    on.auditor.set_total(on.now, 24_A);
    on.now += 200ms;
    on.limit_unheard(first, 10_A);
    on.now += 20ms;
    on.is_in_force(first, 0_A);
    on.announce(first);
    on.is_in_force(first, 10_A, Cause::limit);
    CHECK(on.broken().empty());
  }
  SECTION("the line, which is to be put right in time") {
    on.is_in_force(first, 30_A, Cause::line);
    on.is_in_force(second, 14_A);
    on.is_in_force(second, 15_A, Cause::limit);
    CHECK(on.broken().empty());
    on.go_on(6s, {first, second});
    CHECK(on.broken() == Rules{Rule::in_force});
  }
}

/// One unit charges with 16 A; the other one asks.
struct Asking : AuditorBench {
  explicit Asking(sim::AuditSettings settings = {.master = audited_master, .bus_idle = true})
      : AuditorBench{std::move(settings)} {
    link_two();
    says[first].state = ChargeState::charging;
    limit(first, 16_A);
    says[second].state = ChargeState::ready_to_charge;
  }
};

TEST_CASE("auditor: finds a car that asks and is left waiting", "[sim][auditor]") {
  Asking on;
  on.go_on(5s, {first, second});
  CHECK(on.broken().empty());
  on.go_on(2s, {first, second});
  CHECK(on.broken() == Rules{Rule::waiting});
  CHECK(on.auditor.violations()[0].unit == second);
}

TEST_CASE("auditor: a car that is served or has no claim does not wait", "[sim][auditor]") {
  Asking on;
  SECTION("served") {
    on.limit(second, 8_A);
  }
  SECTION("stopped by the user") {
    on.auditor.set_terms(on.now, second, {.stopped = true});
  }
  SECTION("in conflict") {
    on.auditor.set_terms(on.now, second, {.outside = true});
  }
  SECTION("no room") {
    on.go_on(2s, {first, second});
    on.auditor.set_total(on.now, 11_A);
    on.limit(first, 11_A);
  }
  on.go_on(60s, {first, second});
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

TEST_CASE("auditor: through a network a car waits 15 s at the most", "[sim][auditor]") {
  Asking on{
      {.master = audited_master, .round_trip = 1s, .bus_idle = true}
  };
  on.go_on(14s, {first, second});
  CHECK(on.broken().empty());
  on.go_on(3s, {first, second});
  CHECK(on.broken() == Rules{Rule::waiting});
}

TEST_CASE("auditor: finds a unit that is not addressed often enough", "[sim][auditor]") {
  Running on;
  const auto gap = GENERATE(1000ms, 1500ms);
  on.poll(second);
  on.now += gap - 400ms;
  on.poll(second);
  const bool is_late = gap > 1300ms;
  CHECK(on.broken() == (is_late ? Rules{Rule::cadence} : Rules{}));
}

TEST_CASE("auditor: a silence is no late heartbeat, nor is a suspended master", "[sim][auditor]") {
  Running on;
  SECTION("silence") {
    on.now += 41s;
    on.poll(first);
  }
  SECTION("suspended") {
    on.now += 5s;
    on.auditor.excuse(on.now);
    on.poll(first);
  }
  CHECK(on.broken().empty());
}

}  // namespace
}  // namespace twc::test
