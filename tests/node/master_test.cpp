// SPDX-License-Identifier: MIT
/// The master on a simulated bus: linking, limits, stopping, losing, other masters.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using node::Reason;

TEST_CASE("master: greets a unit 0.4 s after it announced itself, with command 00 three times",
          "[node][master]") {  // ukoda, a real master
  MasterBus bench{eager_master()};
  bench.add(sound_unit());
  bench.run(5s);
  INFO(bench.trace());
  const auto beats = sent<msg::MasterHeartbeat>(bench);
  REQUIRE(beats.size() >= 4);
  for (std::size_t at = 0; at < 3; ++at) CHECK(beats.at(at).what.command == msg::Command::none);
  CHECK(beats.at(3).what.command == msg::Command::set_initial_limit);
  CHECK(bench.count<node::event::Linked>() == 1);
}

TEST_CASE("master: boots as a real one was heard to: six linkready1, three linkready2",
          "[node][master]") {  // ukoda, firmware 4.5.3.2
  MasterBus bench{eager_master()};
  bench.run(20s);
  CHECK(sent<msg::MasterLinkready1>(bench).size() == 6);
  CHECK(sent<msg::MasterLinkready2>(bench).size() == 3);
  CHECK(bench.sent_frames.size() == 9);
  CHECK(bench.sent_frames.front().at == Time{});
}

TEST_CASE("master: sends nothing while it listens first", "[node][master]") {
  auto config = eager_master();
  config.listen_first = 3s;
  MasterBus bench{config};
  bench.add(sound_unit());
  bench.run(10s);
  CHECK(bench.sent_frames.front().at >= Time{} + 3s);
}

TEST_CASE("master: a car that asks is granted what there is", "[node][master]") {
  // A real master answers a request in state 04 with 05 (dracoventions/TWCManager)
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(20s);
  INFO(bench.trace());
  CHECK(unit.in_force(bench.bus.now()) == 32_A);
}

TEST_CASE("master: two cars share, the second has amps within 6 s of asking and as many in 8 s",
          "[node][master]") {  // S8, with a car that reacts after 1 s
  const auto protocol = GENERATE(Protocol::one, Protocol::two);
  MasterBus bench{eager_master()};
  auto& first = bench.add(sound_unit(1, protocol));
  auto& second = bench.add(sound_unit(2, protocol));
  bench.run(10s);
  first.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(30s);
  CHECK(first.in_force(bench.bus.now()) == 32_A);
  second.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(6s);
  INFO(bench.trace());
  CHECK(second.in_force(bench.bus.now()) >= 6_A);
  bench.run(2s);
  CHECK(second.in_force(bench.bus.now()) == 16_A);
  CHECK(first.in_force(bench.bus.now()) == 16_A);
}

TEST_CASE("master: a lowered total is on the wire with the next heartbeats and in force in 5 s",
          "[node][master]") {
  MasterBus bench{eager_master()};
  for (unsigned number = 1; number <= 4; ++number) {
    bench.add(sound_unit(number, number % 2 == 0 ? Protocol::one : Protocol::two));
  }
  bench.run(15s);
  for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{});
  bench.run(60s);
  INFO(bench.trace());
  REQUIRE(bench.in_force() == 32_A);
  bench.master.set_limit(bench.bus.now(), 25_A);
  bench.run(5s);
  CHECK(bench.in_force() <= 25_A);
  CHECK(bench.in_force() >= 24_A);
}

TEST_CASE("master: Protocol 1 is stopped by zero in every heartbeat", "[node][master]") {
  // Once is not enough: the relay clicks with the next 00 (dracoventions/TWCManager)
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit(1, Protocol::one));
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  REQUIRE(unit.drawn(bench.bus.now()) > 10_A);
  bench.master.stop(bench.bus.now(), std::nullopt);
  bench.run(20s);
  INFO(bench.trace());
  CHECK(unit.in_force(bench.bus.now()) == 0_A);
  CHECK(bench.count<node::event::Stopped>() == 1);
  CHECK(bench.first<node::event::Stopped>()->amounts.drawn == 0_A);
  const auto beats = sent<msg::MasterHeartbeat>(bench);
  for (auto beat = beats.end() - 10; beat != beats.end(); ++beat) {
    CHECK(beat->what.command == msg::Command::set_initial_limit);
    CHECK(beat->what.limit == 0_A);
  }
  bench.master.start(bench.bus.now(), std::nullopt);
  bench.run(30s);
  CHECK(unit.drawn(bench.bus.now()) > 10_A);
}

TEST_CASE("master: Protocol 2 is stopped by lowering to the minimum, then silence",
          "[node][master]") {
  // Zero does not stop it: it rests at 6 A (ngardiner/TWCManager, twc-director)
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  bench.master.stop(bench.bus.now(), unit.id());
  bench.run(60s);
  INFO(bench.trace());
  CHECK(unit.drawn(bench.bus.now()) == 0_A);
  CHECK(bench.first_stop()->amounts.reason == Reason::stopped);
  CHECK(bench.master.exposure(bench.bus.now()) == 0_A);
  bench.master.start(bench.bus.now(), unit.id());
  bench.run(40s);
  CHECK(unit.drawn(bench.bus.now()) > 10_A);
}

TEST_CASE("master: a unit that obeys no reduction is silenced after 10 s", "[node][master]") {
  MasterBus bench{eager_master()};
  auto config = sound_unit();
  config.misbehaviour.ignores_reductions = true;
  auto& unit = bench.add(config);
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(30s);
  REQUIRE(unit.drawn(bench.bus.now()) > 30_A);
  const Time lowered = bench.bus.now();
  bench.master.set_limit(lowered, 10_A);
  bench.run(50s);
  INFO(bench.trace());
  const auto silenced = bench.first_stop();
  REQUIRE(silenced);
  CHECK(silenced->at - lowered <= 12s);
  CHECK(unit.drawn(bench.bus.now()) == 0_A);
}

