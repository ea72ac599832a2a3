// SPDX-License-Identifier: MIT
/// The master on a simulated bus: linking, limits, stopping, losing, other masters.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/world.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using node::Reason;

TEST_CASE("master: greets a unit 0.4 s after it announced itself, with command 00 three times",
          "[node][master]") {  // ukoda, a real master
  World world{eager_master()};
  world.add(sound_unit());
  world.run(5s);
  INFO(world.trace());
  const auto beats = sent<msg::MasterHeartbeat>(world);
  REQUIRE(beats.size() >= 4);
  for (std::size_t at = 0; at < 3; ++at) CHECK(beats.at(at).what.command == msg::Command::none);
  CHECK(beats.at(3).what.command == msg::Command::set_initial_limit);
  CHECK(world.count<node::event::Linked>() == 1);
}

TEST_CASE("master: boots as a real one was heard to: six linkready1, three linkready2",
          "[node][master]") {  // ukoda, firmware 4.5.3.2
  World world{eager_master()};
  world.run(20s);
  CHECK(sent<msg::MasterLinkready1>(world).size() == 6);
  CHECK(sent<msg::MasterLinkready2>(world).size() == 3);
  CHECK(world.sent_frames.size() == 9);
  CHECK(world.sent_frames.front().at == Time{});
}

TEST_CASE("master: sends nothing while it listens first", "[node][master]") {
  auto config = eager_master();
  config.listen_first = 3s;
  World world{config};
  world.add(sound_unit());
  world.run(10s);
  CHECK(world.sent_frames.front().at >= Time{} + 3s);
}

TEST_CASE("master: a car that asks is granted what there is", "[node][master]") {
  // A real master answers a request in state 04 with 05 (dracoventions/TWCManager)
  World world{eager_master()};
  auto& unit = world.add(sound_unit());
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(20s);
  INFO(world.trace());
  CHECK(unit.in_force(world.bus.now()) == 32_A);
}

TEST_CASE("master: two cars share, the second has amps within 6 s of asking and as many in 8 s",
          "[node][master]") {  // S8, with a car that reacts after 1 s
  const auto protocol = GENERATE(Protocol::one, Protocol::two);
  World world{eager_master()};
  auto& first = world.add(sound_unit(1, protocol));
  auto& second = world.add(sound_unit(2, protocol));
  world.run(10s);
  first.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(30s);
  CHECK(first.in_force(world.bus.now()) == 32_A);
  second.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(6s);
  INFO(world.trace());
  CHECK(second.in_force(world.bus.now()) >= 6_A);
  world.run(2s);
  CHECK(second.in_force(world.bus.now()) == 16_A);
  CHECK(first.in_force(world.bus.now()) == 16_A);
}

TEST_CASE("master: a lowered total is on the wire with the next heartbeats and in force in 5 s",
          "[node][master]") {
  World world{eager_master()};
  for (unsigned number = 1; number <= 4; ++number) {
    world.add(sound_unit(number, number % 2 == 0 ? Protocol::one : Protocol::two));
  }
  world.run(15s);
  for (const auto& unit : world.units) unit->plug(world.bus.now(), sim::Car{});
  world.run(60s);
  INFO(world.trace());
  REQUIRE(world.in_force() == 32_A);
  world.master.set_limit(world.bus.now(), 25_A);
  world.run(5s);
  CHECK(world.in_force() <= 25_A);
  CHECK(world.in_force() >= 24_A);
}

