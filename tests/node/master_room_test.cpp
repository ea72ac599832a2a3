// SPDX-License-Identifier: MIT
/// Units wait for room. Silence takes it away, and so do units that obey no reduction, and
/// contactors that free nothing.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/spoken.hpp"
#include "support/world.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

TEST_CASE("master: a unit that waits in silence is served as soon as there is room",
          "[node][master]") {
  const auto moment = GENERATE(0s, 1s, 2s, 3s, 4s, 5s);  // it announces itself every 6 s
  World world{eager_master()};
  auto& first = world.add(sound_unit(1));
  auto& second = world.add(sound_unit(2));
  world.run(10s);
  first.plug(world.bus.now(), sim::Car{});
  second.plug(world.bus.now(), sim::Car{});
  world.run(30s);
  world.master.set_limit(world.bus.now(), 6_A);
  world.run(90s + moment);
  INFO(world.trace());
  REQUIRE(world.in_force() == 6_A);
  world.master.set_limit(world.bus.now(), 12_A);
  world.run(6s);
  INFO(world.trace());
  CHECK(first.in_force(world.bus.now()) == 6_A);
  CHECK(second.in_force(world.bus.now()) == 6_A);
}

TEST_CASE("master: a full car gives its last 6 A to a unit that nobody has asked yet, once",
          "[node][master]") {
  World world{eager_master()};
  auto& full = world.add(sound_unit(1));
  world.run(10s);
  world.master.set_limit(world.bus.now(), 6_A);
  full.plug(world.bus.now(), sim::Car{});
  world.run(60s);
  full.plug(world.bus.now(), sim::Car{{.wants = 0_A}});
  world.run(5min);
  REQUIRE(full.in_force(world.bus.now()) == 6_A);
  auto& fresh = world.add(sound_unit(2));
  fresh.plug(world.bus.now(), sim::Car{});
  world.run(75s);
  INFO(world.trace());
  CHECK(fresh.in_force(world.bus.now()) == 6_A);
  fresh.plug(world.bus.now(), sim::Car{{.wants = 0_A}});
  world.run(1h);
  CHECK(world.stops() == 1);
}

TEST_CASE("master: a car that left while its unit was silenced takes nothing from another",
          "[node][master]") {
  World world{eager_master()};
  auto& left = world.add(sound_unit(1));
  auto& other = world.add(sound_unit(2));
  world.run(10s);
  left.plug(world.bus.now(), sim::Car{});
  world.run(30s);
  world.master.set_limit(world.bus.now(), 0_A);
  world.run(60s);
  left.unplug(world.bus.now());
  world.master.set_limit(world.bus.now(), 16_A);
  other.plug(world.bus.now(), sim::Car{});
  world.run(2min);
  INFO(world.trace());
  CHECK(other.in_force(world.bus.now()) == 16_A);
}

TEST_CASE(
    "master: what a unit keeps that obeys no reduction is not promised to others, and stops none",
    "[node][master]") {
  World world{eager_master()};
  auto config = sound_unit(1);
  config.misbehaviour.ignores_reductions = true;
  auto& deaf = world.add(config);
  auto& second = world.add(sound_unit(2));
  auto& third = world.add(sound_unit(3));
  world.run(10s);
  world.master.set_ceiling(world.bus.now(), deaf.id(), 20_A);
  deaf.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(20s);
  second.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(20s);
  REQUIRE(second.in_force(world.bus.now()) == 12_A);
  third.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(12s);
  INFO(world.trace());
  CHECK(deaf.in_force(world.bus.now()) == 20_A);
  CHECK(second.in_force(world.bus.now()) == 6_A);
  CHECK(third.in_force(world.bus.now()) == 6_A);
  CHECK(world.stops() == 0);
}

TEST_CASE(
    "master: a stop for lack of room by the contactor ends in silence, through a slow network, too",
    "[node][master]") {
  auto config = eager_master();
  config.line = node::Line::network();
  config.stop_by = node::StopBy::contactor;
  World world{config};
  world.bus.link(world.master_port).round_trip = 2s;
  std::vector<sim::Unit*> all;
  for (const unsigned number : {1U, 2U, 3U, 4U}) all.push_back(&world.add(sound_unit(number)));
  world.run(30s);
  for (sim::Unit* const unit : all) unit->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(60s);
  REQUIRE(world.in_force() == 32_A);
  world.master.set_limit(world.bus.now(), 6_A);
  world.run(60s);
  INFO(world.trace());
  CHECK(world.in_force() == 6_A);
  CHECK(world.stops() == 3);
}

TEST_CASE("master: a unit that has not answered for 10 s is asked nothing in idle time",
          "[node][master]") {
  // Any frame may wake it, and then it may resume its last limit (R1).
  auto config = eager_master();
  config.polls.meter = true;
  World world{config};
  auto& unit = world.add(sound_unit());
  world.run(60s);
  REQUIRE_FALSE(sent<msg::MeterRequest>(world).empty());
  world.bus.link(world.ports.front()).speaks = false;
  unit.plug(world.bus.now(), sim::Car{});
  const Time is_mute = world.bus.now() + 11s;
  world.run(60s);
  INFO(world.trace());
  for (const auto& question : sent<msg::MeterRequest>(world)) CHECK(question.at < is_mute);
}

