// SPDX-License-Identifier: MIT
/// The auditor and frames: each rule broken once by hand, and runs in which none is.

#include "sim/auditor_bench.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Rule;
using Rules = std::vector<Rule>;
using msg::ChargeState;

/// Two units that charge with 16 A each out of 32 A.
struct Charging : AuditorBench {
  Charging() {
    link_two();
    for (const TwcId unit : {first, second, first, second}) {
      says[unit].state = ChargeState::charging;
      limit(unit, 16_A);
    }
    go_on(4s, {first, second});
  }
};

sim::UnitTerms terms_with_maximum(Centiamps maximum) {
  return {.maximum = maximum};
}

TEST_CASE("auditor: finds nothing where one unit falls before the other rises", "[sim][auditor]") {
  Charging on;
  on.limit(first, 10_A);
  on.go_on(4s, {first, second});
  on.limit(second, 22_A);
  on.go_on(4s, {first, second});
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
  CHECK(on.auditor.exposure(on.now, first) == 10_A);
  CHECK(on.auditor.floor(on.now, second) == 22_A);
}

TEST_CASE("auditor: finds a raise before the other one fell", "[sim][auditor]") {
  Charging on;
  on.limit_unheard(second, 17_A);
  CHECK(on.broken() == Rules{Rule::raise});
  CHECK(on.auditor.violations()[0].unit == second);
  CHECK(on.auditor.violations()[0].what ==
        "is sent 17.00 A, its floor is 16.00 A, and exposures of 33.00 A (1111 16.00 A, "
        "2222 17.00 A) exceed the total of 32.00 A");
}

