// SPDX-License-Identifier: MIT
/// Units wait for room. Silence takes it away, and so do units that obey no reduction, and
/// contactors that free nothing.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bench.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("master: a unit that waits in silence is served as soon as there is room",
          "[node][master]") {
  const auto moment = GENERATE(0s, 1s, 2s, 3s, 4s, 5s);  // it announces itself every 6 s
  MasterBus bench{eager_master()};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  bench.run(10s);
  first.plug(bench.bus.now(), sim::Car{});
  second.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  bench.master.set_limit(bench.bus.now(), 6_A);
  bench.run(90s + moment);
  INFO(bench.trace());
  REQUIRE(bench.in_force() == 6_A);
  bench.master.set_limit(bench.bus.now(), 12_A);
  bench.run(6s);
  INFO(bench.trace());
  CHECK(first.in_force(bench.bus.now()) == 6_A);
  CHECK(second.in_force(bench.bus.now()) == 6_A);
}

TEST_CASE("master: a full car gives its last 6 A to a unit that nobody has asked yet, once",
          "[node][master]") {
  MasterBus bench{eager_master()};
  auto& full = bench.add(sound_unit(1));
  bench.run(10s);
  bench.master.set_limit(bench.bus.now(), 6_A);
  full.plug(bench.bus.now(), sim::Car{});
  bench.run(60s);
  full.plug(bench.bus.now(), sim::Car{{.wants = 0_A}});
  bench.run(5min);
  REQUIRE(full.in_force(bench.bus.now()) == 6_A);
  auto& fresh = bench.add(sound_unit(2));
  fresh.plug(bench.bus.now(), sim::Car{});
  bench.run(75s);
  INFO(bench.trace());
  CHECK(fresh.in_force(bench.bus.now()) == 6_A);
  fresh.plug(bench.bus.now(), sim::Car{{.wants = 0_A}});
  bench.run(1h);
  CHECK(bench.stops() == 1);
}

TEST_CASE("master: a car that left while its unit was silenced takes nothing from another",
          "[node][master]") {
  MasterBus bench{eager_master()};
  auto& left = bench.add(sound_unit(1));
  auto& other = bench.add(sound_unit(2));
  bench.run(10s);
  left.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  bench.master.set_limit(bench.bus.now(), 0_A);
  bench.run(60s);
  left.unplug(bench.bus.now());
  bench.master.set_limit(bench.bus.now(), 16_A);
  other.plug(bench.bus.now(), sim::Car{});
  bench.run(2min);
  INFO(bench.trace());
  CHECK(other.in_force(bench.bus.now()) == 16_A);
}

TEST_CASE(
    "master: what a unit keeps that obeys no reduction is not promised to others, and stops none",
    "[node][master]") {
  MasterBus bench{eager_master()};
  auto config = sound_unit(1);
  config.misbehaviour.ignores_reductions = true;
  auto& deaf = bench.add(config);
  auto& second = bench.add(sound_unit(2));
  auto& third = bench.add(sound_unit(3));
  bench.run(10s);
  bench.master.set_ceiling(bench.bus.now(), deaf.id(), 20_A);
  deaf.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(20s);
  second.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(20s);
  REQUIRE(second.in_force(bench.bus.now()) == 12_A);
  third.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(12s);
  INFO(bench.trace());
  CHECK(deaf.in_force(bench.bus.now()) == 20_A);
  CHECK(second.in_force(bench.bus.now()) == 6_A);
  CHECK(third.in_force(bench.bus.now()) == 6_A);
  CHECK(bench.stops() == 0);
}

TEST_CASE(
    "master: a stop for lack of room by the contactor ends in silence, through a slow network, too",
    "[node][master]") {
  auto config = eager_master();
  config.line = node::Line::network();
  config.stop_by = node::StopBy::contactor;
  MasterBus bench{config};
  bench.bus.link(bench.master_port).round_trip = 2s;
  std::vector<sim::Unit*> all;
  for (const unsigned number : {1U, 2U, 3U, 4U}) all.push_back(&bench.add(sound_unit(number)));
  bench.run(30s);
  for (sim::Unit* const unit : all) unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  REQUIRE(bench.in_force() == 32_A);
  bench.master.set_limit(bench.bus.now(), 6_A);
  bench.run(60s);
  INFO(bench.trace());
  CHECK(bench.in_force() == 6_A);
  CHECK(bench.stops() == 3);
}

TEST_CASE("master: a unit that has not answered for 10 s is asked nothing in idle time",
          "[node][master]") {
  // Any frame may wake it, and then it may resume its last limit (R1).
  auto config = eager_master();
  config.polls.meter = true;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  bench.run(60s);
  REQUIRE_FALSE(sent<msg::MeterRequest>(bench).empty());
  bench.bus.link(bench.ports.front()).speaks = false;
  unit.plug(bench.bus.now(), sim::Car{});
  const Time is_mute = bench.bus.now() + 11s;
  bench.run(60s);
  INFO(bench.trace());
  for (const auto& question : sent<msg::MeterRequest>(bench)) CHECK(question.at < is_mute);
}

TEST_CASE("master: an open contactor frees nothing", "[node][master]") {
  // Contactors were seen to close by themselves (PROTOCOL.md, "Ways to stop a car")
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  config.limit = 6_A;
  MasterBench unit{config};
  for (int second = 0; second < 5; ++second) unit.answer(msg::ChargeState::charging, 6_A, 5_A);
  unit.master.stop(unit.now, MasterBench::id);
  for (int second = 0; second < 60; ++second) {
    unit.answer(msg::ChargeState::do_not_charge, 6_A, 0_A);
    CHECK(unit.master.exposure(unit.now) == 6_A);
  }
  CHECK(unit.status().link == node::Link::linked);
}

