// SPDX-License-Identifier: MIT
/// The status of a unit: the state in words, how old values are, and when they change.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bench.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

/// A linked unit that said `state`.
node::UnitStatus unit_in(ChargeState state, Centiamps limit = {}, Centiamps drawn = {}) {
  node::UnitStatus unit;
  unit.link = node::Link::linked;
  unit.state = state;
  unit.said = msg::SlaveHeartbeat{.state = state, .limit = limit, .drawn = drawn};
  unit.amounts.requested = 16_A;
  unit.amounts.drawn = drawn;
  return unit;
}

node::UnitStatus with_plug(node::UnitStatus unit, msg::Plug plug) {
  unit.reported.plug = {.at = {}, .what = plug};
  return unit;
}

node::Charging word(const node::UnitStatus& unit) {
  return node::charging_of(unit, false);
}

}  // namespace

TEST_CASE("charging: unreachable while the line is down, the unit lost, or without an answer",
          "[node][report]") {
  auto unit = unit_in(ChargeState::charging, 16_A, 15_A);
  CHECK(word(unit) == node::Charging::charging);
  CHECK(node::charging_of(unit, true) == node::Charging::unreachable);
  unit.link = node::Link::unreachable;
  CHECK(word(unit) == node::Charging::unreachable);
  unit.link = node::Link::lost;
  CHECK(word(unit) == node::Charging::unreachable);
}

TEST_CASE("charging: the first row that holds counts", "[node][report]") {
  CHECK(word(unit_in(ChargeState::error, 16_A, 15_A)) == node::Charging::error);
  CHECK(word(unit_in(ChargeState::ready, 6_A, 1_A)) == node::Charging::charging);
  CHECK(word(unit_in(ChargeState::charging, 6_A, Centiamps{99})) == node::Charging::idle);
  auto stopping = unit_in(ChargeState::ready_to_charge);
  stopping.stop.is_under_way = true;
  stopping.amounts.requested = 0_A;
  CHECK(word(stopping) == node::Charging::paused);
  auto silenced = unit_in(ChargeState::charging, 6_A, 5_A);
  silenced.link = node::Link::silenced;
  CHECK(word(silenced) == node::Charging::charging);  // as last known
  silenced.stop.is_freed = true;
  silenced.amounts.drawn = 0_A;
  CHECK(word(silenced) == node::Charging::paused);
}

TEST_CASE("charging: a car that asks while nothing is left for it is paused", "[node][report]") {
  auto unit = unit_in(ChargeState::ready_to_charge);
  CHECK(word(unit) == node::Charging::asking);
  unit.amounts.requested = 0_A;
  unit.amounts.reason = node::Reason::minimum;
  CHECK(word(unit) == node::Charging::paused);
  unit.amounts.reason = node::Reason::quiet_time;
  CHECK(word(unit) == node::Charging::asking);
}

TEST_CASE("charging: a unit that waits to be greeted is paused while the total is too low for it",
          "[node][report]") {
  auto unit = unit_in(ChargeState::charging);
  unit.link = node::Link::linking;
  unit.amounts.requested = 0_A;
  for (const auto reason : {node::Reason::minimum, node::Reason::stale}) {
    unit.amounts.reason = reason;
    CHECK(word(unit) == node::Charging::paused);
  }
}

TEST_CASE("charging: 04 with limit 0 asks, and 08 until it draws", "[node][report]") {
  CHECK(word(unit_in(ChargeState::ready_to_charge, 16_A)) == node::Charging::idle);
  CHECK(word(unit_in(ChargeState::starting)) == node::Charging::asking);
  CHECK(word(unit_in(ChargeState::starting, 16_A)) == node::Charging::asking);
  CHECK(word(unit_in(ChargeState::starting, 16_A, 2_A)) == node::Charging::charging);
}

