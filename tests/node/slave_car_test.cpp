// SPDX-License-Identifier: MIT
/// A car takes a slave through every state, from plugging in to the end of the charge.

#include <twc/node/slave.hpp>

#include "support/slave_bench.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using msg::Command;

TEST_CASE("slave: plugging in, Protocol 2: 00, 03, 04, and with 09 charging", "[node][slave]") {
  SlaveBench bench;  // smiddelkoop/esphome-twc-director
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready, 0_A});
  bench.plug(tesla);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::do_not_charge, 0_A});
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready_to_charge, 0_A});
  CHECK(bench.slave.allowed() == 0_A);
  CHECK(Shown{bench.beat(Command::set_limit, 16_A)} == Shown{ChargeState::set_limit_ack, 16_A});
  CHECK(bench.slave.allowed() == 16_A);
  CHECK(Shown{bench.beats(12s)} == Shown{ChargeState::charging, 16_A});
  bench.unplug();
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready, 0_A});
}

TEST_CASE("slave: plugging in, Protocol 1: 04, granted by 05, 08, then charging", "[node][slave]") {
  SlaveBench bench{protocol1_unit()};  // dracoventions/TWCManager
  bench.plug(tesla);
  bench.beat();
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready_to_charge, 0_A});
  CHECK(Shown{bench.beat(Command::set_initial_limit, 48_A)} ==
        Shown{ChargeState::ready_to_charge, 48_A});
  CHECK(Shown{bench.beat()} == Shown{ChargeState::starting, 48_A});
  CHECK(Shown{bench.beats(5s)} == Shown{ChargeState::charging, 48_A});
  CHECK(bench.slave.allowed() == 32_A);  // its rating
}

TEST_CASE("slave: without a car its limit stays 0 whatever is offered", "[node][slave]") {
  SlaveBench bench;  // ngardiner/TWCManager#215
  CHECK(Shown{bench.beat(Command::set_limit, 16_A)} == Shown{ChargeState::ready, 0_A});
  CHECK(Shown{bench.beat(Command::set_initial_limit, 16_A)} == Shown{ChargeState::ready, 0_A});
  bench.plug(other_car);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready, 0_A});
}

TEST_CASE("slave: a car that does not talk stays ready until it is offered something",
          "[node][slave]") {
  SlaveBench bench{protocol1_unit()};
  bench.plug(other_car);
  CHECK(Shown{bench.beats(20s)} == Shown{ChargeState::ready, 0_A});  // joe714's fork
  CHECK(bench.slave.allowed() == 0_A);
  // ngardiner/TWCManager#143: 00 with 5 A, then 05 with 5 A
  CHECK(Shown{bench.beat(Command::set_initial_limit, 5_A)} == Shown{ChargeState::ready, 5_A});
  CHECK(Shown{bench.beat()} == Shown{ChargeState::busy, 5_A});
  CHECK(Shown{bench.beats(5s)} == Shown{ChargeState::charging, 5_A});
  CHECK(bench.slave.allowed() == 5_A);
}

TEST_CASE("slave: a car that stops leaves state 03 and 6 A, woken it goes through 00",
          "[node][slave]") {  // ngardiner/TWCManager#186; woken: dracoventions/TWCManager
  SlaveBench bench = charging(20_A);
  bench.plug({.wants_current = false, .asks = false});
  CHECK(bench.slave.allowed() == 0_A);
  CHECK(bench.ask("FB E0 77 77 34 95 00 00 00 00 00 00 00 00 00 97"_frame).size() == 1);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::do_not_charge, 6_A});
  bench.plug(tesla);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready, 6_A});
  CHECK(bench.slave.allowed() == 6_A);
  CHECK(Shown{bench.beats(5s)} == Shown{ChargeState::charging, 6_A});
}

TEST_CASE("slave: a scheduled car shows 04 with its limit and takes nothing", "[node][slave]") {
  SlaveBench bench;  // dracoventions/TWCManager
  bench.plug({.wants_current = false, .asks = true});
  bench.beat();
  CHECK(Shown{bench.beat(Command::set_initial_limit, 16_A)} ==
        Shown{ChargeState::ready_to_charge, 16_A});
  CHECK(Shown{bench.beats(60s)} == Shown{ChargeState::ready_to_charge, 16_A});
  CHECK(bench.slave.allowed() == 0_A);
  bench.plug(tesla);
  CHECK(bench.slave.allowed() == 16_A);
}

TEST_CASE("slave: its own error shows as 02 and lets nothing through until a reset",
          "[node][slave]") {
  // Seen when it heard no master for too long (dracoventions/TWCManager)
  SlaveBench bench = charging(16_A);
  bench.slave.fail(bench.now);
  CHECK(Shown{bench.beat(Command::set_limit, 16_A)} == Shown{ChargeState::error, 0_A});
  CHECK(bench.slave.allowed() == 0_A);
  bench.slave.reset(bench.now);
  bench.beat();
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready_to_charge, 0_A});
}

TEST_CASE("slave: the current of the car is told as it is, in any state", "[node][slave]") {
  SlaveBench bench{protocol1_unit()};  // ngardiner/TWCManager#395: 16.86 A in state 02
  bench.slave.fail(bench.now);
  bench.plug({.wants_current = true, .asks = true, .drawn = Centiamps{1686}});
  const auto answer = bench.beat();
  CHECK(answer.state == ChargeState::error);
  CHECK(answer.drawn == Centiamps{1686});
}

}  // namespace
}  // namespace twc::test