TEST_CASE("master: an open contactor frees nothing", "[node][master]") {
  // Contactors were seen to close by themselves (PROTOCOL.md, "Ways to stop a car")
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  config.limit = 6_A;
  Spoken unit{config};
  for (int second = 0; second < 5; ++second) unit.answer(msg::ChargeState::charging, 6_A, 5_A);
  unit.master.stop(unit.now, Spoken::id);
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
  World world{config};
  auto& unit = world.add(sound_unit());
  world.run(10s);
  unit.plug(world.bus.now(), sim::Car{});
  world.run(60s);
  REQUIRE(unit.in_force(world.bus.now()) == 32_A);
  world.master.stop(world.bus.now(), unit.id());
  const Time until = world.bus.now() + 30s;
  while (sent<msg::StopCharging>(world).empty() && world.bus.now() < until) world.run(100ms);
  INFO(world.trace());
  CHECK(sent<msg::StopCharging>(world).size() == 1);
  CHECK(unit.in_force(world.bus.now()) == 6_A);
}

TEST_CASE("master: a contactor closes only when everything that may flow fits", "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  config.limit = 16_A;
  World world{config};
  auto& first = world.add(sound_unit(1));
  auto& second = world.add(sound_unit(2));
  world.run(10s);
  for (sim::Unit* const unit : {&first, &second}) {
    unit->plug(world.bus.now(), sim::Car{
                                    {.wants = 32_A, .is_tesla = false}
    });
  }
  world.run(60s);
  world.master.stop(world.bus.now(), first.id());
  world.run(60s);
  REQUIRE(first.drawn(world.bus.now()) == 0_A);
  REQUIRE(second.in_force(world.bus.now()) == 10_A);
  world.master.set_limit(world.bus.now(), 12_A);
  world.master.start(world.bus.now(), first.id());
  const Time until = world.bus.now() + 60s;
  while (sent<msg::StartCharging>(world).empty() && world.bus.now() < until) world.run(100ms);
  INFO(world.trace());
  CHECK(sent<msg::StartCharging>(world).size() == 1);
  CHECK(world.master.exposure(world.bus.now()) <= 12_A);
}

TEST_CASE("master: an echo that the line gives twice is no second master", "[node][master]") {
  World world{eager_master()};
  world.add(sound_unit());
  world.bus.link(world.master_port).echo = true;
  world.bus.faults().doubling = 1;
  world.run(30s);
  INFO(world.trace());
  CHECK(world.count<node::event::Linked>() == 1);
  CHECK(world.count<node::event::OtherMaster>() == 0);
}

TEST_CASE("master: the car that started last is stopped first, although it asked first",
          "[node][master]") {
  auto config = eager_master();
  config.max_current = 32_A;
  World world{config};
  for (const unsigned number : {1U, 2U}) world.add(sound_unit(number));
  world.run(10s);
  world.master.stop(world.bus.now(), world.units[0]->id());
  for (const auto& unit : world.units) {
    unit->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
    world.run(90s);
  }
  world.master.start(world.bus.now(), world.units[0]->id());
  world.run(90s);
  world.master.set_limit(world.bus.now(), 8_A);
  world.run(90s);
  CHECK(world.units[0]->in_force(world.bus.now()) == 0_A);
  CHECK(world.units[1]->in_force(world.bus.now()) == 8_A);
}

TEST_CASE("master: free current goes to a car that asks before it goes to an idle unit",
          "[node][master]") {
  // The third unit has to fall before there is room for both.
  const auto moment = GENERATE(0ms, 300ms, 600ms, 900ms);
  auto config = eager_master();
  config.max_current = 20_A;
  World world{config};
  for (const unsigned number : {1U, 2U, 3U, 4U}) world.add(sound_unit(number));
  world.run(10s);
  for (const auto& unit : world.units) {
    world.master.set_ceiling(world.bus.now(), unit->id(), 6_A);
  }
  world.master.set_ceiling(world.bus.now(), world.units[2]->id(), 9_A);
  world.master.set_limit(world.bus.now(), 9_A);
  world.units[2]->plug(world.bus.now(), sim::Car{{.wants = 9_A}});
  world.run(30s);
  world.units[1]->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(20s + moment);
  REQUIRE(world.in_force() == 9_A);
  world.master.set_ceiling(world.bus.now(), world.units[2]->id(), 7_A);
  world.master.set_limit(world.bus.now(), 19_A);
  world.run(3s);
  INFO(world.trace());
  CHECK(world.units[1]->in_force(world.bus.now()) == 6_A);
}

TEST_CASE("master: a car that leaves a Protocol 1 unit at zero waits no longer", "[node][master]") {
  auto config = eager_master();
  config.max_current = 32_A;
  World world{config};
  auto& old = world.add(sound_unit(1, Protocol::one));
  world.run(10s);
  old.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(30s);
  world.master.set_limit(world.bus.now(), 0_A);
  world.run(30s);
  CHECK(world.status(old).need == node::Need::asking);
  old.unplug(world.bus.now());
  world.run(5s);
  CHECK(world.status(old).need == node::Need::idle);
}

TEST_CASE("master: a damaged answer of a unit that had stopped stops no other one",
          "[node][master]") {
  World world{eager_master()};
  for (const unsigned number : {1U, 2U}) {
    world.add(sound_unit(number)).plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  }
  world.run(60s);
  world.master.set_limit(world.bus.now(), 6_A);
  world.run(3min);
  const bool is_first = world.units[0]->in_force(world.bus.now()) == 6_A;
  const auto& going = *world.units[is_first ? 0 : 1];
  const auto& stopped = *world.units[is_first ? 1 : 0];
  REQUIRE(going.in_force(world.bus.now()) == 6_A);
  world.master.hear(
      world.bus.now(),
      msg::encode(msg::SlaveHeartbeat{.from = stopped.id(), .to = TwcId{0x77AF}}, Protocol::two));
  CHECK(world.status(stopped).exposure == 32_A);
  world.run(39s);
  CHECK(going.in_force(world.bus.now()) == 6_A);
}

}  // namespace
}  // namespace twc::test