TEST_CASE("charging: full and plugged follow from the plug state and what was before",
          "[node][report]") {
  auto passing = unit_in(ChargeState::do_not_charge, 6_A);
  CHECK(word(passing) == node::Charging::idle);  // it was just plugged in, and has not charged yet
  CHECK(word(with_plug(passing, msg::Plug::plugged)) == node::Charging::plugged);
  passing.car.has_charged = true;
  CHECK(word(passing) == node::Charging::full);
  passing.car.is_cut_short = true;  // the master stopped it: nobody knows that it is full
  CHECK(word(passing) == node::Charging::paused);
  for (const auto plug : {msg::Plug::charging, msg::Plug::plugged}) {
    auto unit = with_plug(unit_in(ChargeState::ready, 6_A), plug);
    CHECK(word(unit) == node::Charging::plugged);
    unit.car.has_charged = true;
    CHECK(word(unit) == node::Charging::full);
  }
  for (const auto plug : {msg::Plug::unplugged, msg::Plug::unknown}) {
    auto unit = with_plug(unit_in(ChargeState::ready), plug);
    unit.car.has_charged = true;
    CHECK(word(unit) == node::Charging::idle);
    unit.reported.vin = {.at = {}, .what = node::VinText{"5YJ3E7EB3KF000001"}};
    CHECK(word(unit) == node::Charging::plugged);
    unit.reported.vin->what = node::VinText{};
    CHECK(word(unit) == node::Charging::idle);
  }
}

TEST_CASE("charging: a state that acknowledges a limit does not change it", "[node][report]") {
  MasterBench spoken{eager_master()};
  spoken.answer(ChargeState::starting, 32_A, 0_A);
  for (const auto state : {ChargeState::set_limit_ack, ChargeState::raise_ack,
                           ChargeState::lower_ack, ChargeState::adjusted, ChargeState::busy}) {
    spoken.answer(state, 32_A, 0_A);
    CHECK(spoken.status().charging == node::Charging::asking);
    CHECK(spoken.status().state == ChargeState::starting);
  }
}

TEST_CASE("status: a unit that answers no more keeps its values, which get old", "[node][report]") {
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 16_A, 15_A);
  CHECK_FALSE(spoken.status().amounts.is_stale(spoken.now));
  for (int second = 0; second < 12; ++second) spoken.stay_silent();
  const auto unit = spoken.status();
  CHECK(unit.link == node::Link::linked);
  CHECK(unit.charging == node::Charging::unreachable);
  CHECK(unit.amounts.drawn == 15_A);
  CHECK(unit.amounts.is_stale(spoken.now));
  CHECK(spoken.now - *unit.amounts.heard >= 11s);
  CHECK(spoken.master.totals(spoken.now).is_stale(spoken.now));
}

TEST_CASE("status: while the line is down every unit is unreachable", "[node][report]") {
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 16_A, 15_A);
  spoken.master.link_down(spoken.now);
  CHECK(spoken.status().link == node::Link::unreachable);
  CHECK(spoken.status().charging == node::Charging::unreachable);
  spoken.master.link_up(spoken.now + 2s);
  CHECK(spoken.status().link == node::Link::linked);
}

TEST_CASE("status: a unit that restarted is unreachable until it answers, whatever it said before",
          "[node][report]") {
  auto config = eager_master();
  config.line = node::Line::network();
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) {
    bench.add(sound_unit(number)).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  }
  bench.run(60s);
  auto& link = bench.bus.link(bench.master_port);
  link.hears = link.speaks = false;
  bench.master.link_down(bench.bus.now());
  bench.run(60s);
  for (const auto& unit : bench.units) unit->power_cycle(bench.bus.now());
  bench.run(2s);
  link.hears = link.speaks = true;
  bench.master.link_up(bench.bus.now());
  bool has_waited = false;
  for (int second = 0; second < 120; ++second) {
    bench.run(1s);
    for (const auto& unit : bench.units) {
      const auto status = bench.status(*unit);
      const bool is_old = status.amounts.heard && bench.bus.now() - *status.amounts.heard > 10s;
      if (!is_old || status.link == node::Link::silenced) continue;
      has_waited = has_waited || status.link == node::Link::linking;
      CHECK(status.charging == node::Charging::unreachable);
    }
  }
  CHECK(has_waited);
  CHECK(bench.status(*bench.units[1]).charging == node::Charging::charging);
}