TEST_CASE("master: Protocol 1 is stopped by zero in every heartbeat", "[node][master]") {
  // Once is not enough: the relay clicks with the next 00 (dracoventions/TWCManager)
  World world{eager_master()};
  auto& unit = world.add(sound_unit(1, Protocol::one));
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{});
  world.run(30s);
  REQUIRE(unit.drawn(world.bus.now()) > 10_A);
  world.master.stop(world.bus.now(), std::nullopt);
  world.run(20s);
  INFO(world.trace());
  CHECK(unit.in_force(world.bus.now()) == 0_A);
  CHECK(world.count<node::event::Stopped>() == 1);
  CHECK(world.first<node::event::Stopped>()->amounts.drawn == 0_A);
  const auto beats = sent<msg::MasterHeartbeat>(world);
  for (auto beat = beats.end() - 10; beat != beats.end(); ++beat) {
    CHECK(beat->what.command == msg::Command::set_initial_limit);
    CHECK(beat->what.limit == 0_A);
  }
  world.master.start(world.bus.now(), std::nullopt);
  world.run(30s);
  CHECK(unit.drawn(world.bus.now()) > 10_A);
}

TEST_CASE("master: Protocol 2 is stopped by lowering to the minimum, then silence",
          "[node][master]") {
  // Zero does not stop it: it rests at 6 A (ngardiner/TWCManager, twc-director)
  World world{eager_master()};
  auto& unit = world.add(sound_unit());
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{});
  world.run(30s);
  world.master.stop(world.bus.now(), unit.id());
  world.run(60s);
  INFO(world.trace());
  CHECK(unit.drawn(world.bus.now()) == 0_A);
  CHECK(world.first_stop()->amounts.reason == Reason::stopped);
  CHECK(world.master.exposure(world.bus.now()) == 0_A);
  world.master.start(world.bus.now(), unit.id());
  world.run(40s);
  CHECK(unit.drawn(world.bus.now()) > 10_A);
}

TEST_CASE("master: a unit that obeys no reduction is silenced after 10 s", "[node][master]") {
  World world{eager_master()};
  auto config = sound_unit();
  config.misbehaviour.ignores_reductions = true;
  auto& unit = world.add(config);
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(30s);
  REQUIRE(unit.drawn(world.bus.now()) > 30_A);
  const Time lowered = world.bus.now();
  world.master.set_limit(lowered, 10_A);
  world.run(50s);
  INFO(world.trace());
  const auto silenced = world.first_stop();
  REQUIRE(silenced);
  CHECK(silenced->at - lowered <= 12s);
  CHECK(unit.drawn(world.bus.now()) == 0_A);
}

TEST_CASE("master: a silent unit keeps its part until it must have stopped", "[node][master]") {
  World world{eager_master()};
  auto& first = world.add(sound_unit(1));
  auto& second = world.add(sound_unit(2));
  world.run(10s);
  first.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  second.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(30s);
  REQUIRE(second.in_force(world.bus.now()) == 16_A);
  world.bus.link(world.ports.at(0)).speaks = false;
  world.run(60s);
  CHECK(world.count<node::event::Lost>() == 1);
  CHECK(second.in_force(world.bus.now()) == 16_A);
  world.run(10s);
  INFO(world.trace());
  CHECK(second.in_force(world.bus.now()) == 32_A);
  CHECK(first.in_force(world.bus.now()) == 0_A);
}

TEST_CASE("master: gives up a unit 26 s after its last answer", "[node][master]") {
  World world{eager_master()};  // dracoventions/TWCManager, a real master
  world.add(sound_unit());
  world.run(10s);
  world.bus.link(world.ports.at(0)).speaks = false;
  const Time cut = world.bus.now();
  world.run(60s);
  INFO(world.trace());
  const auto lost = world.first<node::event::Lost>();
  REQUIRE(lost);
  CHECK(lost->at - cut >= 25s);
  CHECK(lost->at - cut <= 27s);
  const auto is_heartbeat = [](const SentFrame& one) {
    return one.frame.function() == wire::Function::master_heartbeat;
  };
  const auto last =
      std::ranges::find_if(world.sent_frames.rbegin(), world.sent_frames.rend(), is_heartbeat);
  REQUIRE(last != world.sent_frames.rend());
  CHECK(last->at <= lost->at);
}