TEST_CASE("auditor: one echo, or an echo before the limit is retired, frees nothing",
          "[sim][auditor]") {
  Charging on;
  on.limit(first, 10_A);  // one echo of 10 A, one of 16 A
  SECTION("one echo") {
    on.limit_unheard(second, 22_A);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("an old limit that may still be obeyed") {
    on.limit(first, 8_A);
    on.poll(second);
    on.poll(first);
    on.limit_unheard(second, 24_A);  // first echoed 8 A twice, but 10 A was sent 1.4 s ago
    CHECK(on.broken() == Rules{Rule::raise});
  }
}

TEST_CASE("auditor: finds a minimum that does not fit", "[sim][auditor]") {
  Charging on;
  on.announce(old_one);
  on.limit_unheard(old_one, 6_A);
  CHECK(on.broken() == Rules{Rule::minimum});
}

TEST_CASE("auditor: finds a raise above rating, maximum and total", "[sim][auditor]") {
  AuditorBench on;
  on.announce(first, 16_A);
  on.announce(first, 16_A);
  SECTION("rating") {
    on.limit(first, 17_A);
  }
  SECTION("maximum") {
    on.auditor.set_terms(on.now, first, terms_with_maximum(10_A));
    on.limit(first, 11_A);
  }
  SECTION("total") {
    on.auditor.set_total(on.now, 12_A);
    on.limit(first, 13_A);
    const auto broken = on.broken();
    REQUIRE(broken.size() == 2);
    CHECK(broken[1] == Rule::raise);
  }
  REQUIRE_FALSE(on.broken().empty());
  CHECK(on.broken()[0] == Rule::offer);
}

TEST_CASE("auditor: a frame that raises nothing may be above the maximum", "[sim][auditor]") {
  Charging on;
  on.auditor.set_terms(on.now, first, terms_with_maximum(10_A));
  on.limit(first, 12_A);
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

TEST_CASE("auditor: a dangerous rating is believed when it is heard twice", "[sim][auditor]") {
  AuditorBench on;
  on.auditor.set_total(on.now, 80_A);
  on.announce(first, 52_A);
  SECTION("the unit is not greeted before") {
    on.poll_unheard(first);
    CHECK(on.broken() == Rules{Rule::unannounced});
  }
  SECTION("a second announcement agrees") {
    on.announce(first, 52_A);
    on.limit(first, 52_A);
    CHECK(on.broken().empty());
  }
  SECTION("the second announcement says 32 A") {
    on.announce(first, 32_A);
    on.limit(first, 33_A);
    CHECK(on.broken() == Rules{Rule::offer});
  }
}

TEST_CASE("auditor: finds what a master must not send", "[sim][auditor]") {
  AuditorBench on;
  on.announce(first);
  on.announce(old_one);
  const auto heartbeat = [](TwcId to, msg::Command command) {
    return msg::MasterHeartbeat{.from = audited_master, .to = to, .command = command};
  };
  const auto accepted = wire::HarmAccepted{};
  const auto sent = [&on](const wire::Frame& frame) { on.auditor.sent(on.now, frame); };
  SECTION("06") {
    on.send(heartbeat(first, msg::Command::raise), first);
  }
  SECTION("07") {
    on.send(heartbeat(first, msg::Command::lower), first);
  }
  SECTION("02") {
    sent(encode(msg::MasterError{.from = audited_master, .to = first}, Protocol::two, accepted));
  }
  SECTION("09 to Protocol 1") {
    on.send(heartbeat(old_one, msg::Command::set_limit), old_one);
  }
  SECTION("the contactor") {
    sent(encode(msg::StopCharging{.from = audited_master, .to = first}, accepted));
  }
  SECTION("a request that every unit answers at once") {
    sent(encode(msg::LegacySerialRequest{}, Protocol::two, accepted));
  }
  SECTION("a frame that writes into a unit") {
    sent("FC 19 7A 7A 11 11 00 00 00 00 00 00 00 00 00 2F"_frame);
  }
  CHECK(on.broken() == Rules{Rule::commands});
}

TEST_CASE("auditor: requests, announcements and a chosen contactor are fine", "[sim][auditor]") {
  AuditorBench on{
      {.master = audited_master, .bus_idle = true, .may_use_contactor = true}
  };
  on.announce(first);
  on.poll(first);
  const auto sent = [&on](const wire::Frame& frame) { on.auditor.sent(on.now, frame); };
  sent(encode(msg::MeterRequest{.from = audited_master, .to = first}));
  sent(encode(msg::VinRequest{.from = audited_master, .to = first}));
  sent(encode(msg::PlugStateRequest{.from = audited_master, .to = first}));
  sent(encode(msg::StopCharging{.from = audited_master, .to = first}, wire::HarmAccepted{}));
  sent(encode(msg::MasterLinkready1{.from = audited_master}, Protocol::two));
  INFO(on.auditor.text());
  CHECK(on.broken().empty());
}

TEST_CASE("auditor: an open contactor frees nothing", "[sim][auditor]") {
  AuditorBench on{
      {.master = audited_master, .bus_idle = true, .may_use_contactor = true}
  };
  on.announce(first);
  for (int beat = 0; beat < 30; ++beat) on.limit(first, 16_A);
  on.auditor.sent(
      on.now, encode(msg::StopCharging{.from = audited_master, .to = first}, wire::HarmAccepted{}));
  on.auditor.received(on.now, encode(msg::StopChargingAck{.from = first}));
  on.says[first].state = ChargeState::do_not_charge;
  for (int beat = 0; beat < 30; ++beat) on.poll(first);
  CHECK(on.auditor.exposure(on.now, first) == 16_A);
}

TEST_CASE("auditor: finds a heartbeat to a unit that never announced itself", "[sim][auditor]") {
  AuditorBench on;
  on.poll(first);
  CHECK(on.broken() == Rules{Rule::unannounced});
}

TEST_CASE("auditor: a unit that is woken may resume its rating", "[sim][auditor]") {
  AuditorBench on;
  on.announce(first);
  on.announce(second);
  on.poll_unheard(first);  // 32 A of 32 A
  CHECK(on.broken().empty());
  CHECK(on.auditor.exposure(on.now, first) == 32_A);
  on.now += 400ms;
  SECTION("there is no room for another one") {
    on.poll_unheard(second);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("there is, when it has echoed twice") {
    on.answer(first);
    on.poll(first);
    on.poll_unheard(second);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: a unit that was mute for 10 s may resume its limit", "[sim][auditor]") {
  Charging on;
  on.auditor.set_total(on.now, 20_A);
  for (int times = 0; times < 2; ++times) {
    on.limit(first, 10_A);
    on.limit(second, 10_A);
  }
  on.go_on(4s, {first, second});
  CHECK(on.broken().empty());
  on.now += 29s;
  on.auditor.excuse(on.now);
  on.announce(first);
  on.announce(second);
  on.now += 16s;  // both have stopped
  SECTION("woken by a poll within the total") {
    on.poll(first);
    CHECK(on.auditor.exposure(on.now, first) == 10_A);
    CHECK(on.broken().empty());
  }
  SECTION("woken by a poll above it") {
    on.auditor.set_total(on.now, 8_A);
    on.poll_unheard(first);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("woken by a limit") {
    on.auditor.set_total(on.now, 8_A);
    on.limit(first, 6_A);
    CHECK(on.auditor.exposure(on.now, first) == 6_A);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: zero is 6 A for Protocol 2, overdraw counts, nonsense is the rating",
          "[sim][auditor]") {
  Charging on;
  SECTION("zero") {
    on.limit_unheard(first, 0_A);
    on.says[first].limit = 6_A;
    on.answer(first);
    on.poll(first);
    CHECK(on.auditor.floor(on.now, first) == 0_A);
    on.go_on(4s, {first});
    CHECK(on.auditor.exposure(on.now, first) == 6_A);
  }
  SECTION("overdraw") {
    on.says[first].drawn = 20_A;
    on.poll(first);
    CHECK(on.auditor.exposure(on.now, first) == 20_A);
  }
  SECTION("a draw that is nearly the limit") {
    on.says[first].drawn = Centiamps{1690};
    on.poll(first);
    CHECK(on.auditor.exposure(on.now, first) == 16_A);
  }
  SECTION("an impossible echo") {
    on.says[first].limit = 655_A;
    on.poll(first);
    CHECK(on.auditor.exposure(on.now, first) == 32_A);
  }
  SECTION("several answers to one heartbeat count once") {
    on.says[first].limit = 10_A;
    on.poll(first);
    on.answer(first);
    on.answer(first);
    CHECK(on.auditor.exposure(on.now, first) == 16_A);
  }
}

TEST_CASE("auditor: nothing is raised in the quiet time", "[sim][auditor]") {
  AuditorBench on{
      {.master = audited_master, .expect_units = 1}
  };
  on.announce(first);
  on.announce(second);
  on.poll(second);
  on.poll_unheard(first);
  CHECK(on.broken().empty());  // polls are free then
  SECTION("within it") {
    on.limit_unheard(first, 6_A);
    CHECK(on.broken() == Rules{Rule::raise});
  }
  SECTION("it ends by itself") {
    on.go_on(45s, {second});
    on.limit_unheard(first, 6_A);
    INFO(on.auditor.text());
    CHECK(on.broken().empty());
  }
  SECTION("it ends when the expected unit has answered twice") {
    on.answer(first);
    on.poll(first);
    on.poll(second);
    on.limit_unheard(first, 6_A);
    CHECK(on.broken().empty());
  }
}

TEST_CASE("auditor: finds a frame beside another master", "[sim][auditor]") {
  AuditorBench on;
  on.announce(first);
  const msg::MasterLinkready1 other{.from = TwcId{0x4444}, .sign = Sign{1}};
  on.hear(other);
  on.poll(first);  // a single one may be anything
  CHECK(on.broken().empty());
  on.hear(other);
  on.poll(first);
  CHECK(on.broken() == Rules{Rule::second_master});
}

TEST_CASE("auditor: finds a frame right behind a frame", "[sim][auditor]") {
  AuditorBench on;
  on.announce(first);
  on.now -= 31ms;
  on.poll(first);
  CHECK(on.broken() == Rules{Rule::quiet_line});
}

TEST_CASE("auditor: an ignored rule is not reported", "[sim][auditor]") {
  AuditorBench on{
      {.master = audited_master, .bus_idle = true, .ignored = {Rule::unannounced}}
  };
  on.poll(first);
  CHECK(on.broken().empty());
}

TEST_CASE("auditor: a restarted master has everything to learn", "[sim][auditor]") {
  Charging on;
  on.auditor.start(on.now);
  on.poll(first);
  CHECK(on.broken() == Rules{Rule::unannounced});
}

}  // namespace
}  // namespace twc::test