TEST_CASE("master: a silent unit keeps its part until it must have stopped", "[node][master]") {
  MasterBus bench{eager_master()};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  bench.run(10s);
  first.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  second.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(30s);
  REQUIRE(second.in_force(bench.bus.now()) == 16_A);
  bench.bus.link(bench.ports.at(0)).speaks = false;
  bench.run(60s);
  CHECK(bench.count<node::event::Lost>() == 1);
  CHECK(second.in_force(bench.bus.now()) == 16_A);
  bench.run(10s);
  INFO(bench.trace());
  CHECK(second.in_force(bench.bus.now()) == 32_A);
  CHECK(first.in_force(bench.bus.now()) == 0_A);
}

TEST_CASE("master: gives up a unit 26 s after its last answer", "[node][master]") {
  MasterBus bench{eager_master()};  // dracoventions/TWCManager, a real master
  bench.add(sound_unit());
  bench.run(10s);
  bench.bus.link(bench.ports.at(0)).speaks = false;
  const Time cut = bench.bus.now();
  bench.run(60s);
  INFO(bench.trace());
  const auto lost = bench.first<node::event::Lost>();
  REQUIRE(lost);
  CHECK(lost->at - cut >= 25s);
  CHECK(lost->at - cut <= 27s);
  const auto is_heartbeat = [](const SentFrame& one) {
    return one.frame.function() == wire::Function::master_heartbeat;
  };
  const auto last =
      std::ranges::find_if(bench.sent_frames.rbegin(), bench.sent_frames.rend(), is_heartbeat);
  REQUIRE(last != bench.sent_frames.rend());
  CHECK(last->at <= lost->at);
}

TEST_CASE("master: asserts its limit again when a unit has restarted", "[node][master]") {
  // A restarted unit has no limit, which other programs forget (joe714's fork of TWCManager).
  MasterBus bench{eager_master()};
  auto config = sound_unit();
  config.slave.keeps_limit = true;
  auto& unit = bench.add(config);
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(20s);
  bench.master.set_limit(bench.bus.now(), 20_A);
  bench.run(10s);
  bench.bus.link(bench.ports.at(0)).hears = false;  // or the next heartbeat would come first
  unit.power_cycle(bench.bus.now());
  bench.run(2s);
  bench.bus.link(bench.ports.at(0)).hears = true;
  bench.run(20s);
  INFO(bench.trace());
  CHECK(bench.count<node::event::Restarted>() == 1);
  CHECK(unit.in_force(bench.bus.now()) == 20_A);
}

TEST_CASE("master: an echoing line is no second master and is reported once", "[node][master]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  bench.bus.link(bench.master_port).echo = true;
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  CHECK(bench.count<node::event::EchoHeard>() == 1);
  CHECK(bench.count<node::event::OtherMaster>() == 0);
  CHECK(unit.drawn(bench.bus.now()) > 10_A);
}

TEST_CASE("master: nothing is sent after a second master was heard", "[node][master]") {
  MasterBus bench{eager_master()};
  bench.add(sound_unit());
  bench.run(10s);
  auto other_config = eager_master();
  other_config.id = TwcId{0x77BA};
  node::Master other{other_config, bench.bus.now()};
  sim::NodeOnBus<node::Master> on_bus{other};
  bench.bus.connect(on_bus);
  bench.run(20s);
  CHECK(bench.master.is_halted());
  const auto halted = bench.first<node::event::OtherMaster>();
  REQUIRE(halted);
  for (const SentFrame& one : bench.sent_frames) CHECK(one.at <= halted->at);
}

TEST_CASE("master: two units with one id are told apart before they link", "[node][master]") {
  auto config = eager_master();
  config.listen_first = 3s;  // long enough to hear both announce themselves
  MasterBus bench{config};
  auto& first = bench.add(sound_unit(1));
  auto other = sound_unit(1);
  other.slave.sign = Sign{0x99};
  other.slave.powered_on = Time{} + 250ms;
  auto& second = bench.add(other);
  first.plug(bench.bus.now(), sim::Car{});
  second.plug(bench.bus.now(), sim::Car{});
  bench.run(60s);
  INFO(bench.trace());
  CHECK(bench.count<node::event::IdConflict>() == 1);
  CHECK(sent<msg::MasterHeartbeat>(bench).empty());
}

TEST_CASE("master: a total that nobody renews falls back", "[node][master]") {
  auto config = eager_master();
  config.stale_after = 60s;
  config.fallback = 8_A;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(40s);
  CHECK(unit.in_force(bench.bus.now()) == 32_A);
  bench.run(30s);
  CHECK(unit.in_force(bench.bus.now()) == 8_A);
  CHECK(bench.count<node::event::Stale>() == 1);
  bench.master.renew(bench.bus.now());
  bench.run(20s);
  CHECK(unit.in_force(bench.bus.now()) == 32_A);
}

TEST_CASE("master: a restart of ours interrupts no charge", "[node][master]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  bench.run(5s);
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  auto config = eager_master();
  config.bus_idle = false;
  config.listen_first = 3s;
  config.id = TwcId{0x7A77};
  node::Master next{config, bench.bus.now()};
  sim::NodeOnBus<node::Master> on_bus{next};
  bench.bus.replace(bench.master_port, on_bus);
  for (int second = 0; second < 60; ++second) {
    bench.run(1s);
    CHECK(unit.drawn(bench.bus.now()) > 10_A);
  }
}

}  // namespace
}  // namespace twc::test
