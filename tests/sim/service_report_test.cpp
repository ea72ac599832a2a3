// SPDX-License-Identifier: MIT
/// The auditor, what a master reports, and deaf units, by hand: S9 and S10.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using sim::Report;
using sim::Rule;
using Rules = std::vector<Rule>;

/// One car that charges with 16 A, and is stopped by the user.
struct StoppedCar : AuditorBench {
  explicit StoppedCar(bool may_use_contactor = false)
      : AuditorBench{
            sim::AuditSettings{.master = audited_master,
                               .bus_idle = true,
                               .may_use_contactor = may_use_contactor}
  } {
    auditor.set_terms(now, first, {.maximum = 16_A});
    announce(first);
    poll(first);
    poll(first);
    says[first].state = ChargeState::charging;
    says[first].drawn = Centiamps{1560};
    limit(first, 16_A);
    draws(Centiamps{1560});
    auditor.reported(now, first, Report::still_drawing);
    go_on(70s, {first});
    auditor.set_terms(now, first, {.maximum = 16_A, .stopped = true});
  }
  void draws(Centiamps amps) {
    auditor.physical(now, {.port = sim::PortId{1},
                           .id = first,
                           .in_force = 16_A,
                           .drawn = amps,
                           .plugged = true,
                           .wants = true});
  }
};

TEST_CASE("auditor: a silenced unit has stopped when it announced itself, and 30 s later",
          "[sim][auditor]") {
  StoppedCar on;
  on.now += 12s;
  SECTION("before that") {
    on.announce(first);
    on.draws(0_A);
    on.auditor.reported(on.now, first, Report::stopped);
    CHECK(on.broken() == Rules{Rule::report});
  }
  SECTION("without an announcement") {
    on.now += 60s;
    on.draws(0_A);
    on.auditor.reported(on.now, first, Report::stopped);
    CHECK(on.broken() == Rules{Rule::report});
  }
  SECTION("rightly") {
    on.announce(first);
    on.now += 19s;
    on.draws(0_A);
    on.auditor.reported(on.now, first, Report::stopped);
    on.now += 60s;
    on.auditor.check(on.now);
    CHECK(on.broken().empty());
    CHECK(on.auditor.judged(Rule::report) > 1);
  }
  SECTION("and it draws all the same") {
    on.announce(first);
    on.now += 19s;
    on.auditor.reported(on.now, first, Report::stopped);
    on.now += 3s;
    on.auditor.check(on.now);
    CHECK(on.broken() == Rules{Rule::report});
  }
  SECTION("and nobody says so") {
    on.announce(first);
    on.draws(0_A);
    on.now += 45s;
    on.auditor.check(on.now);
    on.now += 16s;
    on.auditor.check(on.now);
    CHECK(on.broken() == Rules{Rule::report});
  }
}

TEST_CASE("auditor: silence for a unit that rests with an open contactor is no second stop",
          "[sim][auditor]") {
  StoppedCar on{true};
  on.auditor.sent(on.now, msg::encode(msg::StopCharging{.from = audited_master, .to = first},
                                      wire::HarmAccepted{}));
  on.now += 200ms;
  on.auditor.received(on.now, msg::encode(msg::StopChargingAck{.from = first}));
  on.now += 230ms;
  on.says[first].state = ChargeState::do_not_charge;
  on.says[first].drawn = 0_A;
  on.go_on(12s, {first});
  on.draws(0_A);
  const bool is_told = GENERATE(true, false);
  if (is_told) on.auditor.reported(on.now, first, Report::stopped);
  on.go_on(30s, {first});
  for (const Duration silent : {40s, 20s, 16s}) {
    on.go_on(silent, {});
    on.announce(first);
  }
  for (const auto& one : on.auditor.violations()) UNSCOPED_INFO(one.what);
  CHECK(on.broken() == (is_told ? Rules{} : Rules{Rule::report}));
}

TEST_CASE("auditor: units that nobody speaks to are in the sum until they are freed",
          "[sim][auditor]") {
  StoppedCar on;
  on.now += 12s;
  on.announce(first);
  SECTION("and so it is reported") {
    on.auditor.reported_drawn(on.now, Centiamps{1560});
    CHECK(on.broken().empty());
  }
  SECTION("and it is reported too early") {
    on.auditor.reported_drawn(on.now, 0_A);
    CHECK(on.broken() == Rules{Rule::report});
  }
  SECTION("and it is reported too long") {
    on.now += 30s;
    on.auditor.reported_drawn(on.now, Centiamps{1560});
    CHECK(on.broken() == Rules{Rule::report});
  }
}

/// A unit that never answers beside one that would use what it holds.
struct BesideDeaf : AuditorBench {
  BesideDeaf() {
    auditor.set_total(now, 64_A);
    announce(second);
    poll(second);
    poll(second);
    says[second].state = ChargeState::charging;
    says[second].drawn = Centiamps{1360};
    limit(second, 14_A);
    go_on(5s, {second});
    auditor.set_total(now, 20_A);
    announce(first);
  }
  /// One greeting of 26 s.
  void greet() {
    for (const Time end = now + 26s; now < end;) {
      limit_unheard(first, 6_A);
      now += 400ms;
      poll(second);
    }
  }
  void leave_alone(Duration lasting) {
    for (const Time end = now + lasting; now < end;) {
      announce(first);
      go_on(std::min<Duration>(6s, end - now), {second});
    }
  }
};

TEST_CASE("auditor: finds a deaf unit that is greeted again and again", "[sim][auditor]") {
  BesideDeaf on;
  for (int greeting = 0; greeting < 3; ++greeting) {
    on.greet();
    on.leave_alone(20s);
  }
  CHECK(on.auditor.judged(Rule::deaf) == 0);
  SECTION("after 20 s") {
    on.greet();
    CHECK(on.broken() == Rules{Rule::deaf});
  }
  SECTION("after a minute") {
    on.leave_alone(41s);
    on.greet();
    CHECK(on.broken().empty());
    CHECK(on.auditor.judged(Rule::deaf) == 1);
  }
  SECTION("because the user says so") {
    on.auditor.forgive(on.now, first);
    on.greet();
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: finds a deaf unit that holds 6 A for ever", "[sim][auditor]") {
  BesideDeaf on;
  on.auditor.set_terms(on.now, second, {.maximum = 14_A});
  for (int greeting = 0; greeting < 20; ++greeting) {
    on.greet();
    on.leave_alone(greeting < 3 ? 20s : 5min);
    on.greet();
    on.leave_alone(5min);
  }
  CHECK(std::ranges::count(on.broken(), Rule::deaf) > 0);
}

TEST_CASE("auditor: a deaf unit is reported once", "[sim][auditor]") {
  BesideDeaf on;
  on.auditor.reported(on.now, first, Report::deaf);
  CHECK(on.broken().empty());
  SECTION("again") {
    on.auditor.reported(on.now, first, Report::deaf);
    CHECK(on.broken() == Rules{Rule::deaf});
  }
  SECTION("and again after it answered") {
    on.auditor.set_total(on.now, 64_A);
    on.poll(first);
    on.auditor.reported(on.now, first, Report::deaf);
    CHECK(on.broken().empty());
  }
}

}  // namespace
}  // namespace twc::test
