// SPDX-License-Identifier: MIT
/// The auditor and waiting by hand: S3, S4 and S8.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Rule;
using Rules = std::vector<Rule>;

/// One unit charges with 16 A of 32 A; another one is linked and idle.
struct ChargingBesideIdle : AuditorBench {
  explicit ChargingBesideIdle(sim::AuditSettings settings = {.master = audited_master,
                                                             .bus_idle = true})
      : AuditorBench{std::move(settings)} {
    link_two();
    says[first].state = ChargeState::charging;
    says[first].drawn = Centiamps{1560};
    auditor.set_terms(now, first, {.maximum = 16_A});
    limit(first, 16_A);
    go_on(5s, {first, second});
  }
  /// The second unit holds 6 A with a full car, and there is no more.
  void hold() {
    says[second].state = ChargeState::do_not_charge;
    limit(second, 6_A);
    go_on(70s, {first, second});
    auditor.set_total(now, 22_A);
  }
};

TEST_CASE("auditor: a car waits 10 s where cars take 5 s to fall", "[sim][auditor]") {
  ChargingBesideIdle on;
  on.says[second].state = ChargeState::ready_to_charge;
  on.auditor.set_total(on.now, 16_A);
  on.go_on(9s, {first, second});
  CHECK(on.broken().empty());
  on.go_on(3s, {first, second});
  CHECK(on.broken() == Rules{Rule::waiting});
}

TEST_CASE("auditor: it waits 6 s where they take 1 s, and counts", "[sim][auditor]") {
  ChargingBesideIdle on;
  for (const TwcId unit : {first, second}) {
    on.auditor.set_terms(on.now, unit, {.maximum = 16_A, .reacts = 1s});
  }
  on.auditor.set_total(on.now, 16_A);
  on.says[second].state = ChargeState::ready_to_charge;
  on.go_on(5s, {first, second});
  CHECK(on.broken().empty());
  SECTION("too long") {
    on.go_on(3s, {first, second});
    CHECK(on.broken() == Rules{Rule::waiting});
  }
  SECTION("served") {
    on.auditor.set_total(on.now, 32_A);
    on.limit(second, 6_A);
    on.go_on(1s, {first, second});
    CHECK(on.auditor.tally().waits == 1);
    CHECK(on.auditor.judged(Rule::waiting) > 0);
  }
}

TEST_CASE("auditor: a full car is stopped for one that asks, within 55 s", "[sim][auditor]") {
  ChargingBesideIdle on;
  on.hold();
  on.auditor.set_terms(on.now, first, {.maximum = 6_A});
  on.says[first].drawn = Centiamps{560};
  on.limit(first, 6_A);
  on.announce(third);
  on.says[third].state = ChargeState::ready_to_charge;
  on.auditor.set_total(on.now, 54_A);
  on.poll(third);
  on.poll(third);
  on.auditor.set_total(on.now, 17_A);
  on.go_on(50s, {first, second, third});
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
  on.go_on(12s, {first, second, third});
  CHECK(on.broken() == Rules{Rule::waiting});
}

TEST_CASE("auditor: a lost frame gives a car that waits one heartbeat more", "[sim][auditor]") {
  ChargingBesideIdle on;
  on.says[second].state = ChargeState::ready_to_charge;
  on.go_on(5s, {first, second});
  on.auditor.disturbed(on.now);
  on.go_on(1500ms, {first, second});
  CHECK(on.broken().empty());
  on.go_on(2s, {first, second});
  CHECK(on.broken() == Rules{Rule::waiting});
}