TEST_CASE("status: a unit with a ceiling of 0 stays silenced when all are started",
          "[node][report]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  bench.master.set_ceiling(bench.bus.now(), unit.id(), 0_A);
  bench.run(60s);
  REQUIRE(bench.status(unit).link == node::Link::silenced);
  bench.master.start(bench.bus.now(), std::nullopt);
  CHECK(bench.status(unit).link == node::Link::silenced);
  CHECK(bench.status(unit).charging == node::Charging::paused);
  bench.master.set_ceiling(bench.bus.now(), unit.id(), 16_A);
  bench.run(30s);
  CHECK(bench.status(unit).charging == node::Charging::charging);
}

TEST_CASE("status: reports keep when they were heard, and a VIN goes with its car",
          "[node][report]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(60s);
  const auto before = bench.status(unit).reported;
  REQUIRE((before.meter && before.vin && before.serial && before.firmware && before.plug));
  CHECK(before.vin->what.view() == "5YJ3E7EB3KF000001");
  CHECK(before.serial->at < Time{} + 60s);
  CHECK(before.plug->what == msg::Plug::charging);
  bench.run(60s);
  CHECK(bench.status(unit).reported.meter->at > before.meter->at);
  CHECK(bench.status(unit).reported.serial->at == before.serial->at);
  unit.unplug(bench.bus.now());
  bench.run(20s);
  CHECK_FALSE(bench.status(unit).reported.has_car());
  CHECK(bench.status(unit).charging == node::Charging::idle);
}

TEST_CASE("status: a unit that was stopped draws nothing in events and status from one moment on",
          "[node][report]") {
  const auto how = GENERATE(node::StopBy::automatic, node::StopBy::contactor, node::StopBy::zero);
  const Protocol protocol = GENERATE(Protocol::one, Protocol::two);
  auto config = eager_master();
  config.stop_by = how;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit(1, protocol));
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  bench.master.stop(bench.bus.now(), unit.id());
  bool is_told = false;
  for (int tenths = 0; tenths < 1200; ++tenths) {
    bench.bus.run_until(bench.bus.now() + 100ms);
    const auto before = bench.status(unit);
    while (const auto event = bench.master.next_event()) {
      is_told = is_told || event->is<node::event::Stopped>();
      if (event->is<node::event::Stopped>()) {
        CHECK(event->amounts.drawn == before.amounts.drawn);
        CHECK(event->amounts.echoed == before.amounts.echoed);
      }
    }
    const auto status = bench.status(unit);
    if (is_told) {
      CHECK(status.amounts.drawn < node::nothing_drawn);
      CHECK(status.charging == node::Charging::paused);
      CHECK(bench.master.totals(bench.bus.now()).drawn < node::nothing_drawn);
    }
  }
  CHECK(is_told);
}

TEST_CASE("status: a Tesla that does not go on after the contactor has to be plugged in again",
          "[node][report]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  bench.master.stop(bench.bus.now(), unit.id());
  bench.run(60s);
  CHECK(bench.status(unit).charging == node::Charging::paused);
  bench.master.start(bench.bus.now(), unit.id());
  bench.run(45s);
  CHECK(bench.status(unit).charging == node::Charging::paused);
  CHECK_FALSE(bench.status(unit).car.may_need_replug);
  CHECK(bench.count<node::event::Refused>() == 0);
  bench.run(60s);
  CHECK(bench.status(unit).charging == node::Charging::paused);
  CHECK(bench.status(unit).car.may_need_replug);
  REQUIRE(bench.count<node::event::Refused>() == 1);
  CHECK(std::get<node::event::Refused>(bench.first<node::event::Refused>()->what).may_need_replug);
  unit.unplug(bench.bus.now());
  bench.run(20s);
  CHECK(bench.status(unit).charging == node::Charging::idle);
  CHECK_FALSE(bench.status(unit).car.may_need_replug);
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(40s);
  CHECK(bench.status(unit).charging == node::Charging::charging);
  CHECK_FALSE(bench.status(unit).car.may_need_replug);
}