TEST_CASE("master: asserts its limit again when a unit has restarted", "[node][master]") {
  // A restarted unit has no limit, which other programs forget (joe714's fork of TWCManager).
  World world{eager_master()};
  auto config = sound_unit();
  config.slave.keeps_limit = true;
  auto& unit = world.add(config);
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(20s);
  world.master.set_limit(world.bus.now(), 20_A);
  world.run(10s);
  world.bus.link(world.ports.at(0)).hears = false;  // or the next heartbeat would come first
  unit.power_cycle(world.bus.now());
  world.run(2s);
  world.bus.link(world.ports.at(0)).hears = true;
  world.run(20s);
  INFO(world.trace());
  CHECK(world.count<node::event::Restarted>() == 1);
  CHECK(unit.in_force(world.bus.now()) == 20_A);
}

TEST_CASE("master: an echoing line is no second master and is reported once", "[node][master]") {
  World world{eager_master()};
  auto& unit = world.add(sound_unit());
  world.bus.link(world.master_port).echo = true;
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{});
  world.run(30s);
  CHECK(world.count<node::event::EchoHeard>() == 1);
  CHECK(world.count<node::event::OtherMaster>() == 0);
  CHECK(unit.drawn(world.bus.now()) > 10_A);
}

TEST_CASE("master: nothing is sent after a second master was heard", "[node][master]") {
  World world{eager_master()};
  world.add(sound_unit());
  world.run(10s);
  auto other_config = eager_master();
  other_config.id = TwcId{0x77BA};
  node::Master other{other_config, world.bus.now()};
  sim::NodeOnBus<node::Master> on_bus{other};
  world.bus.connect(on_bus);
  world.run(20s);
  CHECK(world.master.is_halted());
  const auto halted = world.first<node::event::OtherMaster>();
  REQUIRE(halted);
  for (const SentFrame& one : world.sent_frames) CHECK(one.at <= halted->at);
}

TEST_CASE("master: two units with one id are told apart before they link", "[node][master]") {
  auto config = eager_master();
  config.listen_first = 3s;  // long enough to hear both announce themselves
  World world{config};
  auto& first = world.add(sound_unit(1));
  auto other = sound_unit(1);
  other.slave.sign = Sign{0x99};
  other.slave.powered_on = Time{} + 250ms;
  auto& second = world.add(other);
  first.plug(world.bus.now(), sim::Car{});
  second.plug(world.bus.now(), sim::Car{});
  world.run(60s);
  INFO(world.trace());
  CHECK(world.count<node::event::IdConflict>() == 1);
  CHECK(sent<msg::MasterHeartbeat>(world).empty());
}

TEST_CASE("master: a total that nobody renews falls back", "[node][master]") {
  auto config = eager_master();
  config.stale_after = 60s;
  config.fallback = 8_A;
  World world{config};
  auto& unit = world.add(sound_unit());
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(40s);
  CHECK(unit.in_force(world.bus.now()) == 32_A);
  world.run(30s);
  CHECK(unit.in_force(world.bus.now()) == 8_A);
  CHECK(world.count<node::event::Stale>() == 1);
  world.master.renew(world.bus.now());
  world.run(20s);
  CHECK(unit.in_force(world.bus.now()) == 32_A);
}

TEST_CASE("master: a restart of ours interrupts no charge", "[node][master]") {
  World world{eager_master()};
  auto& unit = world.add(sound_unit());
  world.run(5s);
  unit.plug(world.bus.now(), sim::Car{});
  world.run(30s);
  auto config = eager_master();
  config.bus_idle = false;
  config.listen_first = 3s;
  config.id = TwcId{0x7A77};
  node::Master next{config, world.bus.now()};
  sim::NodeOnBus<node::Master> on_bus{next};
  world.bus.replace(world.master_port, on_bus);
  for (int second = 0; second < 60; ++second) {
    world.run(1s);
    CHECK(unit.drawn(world.bus.now()) > 10_A);
  }
}

}  // namespace
}  // namespace twc::test