TEST_CASE("auditor: finds a unit that is lost, heard again and not served", "[sim][auditor]") {
  ChargingBesideIdle on;
  for (int times = 0; times < 30; ++times) {
    on.poll_unheard(second);
    on.now += 400ms;
    on.poll(first);
  }
  on.go_on(10s, {first});
  SECTION("not at all") {
    for (int times = 0; times < 4; ++times) {
      on.announce(second);
      on.go_on(8s, {first});
    }
    CHECK(on.broken() == Rules{Rule::mute});
  }
  SECTION("served") {
    on.announce(second);
    on.go_on(8s, {first});
    on.poll(second);
    on.go_on(8s, {first, second});
    CHECK(on.broken().empty());
    CHECK(on.auditor.judged(Rule::mute) > 0);
  }
  SECTION("stopped by the user") {
    on.auditor.set_terms(on.now, second, {.stopped = true});
    for (int times = 0; times < 4; ++times) {
      on.announce(second);
      on.go_on(8s, {first});
    }
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a unit that answered none of three greetings is deaf, however slow they were",
          "[sim][auditor]") {
  ChargingBesideIdle on{
      {.master = audited_master, .bus_idle = true, .ignored = {Rule::cadence}}
  };
  const int greetings = GENERATE(2, 3);
  CAPTURE(greetings);
  for (int greeting = 0; greeting < greetings; ++greeting) {
    on.announce(second);
    for (const Time end = on.now + 26s; on.now < end; on.go_on(1500ms, {first})) {
      on.poll_unheard(second);
    }
  }
  for (int times = 0; times < 6; ++times) {
    on.announce(second);
    on.go_on(6s, {first});
  }
  INFO(on.auditor.text());
  CHECK(on.broken() == (greetings == 3 ? Rules{} : Rules{Rule::mute}));
}

TEST_CASE("auditor: finds a unit that is called disobedient and was mute", "[sim][auditor]") {
  ChargingBesideIdle on;
  on.auditor.set_total(on.now, 10_A);
  on.limit_unheard(first, 10_A);
  SECTION("mute") {
    for (int times = 0; times < 10; ++times) {
      on.limit_unheard(first, 10_A);
      on.now += 1s;
    }
    on.auditor.reported(on.now, first, sim::Report::disobeyed);
    CHECK(on.broken() == Rules{Rule::mute});
  }
  SECTION("disobedient") {
    for (int times = 0; times < 10; ++times) {
      on.limit_unheard(first, 10_A);
      on.answer(first);
      on.now += 600ms;
    }
    on.auditor.reported(on.now, first, sim::Report::disobeyed);
    CHECK(on.broken().empty());
  }
}

/// A unit of Protocol 1 that the master stops by zero while its car charges, for lack of room.
struct ZeroedUnit : AuditorBench {
  ZeroedUnit() {
    announce(old_one);
    poll(old_one);
    poll(old_one);
    says[old_one].state = ChargeState::charging;
    says[old_one].drawn = Centiamps{560};
    auditor.set_terms(now, old_one, {.maximum = 6_A});
    limit(old_one, 6_A);
    zero(70s);
    auditor.set_total(now, 5_A);
    says[old_one].state = ChargeState::do_not_charge;
    says[old_one].drawn = 0_A;
    zero(20s);
  }
  void zero(Duration lasting) {
    const bool is_on = says[old_one].drawn > 0_A;
    for (const Time end = now + lasting; now < end;) {
      if (is_on) {
        poll(old_one);
      } else {
        limit(old_one, 0_A);
      }
      now += 600ms;
    }
  }
};

TEST_CASE("auditor: a Protocol 1 unit that was stopped by zero waits for room", "[sim][auditor]") {
  ZeroedUnit on;
  on.zero(60s);
  CHECK(on.broken().empty());
  on.auditor.set_total(on.now, 20_A);
  on.zero(5s);
  SECTION("and waits in vain") {
    on.zero(6s);
    CHECK(on.broken() == Rules{Rule::stopped_waits});
  }
  SECTION("and is served") {
    on.limit(old_one, 6_A);
    on.poll(old_one);
    CHECK(on.broken().empty());
    CHECK(on.auditor.judged(Rule::stopped_waits) == 1);
  }
  SECTION("and its car leaves") {
    on.says[old_one].state = ChargeState::ready;
    on.zero(20s);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a silenced car waits from its 60 s on, and is left alone before",
          "[sim][auditor]") {
  ChargingBesideIdle on;
  on.auditor.set_terms(on.now, first, {.maximum = 6_A});
  on.auditor.set_terms(on.now, second, {.maximum = 6_A});
  on.says[first].drawn = Centiamps{560};
  on.limit(first, 6_A);
  on.says[second].state = ChargeState::charging;
  on.says[second].drawn = Centiamps{560};
  on.limit(second, 6_A);
  on.go_on(70s, {first, second});
  on.auditor.set_total(on.now, 11_A);
  const Time silenced = on.now;
  const auto go_on = [&on](Duration lasting) {
    on.announce(second);
    on.go_on(lasting, {first});
  };
  on.go_on(12s, {first});
  on.auditor.set_total(on.now, 20_A);
  while (on.now < silenced + 48s) go_on(6s);
  INFO(on.auditor.text());
  REQUIRE(on.broken().empty());
  SECTION("greeted too early") {
    on.poll(second);
    CHECK(on.broken() == Rules{Rule::stopped_waits});
  }
  SECTION("forgotten") {
    while (on.now < silenced + 90s) go_on(6s);
    CHECK(on.broken() == Rules{Rule::stopped_waits});
  }
  SECTION("greeted in time") {
    while (on.now < silenced + 65s) go_on(6s);
    on.poll(second);
    on.go_on(20s, {first, second});
    CHECK(on.broken().empty());
  }
}

}  // namespace
}  // namespace twc::test
