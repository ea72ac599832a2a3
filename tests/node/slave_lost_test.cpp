// SPDX-License-Identifier: MIT
/// The slave notices that its master is silent, that it is back, and its own restart.

#include <twc/node/slave.hpp>

#include "support/slave_bench.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using msg::Command;

TEST_CASE(
    "slave: a master lost too often leaves state 03 until somebody plugs in again",
    "[node][slave]") {  // dracoventions/TWCManager; about three times, says ngardiner/TWCManager
  SlaveBench bench;
  bench.plug(tesla);
  for (unsigned losses = 0; losses < 4; ++losses) {
    bench.beat(Command::set_limit, Centiamps{static_cast<std::uint16_t>(1000 + 100 * losses)});
    CHECK(bench.slave.allowed() > 0_A);
    bench.pass(40s);
    bench.beat();
  }
  CHECK(Shown{bench.beat(Command::set_limit, 16_A)} == Shown{ChargeState::set_limit_ack, 16_A});
  CHECK(Shown{bench.beats(12s)} == Shown{ChargeState::do_not_charge, 16_A});
  CHECK(bench.slave.allowed() == 0_A);
  bench.unplug();
  bench.plug(tesla);
  bench.beat(Command::set_limit, 10_A);
  CHECK(bench.slave.allowed() == 10_A);
}

TEST_CASE("slave: a restart brings a new sign under the old id, and no limit", "[node][slave]") {
  SlaveBench bench;  // ukoda: 8E, then 5B
  bench.plug(tesla);
  bench.beat(Command::set_limit, 16_A);
  CHECK(bench.slave.allowed() == 16_A);
  bench.slave.power_cycle(bench.now);
  CHECK(bench.slave.id() == TwcId{0x3495});
  CHECK(bench.slave.sign() != Sign{0x8E});
  CHECK(bench.slave.allowed() == 0_A);
  CHECK(bench.slave.limit() == 0_A);
  bench.said.clear();
  bench.pass(1s);
  CHECK(bench.said.size() >= 1);
}

TEST_CASE("slave: without a master it announces itself after 10 s and charges on",
          "[node][slave]") {
  SlaveBench bench;  // dracoventions/TWCManager
  bench.plug(tesla);
  bench.beat(Command::set_limit, 16_A);
  bench.said.clear();
  bench.pass(8s + 990ms);
  CHECK(bench.said.empty());
  bench.pass(15s);
  CHECK(bench.said.size() == 3);
  CHECK_FALSE(bench.slave.is_linked());
  CHECK(bench.slave.allowed() == 16_A);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::charging, 16_A});
}

TEST_CASE("slave: without a master it stops its car after 30 s", "[node][slave]") {
  SlaveBench bench;  // ngardiner/TWCManager#2
  bench.plug(tesla);
  const Time last = bench.now;
  bench.beat(Command::set_limit, 16_A);
  bench.run_to(last + 29s + 999ms);
  CHECK(bench.slave.allowed() == 16_A);
  bench.run_to(last + 30s);
  CHECK(bench.slave.allowed() == 0_A);
}

TEST_CASE("slave: others are heard to announce themselves after 30 s and to stop after 20 s",
          "[node][slave]") {  // ngardiner/TWCManager#2 and its documentation
  node::SlaveConfig config;
  config.master_lost_after = 30s;
  config.stop_after = 20s;
  SlaveBench bench{config};
  bench.plug(tesla);
  const Time last = bench.now;
  bench.beat(Command::set_limit, 16_A);
  bench.said.clear();
  bench.run_to(last + 19s + 999ms);
  CHECK(bench.slave.allowed() == 16_A);
  bench.run_to(last + 20s);
  CHECK(bench.slave.allowed() == 0_A);
  bench.run_to(last + 29s + 999ms);
  CHECK(bench.said.empty());
  bench.run_to(last + 40s);
  CHECK_FALSE(bench.said.empty());
}

TEST_CASE("slave: a slave that lost its master links again with the first heartbeat of any",
          "[node][slave]") {  // dracoventions/TWCManager
  SlaveBench bench;
  bench.beats(3s);
  bench.pass(15s);
  REQUIRE_FALSE(bench.slave.is_linked());
  bench.beat();
  CHECK(bench.slave.is_linked());
  bench.said.clear();
  bench.pass(8s);
  CHECK(bench.said.empty());
}

TEST_CASE("slave: shows 08 when the master is back, a new limit makes that 00, and it charges",
          "[node][slave]") {  // dracoventions/TWCManager
  SlaveBench bench;
  bench.plug(tesla);
  bench.beat(Command::set_initial_limit, 16_A);
  bench.pass(40s);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::starting, 0_A});
  CHECK(Shown{bench.beat()} == Shown{ChargeState::starting, 0_A});
  CHECK(Shown{bench.beat(Command::set_initial_limit, 10_A)} == Shown{ChargeState::ready, 10_A});
  CHECK(bench.slave.allowed() == 10_A);
  CHECK(Shown{bench.beats(5s)} == Shown{ChargeState::charging, 10_A});
}

TEST_CASE("slave: without a car it shows 02 once when the master is back",
          "[node][slave]") {  // dracoventions/TWCManager
  SlaveBench bench;
  bench.beat();
  bench.pass(40s);
  CHECK(Shown{bench.beat()} == Shown{ChargeState::error, 0_A});
  CHECK(Shown{bench.beat()} == Shown{ChargeState::ready, 0_A});
}

TEST_CASE("slave: a slave that keeps its limit resumes it with the first heartbeat",
          "[node][slave]") {
  node::SlaveConfig config;
  config.keeps_limit = true;
  SlaveBench bench{config};
  bench.plug(tesla);
  bench.beat(Command::set_limit, 16_A);
  SECTION("after a lost master") {
    bench.pass(40s);
  }
  SECTION("after a restart") {
    bench.slave.power_cycle(bench.now);
  }
  CHECK(bench.slave.allowed() == 0_A);
  bench.beat();
  CHECK(bench.slave.allowed() == 16_A);
}

TEST_CASE("slave: linked and idle it wakes for nothing but its master's silence", "[node][slave]") {
  SlaveBench bench;
  bench.plug(tesla);
  const Time last = bench.now;
  bench.beat(Command::set_limit, 16_A);
  CHECK(bench.slave.deadline() == last + 10s);
}

}  // namespace
}  // namespace twc::test