TEST_CASE("status: a car that is started again is paused until it asks or draws",
          "[node][report]") {
  MasterBus bench{eager_master()};
  for (const unsigned number : {1U, 2U}) {
    bench.add(sound_unit(number)).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  }
  bench.run(60s);
  auto& unit = *bench.units[0];
  bench.master.stop(bench.bus.now(), unit.id());
  bench.run(70s);
  bench.master.start(bench.bus.now(), unit.id());
  for (int tenths = 0; tenths < 600; ++tenths) {
    const auto word = bench.status(unit).charging;
    CHECK((word == node::Charging::paused || word == node::Charging::asking ||
           word == node::Charging::charging));
    bench.run(100ms);
  }
  CHECK(bench.status(unit).charging == node::Charging::charging);
}

TEST_CASE("status: no car is full before it has charged", "[node][report]") {
  auto config = eager_master();
  config.polls.vin = true;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  bench.run(20s);
  unit.plug(bench.bus.now(), sim::Car{
                                 {.wants = 32_A, .ampere_hours = 1}
  });
  bool has_charged = false;
  bool was_full = false;
  for (int tenths = 0; tenths < 3000; ++tenths) {
    bench.run(100ms);
    const auto word = bench.status(unit).charging;
    has_charged = has_charged || word == node::Charging::charging;
    was_full = was_full || word == node::Charging::full;
    if (word == node::Charging::full) CHECK(has_charged);
  }
  for (const node::Event& event : bench.events) {
    const auto* const changed = std::get_if<node::event::StateChanged>(&event.what);
    const bool is_early = changed != nullptr && event.amounts.echoed == 0_A;
    if (is_early) CHECK(changed->charging != node::Charging::full);
  }
  CHECK(was_full);
}

TEST_CASE("events: an unchanged state is not repeated", "[node][report]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  MasterBus bench{config};
  bench.add(sound_unit());
  bench.run(10min);
  CHECK(bench.count<node::event::StateChanged>() == 1);
  CHECK(bench.count<node::event::PlugReported>() == 1);
  CHECK(bench.count<node::event::SerialReported>() == 1);
  CHECK(bench.count<node::event::FirmwareReported>() == 1);
}

TEST_CASE("events: a unit that was lost is told anew when it is back", "[node][report]") {
  auto config = eager_master();
  config.polls.plug = true;
  MasterBus bench{config};
  bench.add(sound_unit());
  bench.run(60s);
  auto& link = bench.bus.link(bench.ports[0]);
  link.hears = link.speaks = false;
  bench.run(60s);
  REQUIRE(bench.count<node::event::Lost>() == 1);
  link.hears = link.speaks = true;
  bench.run(60s);
  CHECK(bench.count<node::event::StateChanged>() == 2);
  CHECK(bench.count<node::event::PlugReported>() == 2);
}

TEST_CASE("events: each carries its payload and the amounts of its unit", "[node][report]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true};
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  for (const node::Event& event : bench.events) {
    CHECK(event.unit == unit.id());
    CHECK(event.at - event.amounts.heard.value_or(Time{}) <= 2s);
    if (const auto* const meter = std::get_if<node::event::MeterReported>(&event.what)) {
      CHECK(meter->meter.volts[0].value == 240);
    }
  }
  const auto echoed = bench.first<node::event::Echoed>();
  REQUIRE(echoed);
  CHECK(echoed->amounts.requested == 32_A);
  CHECK(echoed->amounts.granted == echoed->amounts.echoed);
}

}  // namespace twc::test