TEST_CASE("master: a contactor opens only after its unit has fallen to the minimum",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  bench.run(10s);
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(60s);
  REQUIRE(unit.in_force(bench.bus.now()) == 32_A);
  bench.master.stop(bench.bus.now(), unit.id());
  const Time until = bench.bus.now() + 30s;
  while (sent<msg::StopCharging>(bench).empty() && bench.bus.now() < until) bench.run(100ms);
  INFO(bench.trace());
  CHECK(sent<msg::StopCharging>(bench).size() == 1);
  CHECK(unit.in_force(bench.bus.now()) == 6_A);
}

TEST_CASE("master: a contactor closes only when everything that may flow fits", "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  config.limit = 16_A;
  MasterBus bench{config};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  bench.run(10s);
  for (sim::Unit* const unit : {&first, &second}) {
    unit->plug(bench.bus.now(), sim::Car{
                                    {.wants = 32_A, .is_tesla = false}
    });
  }
  bench.run(60s);
  bench.master.stop(bench.bus.now(), first.id());
  bench.run(60s);
  REQUIRE(first.drawn(bench.bus.now()) == 0_A);
  REQUIRE(second.in_force(bench.bus.now()) == 10_A);
  bench.master.set_limit(bench.bus.now(), 12_A);
  bench.master.start(bench.bus.now(), first.id());
  const Time until = bench.bus.now() + 60s;
  while (sent<msg::StartCharging>(bench).empty() && bench.bus.now() < until) bench.run(100ms);
  INFO(bench.trace());
  CHECK(sent<msg::StartCharging>(bench).size() == 1);
  CHECK(bench.master.exposure(bench.bus.now()) <= 12_A);
}

TEST_CASE("master: an echo that the line gives twice is no second master", "[node][master]") {
  MasterBus bench{eager_master()};
  bench.add(sound_unit());
  bench.bus.link(bench.master_port).echo = true;
  bench.bus.faults().doubling = 1;
  bench.run(30s);
  INFO(bench.trace());
  CHECK(bench.count<node::event::Linked>() == 1);
  CHECK(bench.count<node::event::OtherMaster>() == 0);
}

TEST_CASE("master: the car that started last is stopped first, although it asked first",
          "[node][master]") {
  auto config = eager_master();
  config.max_current = 32_A;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(10s);
  bench.master.stop(bench.bus.now(), bench.units[0]->id());
  for (const auto& unit : bench.units) {
    unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
    bench.run(90s);
  }
  bench.master.start(bench.bus.now(), bench.units[0]->id());
  bench.run(90s);
  bench.master.set_limit(bench.bus.now(), 8_A);
  bench.run(90s);
  CHECK(bench.units[0]->in_force(bench.bus.now()) == 0_A);
  CHECK(bench.units[1]->in_force(bench.bus.now()) == 8_A);
}

TEST_CASE("master: free current goes to a car that asks before it goes to an idle unit",
          "[node][master]") {
  // The third unit has to fall before there is room for both.
  const auto moment = GENERATE(0ms, 300ms, 600ms, 900ms);
  auto config = eager_master();
  config.max_current = 20_A;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U, 3U, 4U}) bench.add(sound_unit(number));
  bench.run(10s);
  for (const auto& unit : bench.units) {
    bench.master.set_ceiling(bench.bus.now(), unit->id(), 6_A);
  }
  bench.master.set_ceiling(bench.bus.now(), bench.units[2]->id(), 9_A);
  bench.master.set_limit(bench.bus.now(), 9_A);
  bench.units[2]->plug(bench.bus.now(), sim::Car{{.wants = 9_A}});
  bench.run(30s);
  bench.units[1]->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(20s + moment);
  REQUIRE(bench.in_force() == 9_A);
  bench.master.set_ceiling(bench.bus.now(), bench.units[2]->id(), 7_A);
  bench.master.set_limit(bench.bus.now(), 19_A);
  bench.run(3s);
  INFO(bench.trace());
  CHECK(bench.units[1]->in_force(bench.bus.now()) == 6_A);
}

TEST_CASE("master: a car that leaves a Protocol 1 unit at zero waits no longer", "[node][master]") {
  auto config = eager_master();
  config.max_current = 32_A;
  MasterBus bench{config};
  auto& old = bench.add(sound_unit(1, Protocol::one));
  bench.run(10s);
  old.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(30s);
  bench.master.set_limit(bench.bus.now(), 0_A);
  bench.run(30s);
  CHECK(bench.status(old).car.need == node::Need::asking);
  old.unplug(bench.bus.now());
  bench.run(5s);
  CHECK(bench.status(old).car.need == node::Need::idle);
}

TEST_CASE("master: a damaged answer of a unit that had stopped stops no other one",
          "[node][master]") {
  MasterBus bench{eager_master()};
  for (const unsigned number : {1U, 2U}) {
    bench.add(sound_unit(number)).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  }
  bench.run(60s);
  bench.master.set_limit(bench.bus.now(), 6_A);
  bench.run(3min);
  const bool is_first = bench.units[0]->in_force(bench.bus.now()) == 6_A;
  const auto& going = *bench.units[is_first ? 0 : 1];
  const auto& stopped = *bench.units[is_first ? 1 : 0];
  REQUIRE(going.in_force(bench.bus.now()) == 6_A);
  bench.master.hear(
      bench.bus.now(),
      msg::encode(msg::SlaveHeartbeat{.from = stopped.id(), .to = TwcId{0x77AF}}, Protocol::two));
  CHECK(bench.status(stopped).exposure == 32_A);
  bench.run(39s);
  CHECK(going.in_force(bench.bus.now()) == 6_A);
}

}  // namespace
}  // namespace twc::test
