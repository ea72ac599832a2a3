// SPDX-License-Identifier: MIT
/// The monitor: limits that are not given, do not take, or change all the time.

#include "support/catch.hpp"
#include "support/monitor_bench.hpp"

namespace twc::test {
namespace {

using bus::NotTakenBecause;
using msg::ChargeState;
using msg::Command;

constexpr TwcId second_unit{0x3344};

wire::Frame says(Centiamps limit, Centiamps drawn, ChargeState state = ChargeState::charging,
                 TwcId unit = slave_id) {
  return answer(unit, master_id, limit, drawn, state);
}
const wire::Frame asks = says({}, {}, ChargeState::ready_to_charge);

wire::Frame offer_p1(Centiamps limit, Command command) {
  return encode(
      msg::MasterHeartbeat{.from = master_id, .to = slave_id, .command = command, .limit = limit},
      Protocol::one);
}
wire::Frame says_p1(Centiamps limit, Centiamps drawn, ChargeState state) {
  return encode(
      msg::SlaveHeartbeat{
          .from = slave_id, .to = master_id, .state = state, .limit = limit, .drawn = drawn},
      Protocol::one);
}

TEST_CASE("monitor: a unit that asks for 90 s and gets command 00 only asks in vain",
          "[bus][monitor]") {
  // dracoventions 18
  MonitorBench line;
  CHECK(line.beats(90, ask(), asks).problems() == 0);
  line.beats(2, ask(), asks);
  REQUIRE(line.only<bus::AsksInVain>());
  CHECK(line.only<bus::AsksInVain>()->master == master_id);
  CHECK(line.only<bus::AsksInVain>()->state == ChargeState::ready_to_charge);
  CHECK(line.only<bus::AsksInVain>()->offered == 0_A);
  line.beats(3, offer(16_A, Command::set_initial_limit), says(16_A, {}, ChargeState::starting));
  CHECK(line.only<bus::AsksInVain>(bus::Standing::past));
}

TEST_CASE("monitor: state 08 with limit 0 asks, too, and being busy in between is no answer",
          "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 10; ++time) {
    line.beats(10, ask(), says({}, {}, ChargeState::starting));
    line.beats(1, ask(), says({}, {}, ChargeState::busy));
  }
  CHECK(line.only<bus::AsksInVain>());
}

TEST_CASE("monitor: an offer below the minimum lets no car charge, and is one finding",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(30, offer(4_A, Command::set_limit), asks);
  REQUIRE(line.only<bus::NeverEchoed>());
  CHECK(line.only<bus::NeverEchoed>()->why == NotTakenBecause::below_minimum);
  line.beats(70, offer(4_A, Command::set_limit), asks);
  REQUIRE(line.only<bus::AsksInVain>());
  CHECK(line.only<bus::AsksInVain>()->offered == 4_A);
  // A car that charges meanwhile asks for nothing.
  MonitorBench charges;
  charges.beats(100, offer(3_A, Command::set_limit), says(16_A, 15_A));
  CHECK(charges.only<bus::NeverEchoed>());
}

TEST_CASE("monitor: quiet times, silence and sharing explain that a unit waits", "[bus][monitor]") {
  const auto boot =
      encode(msg::MasterLinkready1{.from = master_id, .sign = Sign{1}}, Protocol::two);
  MonitorBench quiet;
  quiet.after(1s, boot).beats(100, ask(), asks);
  CHECK(quiet.problems() == 0);
  MonitorBench silence;
  for (int time = 0; time < 3; ++time)
    silence.beats(60, ask(), asks).after(40s, linkready(slave_id));
  CHECK(silence.problems() == 0);
  MonitorBench sharing;
  for (int time = 0; time < 120; ++time) {
    sharing.beats(1, ask(), asks);
    sharing.beats(1, ask(second_unit), says(6_A, 5_A, ChargeState::charging, second_unit));
  }
  CHECK(sharing.only<bus::AsksInVain>(bus::Standing::note));
  // A master that serves the first unit only has enough for two.
  MonitorBench first_only;
  for (int time = 0; time < 120; ++time) {
    first_only.beats(1, ask(), asks);
    first_only.beats(1, ask(second_unit), says(16_A, 15_A, ChargeState::charging, second_unit));
  }
  CHECK(first_only.only<bus::AsksInVain>());
}

TEST_CASE("monitor: 0 A is no stop for a Protocol 2 unit, which rests at 6 A", "[bus][monitor]") {
  // ngardiner 644
  MonitorBench line;
  line.beats(29, offer({}, Command::set_limit), says(6_A, Centiamps{580}));
  CHECK(line.problems() == 0);
  line.beats(5, offer({}, Command::set_limit), says(6_A, Centiamps{580}));
  REQUIRE(line.only<bus::ZeroIgnored>());
  CHECK(line.only<bus::ZeroIgnored>()->protocol == Protocol::two);
  CHECK(line.only<bus::ZeroIgnored>()->drawn == Centiamps{580});
  line.beats(5, ask(), says(6_A, {}, ChargeState::do_not_charge));
  CHECK(line.only<bus::ZeroIgnored>(bus::Standing::past));
  // Another one went to state 03 within 2 s (ngardiner 296).
  MonitorBench stops;
  stops.beats(3, offer({}, Command::set_limit), says(6_A, Centiamps{580}));
  CHECK(stops.beats(60, ask(), says(6_A, {}, ChargeState::do_not_charge)).problems() == 0);
}

TEST_CASE("monitor: a Protocol 1 unit that draws on at 0 A disobeys", "[bus][monitor]") {
  MonitorBench line;
  line.beats(40, offer_p1({}, Command::set_initial_limit),
             says_p1(16_A, 15_A, ChargeState::charging));
  REQUIRE(line.only<bus::ZeroIgnored>());
  CHECK(line.only<bus::ZeroIgnored>()->protocol == Protocol::one);
}

TEST_CASE("monitor: a limit with the wrong command has a finding that names the right one",
          "[bus][monitor]") {
  MonitorBench five;
  five.beats(12, offer(10_A, Command::set_initial_limit), says(16_A, 15_A));
  REQUIRE(five.only<bus::NeverEchoed>());
  CHECK(five.only<bus::NeverEchoed>()->why == NotTakenBecause::needs_set_limit);
  MonitorBench nine;
  nine.beats(12, offer_p1(10_A, Command::set_limit), says_p1(16_A, 15_A, ChargeState::charging));
  REQUIRE(nine.only<bus::NeverEchoed>());
  CHECK(nine.only<bus::NeverEchoed>()->why == NotTakenBecause::needs_initial_limit);
  // Sent once, and never taken.
  MonitorBench once;
  once.beats(1, offer(10_A, Command::set_initial_limit), says(16_A, 15_A));
  once.beats(12, ask(), says(16_A, 15_A));
  CHECK(once.only<bus::NeverEchoed>());
  CHECK(once.beats(1, offer(10_A, Command::set_limit), says(10_A, 9_A))
            .only<bus::NeverEchoed>(bus::Standing::past));
}

TEST_CASE("monitor: a unit that takes its rating for more than that takes it", "[bus][monitor]") {
  MonitorBench line;
  line.after(0s, linkready(slave_id)).after(1s, linkready(slave_id));
  CHECK(line.beats(30, offer(40_A, Command::set_limit), says(32_A, 15_A)).problems() == 0);
}

TEST_CASE("monitor: a unit that stays in 08 at 6 A after a pause is stuck", "[bus][monitor]") {
  // jnicolson-esphome 7
  const auto paused = says(6_A, {}, ChargeState::starting);
  MonitorBench line;
  line.beats(20, ask(), says(16_A, 15_A)).beats(60, ask(), paused);
  CHECK(line.problems() == 0);
  line.beats(2, ask(), paused);
  REQUIRE(line.only<bus::StuckStarting>());
  CHECK(line.only<bus::StuckStarting>()->before == 16_A);
  // The same limit again does not free it.
  line.beats(20, offer(16_A, Command::set_limit), paused);
  CHECK(line.only<bus::StuckStarting>());
  line.beats(3, offer(15_A, Command::set_limit), says(15_A, 3_A));
  CHECK(line.only<bus::StuckStarting>(bus::Standing::past));
  // A unit that was offered 6 A may say so in 08 for long (ngardiner 453).
  MonitorBench low;
  low.beats(200, offer(6_A, Command::set_limit), says(6_A, Centiamps{528}, ChargeState::starting));
  CHECK(low.problems() == 0);
}

TEST_CASE("monitor: a car that stays near 6 A at 16 A for a minute has the 6 A behaviour",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(60, ask(), says(16_A, Centiamps{590}));
  CHECK(line.problems() == 0);
  line.beats(2, ask(), says(16_A, Centiamps{514}));
  CHECK(line.problems() == 0);  // it moves
  line.beats(62, ask(), says(16_A, Centiamps{514}));
  REQUIRE(line.only<bus::DrawsSix>());
  CHECK(line.only<bus::DrawsSix>()->limit == 16_A);
  CHECK(line.beats(3, ask(), says(16_A, 15_A)).only<bus::DrawsSix>(bus::Standing::past));
}

TEST_CASE("monitor: cars that ramp, taper off, or have 6 A only do not", "[bus][monitor]") {
  MonitorBench ramp;
  for (std::uint16_t drawn = 0; drawn < 1500; drawn += 100) {
    ramp.beats(10, ask(), says(16_A, Centiamps{drawn}));
  }
  CHECK(ramp.problems() == 0);
  MonitorBench taper;
  for (std::uint16_t drawn = 1500; drawn > 0; drawn -= 100) {
    taper.beats(65, ask(), says(16_A, Centiamps{drawn}));
  }
  CHECK(taper.problems() == 0);
  CHECK(MonitorBench{}.beats(200, ask(), says(6_A, Centiamps{590})).problems() == 0);
  CHECK(MonitorBench{}.beats(200, ask(), says(10_A, Centiamps{590})).problems() == 0);
  // A car that is set to 5 or 7 A is not near 6 A.
  CHECK(MonitorBench{}.beats(200, ask(), says(16_A, Centiamps{700})).problems() == 0);
  CHECK(MonitorBench{}.beats(200, ask(), says(16_A, Centiamps{425})).problems() == 0);
}

TEST_CASE("monitor: a limit that changes more than once a minute over ten minutes flaps",
          "[bus][monitor]") {
  const auto change = [](MonitorBench& line, int times, int beats) {
    for (int time = 0; time < times; ++time) {
      const Centiamps limit = time % 2 == 0 ? 10_A : 12_A;
      line.beats(beats, offer(limit, Command::set_limit), says(limit, 9_A));
    }
  };
  MonitorBench flaps;
  change(flaps, 25, 30);
  REQUIRE(flaps.only<bus::Flapping>());
  CHECK(flaps.only<bus::Flapping>()->changes == 20);
  MonitorBench calm;
  change(calm, 20, 61);
  CHECK(calm.problems() == 0);
  MonitorBench tried_out;
  change(tried_out, 20, 10);
  tried_out.beats(600, ask(), says(12_A, 9_A));
  CHECK(tried_out.problems() == 0);
}

}  // namespace
}  // namespace twc::test
