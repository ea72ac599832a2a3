// SPDX-License-Identifier: MIT
/// The master tells of trouble: when it does, and when it does not yet.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bench.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

template <typename E>
std::vector<node::Event> told(node::Master& master) {
  std::vector<node::Event> events;
  while (const auto event = master.next_event()) {
    if (event->is<E>()) events.push_back(*event);
  }
  return events;
}

TEST_CASE("master: a car that starts and has no limit asks for one, as one that is ready",
          "[node][master]") {
  // States 04 and 08 with limit 0: a real master answers with a limit (dracoventions/TWCManager)
  const auto state = GENERATE(ChargeState::ready_to_charge, ChargeState::starting);
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 4; ++second) spoken.answer(state, 0_A, 0_A);
  CHECK(spoken.last.command == msg::Command::set_limit);
  CHECK(spoken.last.limit == 32_A);
}

TEST_CASE("master: tells each stop of a Protocol 1 unit, also after one frame that served it",
          "[node][master]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit(1, Protocol::one));
  bench.run(10s);
  unit.plug(bench.bus.now(), sim::Car{});
  bench.run(30s);
  bench.master.set_limit(bench.bus.now(), 0_A);
  bench.run(40s);
  REQUIRE(bench.count<node::event::Stopped>() == 1);
  bench.master.set_limit(bench.bus.now(), 12_A);
  bench.run(1100ms);
  REQUIRE(unit.in_force(bench.bus.now()) == 12_A);
  bench.master.set_limit(bench.bus.now(), 0_A);
  bench.run(40s);
  CHECK(bench.count<node::event::Stopped>() == 2);
}

TEST_CASE("master: tells the state again when its word changes, and only then", "[node][master]") {
  MasterBench spoken{eager_master()};
  const auto words = [&] {
    std::vector<node::Charging> told;
    while (const auto event = spoken.master.next_event()) {
      const auto* const changed = std::get_if<node::event::StateChanged>(&event->what);
      if (changed != nullptr) told.push_back(changed->charging);
    }
    return told;
  };
  using Words = std::vector<node::Charging>;
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::starting, 16_A, 0_A);
  CHECK(words() == Words{node::Charging::asking});
  spoken.answer(ChargeState::charging, 16_A, Centiamps{67});
  CHECK(words() == Words{node::Charging::idle});
  for (int second = 2; second < 20; ++second) {
    const auto drawn = static_cast<std::uint16_t>(100 * std::min(second, 15));
    spoken.answer(ChargeState::charging, 16_A, Centiamps{drawn});
  }
  CHECK(words() == Words{node::Charging::charging});
  for (int second = 0; second < 60; ++second) {
    spoken.answer(ChargeState::ready_to_charge, 16_A, 0_A);
  }
  CHECK(words() == Words{node::Charging::idle});
}

TEST_CASE("master: tells an overdraw of 10 s, once", "[node][master]") {
  MasterBench spoken{eager_master()};
  spoken.master.set_limit(spoken.now, 16_A);
  for (int second = 0; second < 8; ++second) spoken.answer(ChargeState::charging, 16_A, 15_A);
  const auto drawn = GENERATE(17_A, 18_A);  // 1 A more is what meters err
  const Time since = spoken.now;
  for (int second = 0; second < 9; ++second) spoken.answer(ChargeState::charging, 16_A, drawn);
  CHECK(told<node::event::Overdrawn>(spoken.master).empty());
  for (int second = 0; second < 20; ++second) spoken.answer(ChargeState::charging, 16_A, drawn);
  const auto events = told<node::event::Overdrawn>(spoken.master);
  REQUIRE(events.size() == (drawn == 18_A ? 1 : 0));
  if (events.empty()) return;
  CHECK(events[0].at - since >= 10s);
  CHECK(events[0].amounts.drawn == 18_A);
  CHECK(events[0].amounts.echoed == 16_A);
}

TEST_CASE("master: tells of a unit in the error state, each time that it goes there",
          "[node][master]") {
  MasterBench spoken{eager_master()};
  spoken.answer(ChargeState::ready, 0_A, 0_A);
  CHECK(told<node::event::UnitError>(spoken.master).empty());
  spoken.answer(ChargeState::error, 0_A, 0_A);
  spoken.answer(ChargeState::error, 0_A, 0_A);
  CHECK(told<node::event::UnitError>(spoken.master).size() == 1);
  spoken.answer(ChargeState::ready, 0_A, 0_A);
  spoken.answer(ChargeState::error, 0_A, 0_A);
  CHECK(told<node::event::UnitError>(spoken.master).size() == 1);
}

TEST_CASE("master: tells of a limit or current that cannot be, once, and counts the rating",
          "[node][master]") {
  const auto [limit, drawn] =
      GENERATE(std::pair{Centiamps{8001}, 0_A}, std::pair{16_A, Centiamps{0xFFFF}});
  MasterBench spoken{eager_master()};
  spoken.answer(ChargeState::charging, 16_A, 0_A);
  spoken.answer(ChargeState::charging, limit, drawn);
  spoken.answer(ChargeState::charging, limit, drawn);
  CHECK(told<node::event::UnitError>(spoken.master).size() == 1);
  CHECK(spoken.master.exposure(spoken.now) == 32_A);
  spoken.answer(ChargeState::charging, 16_A, 0_A);
  spoken.answer(ChargeState::charging, limit, drawn);
  CHECK(told<node::event::UnitError>(spoken.master).size() == 1);  // another time
}

TEST_CASE("master: tells that a car draws on when it has had time to fall", "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  MasterBench spoken{config};
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  const Time stopped = spoken.now;
  for (int second = 0; second < 29; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  CHECK(told<node::event::StillDrawing>(spoken.master).empty());
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  const auto events = told<node::event::StillDrawing>(spoken.master);
  REQUIRE(events.size() == 1);
  CHECK(events[0].at - stopped <= 32s);
  CHECK(events[0].amounts.drawn == 5_A);
}

TEST_CASE("master: a silenced car that draws on is told once, however often its unit is asked",
          "[node][master]") {
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 16_A, 15_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  std::size_t times = 0;
  for (int second = 0; second < 300; ++second) {
    spoken.answer(ChargeState::charging, 6_A, 5_A);
    times += told<node::event::StillDrawing>(spoken.master).size();
  }
  CHECK(times == 1);
}

TEST_CASE("master: a unit that falls mute after `stop` has stopped once it is freed",
          "[node][master]") {
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 16_A, 15_A);
  for (int second = 0; second < 7; ++second) spoken.stay_silent();
  spoken.master.stop(spoken.now, MasterBench::id);
  std::size_t times = 0;
  for (int second = 0; second < 90; ++second) {
    spoken.stay_silent();
    times += told<node::event::Stopped>(spoken.master).size();
  }
  CHECK(times == 1);
}

TEST_CASE("master: a stop by the contactor ends, also where the car draws on", "[node][master]") {
  // S9: every stop ends in `stopped`. The unit acknowledges the command, and nothing opens.
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  config.limit = 6_A;
  MasterBench spoken{config};
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  for (int second = 0; second < 180; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  CHECK(spoken.status().link == node::Link::silenced);
}

TEST_CASE("master: a stop by zero ends, also where a Protocol 2 unit rests at 6 A",
          "[node][master]") {
  // S9, and 0 means stop: what does not say 0 is told to draw on, and then silenced.
  const Centiamps drawn = GENERATE(5_A, 0_A);
  auto config = eager_master();
  config.stop_by = node::StopBy::zero;
  MasterBench spoken{config};
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  for (int second = 0; second < 31; ++second) spoken.answer(ChargeState::charging, 6_A, drawn);
  CHECK(spoken.status().link == node::Link::linked);
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 6_A, drawn);
  CHECK(told<node::event::StillDrawing>(spoken.master).size() == (drawn > 0_A ? 1 : 0));
  CHECK(spoken.status().link == node::Link::silenced);
}

TEST_CASE("master: a Protocol 2 unit that says 0 for 0 has stopped, and stays linked",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::zero;
  MasterBench spoken{config};
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  for (int second = 0; second < 90; ++second) spoken.answer(ChargeState::do_not_charge, 0_A, 0_A);
  CHECK(told<node::event::Stopped>(spoken.master).size() == 1);
  CHECK(spoken.status().link == node::Link::linked);
}

TEST_CASE("master: a contactor that is never acknowledged ends in silence", "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  config.limit = 6_A;
  MasterBench spoken{config};
  spoken.acknowledges = false;
  for (int second = 0; second < 6; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  for (int second = 0; second < 120; ++second) spoken.answer(ChargeState::do_not_charge, 6_A, 0_A);
  CHECK(spoken.status().link == node::Link::silenced);
}

/// A Protocol 1 unit whose car charges.
struct OldUnit {
  explicit OldUnit(node::StopBy how) : bench{config(how)} {
    bench.add(sound_unit(1, Protocol::one));
    bench.run(10s);
    bench.units[0]->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
    bench.run(30s);
  }
  static node::MasterConfig config(node::StopBy how) {
    auto config = eager_master();
    config.stop_by = how;
    return config;
  }
  [[nodiscard]] TwcId id() const { return bench.units[0]->id(); }
  [[nodiscard]] std::ptrdiff_t stops_told() const {
    return std::ranges::count_if(bench.events, [this](const node::Event& event) {
      return event.is<node::event::Stopped>() && event.unit == id();
    });
  }
  MasterBus bench;
};

TEST_CASE("master: the stop of a Protocol 1 unit by silence ends, though it hears zero then",
          "[node][master]") {
  OldUnit on{node::StopBy::silence};
  on.bench.master.stop(on.bench.bus.now(), on.id());
  on.bench.run(60s);
  CHECK(on.stops_told() == 1);
}

TEST_CASE("master: a unit that is stopped while it has no power has stopped when it says so",
          "[node][master]") {
  OldUnit on{node::StopBy::automatic};
  on.bench.units[0]->lose_power(on.bench.bus.now(), on.bench.bus.now() + 50s);
  on.bench.run(49s);
  on.bench.master.stop(on.bench.bus.now(), on.id());
  on.bench.run(25s);
  CHECK(on.stops_told() == 1);
}

TEST_CASE("master: a stop of a unit that is lost for good ends in stopped once it is freed",
          "[node][master]") {
  OldUnit on{node::StopBy::automatic};
  on.bench.units[0]->lose_power(on.bench.bus.now(), on.bench.bus.now() + 10min);
  on.bench.run(30s);
  const bool by_ceiling = GENERATE(false, true);
  if (by_ceiling) {
    on.bench.master.set_ceiling(on.bench.bus.now(), on.id(), 2_A);  // less than any unit takes
  } else {
    on.bench.master.stop(on.bench.bus.now(), on.id());
  }
  on.bench.run(5s);
  CHECK(on.stops_told() == 0);
  on.bench.run(60s);
  CHECK(on.stops_told() == 1);
}

TEST_CASE("master: a stop goes on until R1 lets the unit rise again, and ends in stopped",
          "[node][master]") {
  OldUnit on{node::StopBy::automatic};
  auto& other = on.bench.add(sound_unit(2));
  on.bench.run(15s);
  other.plug(on.bench.bus.now(), sim::Car{{.wants = 32_A}});
  on.bench.run(30s);
  on.bench.master.set_limit(on.bench.bus.now(), 0_A);
  on.bench.run(8s);
  on.bench.master.set_limit(on.bench.bus.now(), 6_A);  // the other one may still draw them
  on.bench.run(20s);
  CHECK(on.stops_told() == 1);
}

TEST_CASE("master: tells that a connection is dead 10 s after its last answer, not of a cable",
          "[node][master]") {
  const bool is_network = GENERATE(true, false);
  auto config = eager_master();
  if (is_network) config.line = node::Line::network();
  MasterBench spoken{config};
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::ready, 0_A, 0_A);
  const Time silent = spoken.now;
  for (int second = 0; second < 9; ++second) spoken.stay_silent();
  CHECK(told<node::event::LinkDead>(spoken.master).empty());
  for (int second = 0; second < 12; ++second) spoken.stay_silent();
  const auto events = told<node::event::LinkDead>(spoken.master);
  REQUIRE(events.empty() != is_network);
  if (!is_network) return;
  CHECK(events[0].at - silent <= 18s);  // one frame in flight, for up to 6 s
  // It is told again once it is dead again, a minute later.
  for (int second = 0; second < 60; ++second) spoken.answer(ChargeState::ready, 0_A, 0_A);
  for (int second = 0; second < 21; ++second) spoken.stay_silent();
  CHECK(told<node::event::LinkDead>(spoken.master).size() == 1);
}

TEST_CASE("master: a connection that is known to be down is not told dead besides",
          "[node][master]") {
  auto config = eager_master();
  config.line = node::Line::network();
  MasterBench spoken{config};
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::ready, 0_A, 0_A);
  for (int second = 0; second < 9; ++second) spoken.stay_silent();
  spoken.master.link_down(spoken.now);
  spoken.now += 20s;
  spoken.master.set_limit(spoken.now, 12_A);  // the master decides, whatever the line is
  CHECK(told<node::event::LinkDead>(spoken.master).empty());
}

TEST_CASE("master: a slave with its id is told so twice, five times each way, then it gives up",
          "[node][master]") {
  // Makes a slave choose another id (dracoventions/TWCManager, ukoda/TWCProtocolMonitor)
  node::Master master{eager_master(), Time{}};
  Time now{};
  std::vector<wire::Function> said;
  const auto listen = [&](Duration time) {
    for (const Time end = now + time; now < end; now += 10ms) {
      if (const auto frame = master.poll(now)) said.push_back(frame->function());
    }
  };
  const auto announce = [&] {
    master.hear(
        now, msg::encode(msg::SlaveLinkready{.from = master_id, .maximum = 32_A}, Protocol::two));
  };
  listen(20s);
  for (int burst = 0; burst < 2; ++burst) {
    said.clear();
    announce();
    listen(5s);
    announce();  // the same burst of the slave
    listen(11s);
    CHECK(std::ranges::count(said, wire::Function::master_linkready1) == 5);
    CHECK(std::ranges::count(said, wire::Function::master_linkready2) == 5);
    CHECK(said.size() == 10);
    CHECK_FALSE(master.is_halted());
  }
  announce();
  CHECK(master.is_halted());
  CHECK(told<node::event::IdConflict>(master).size() == 1);
}

}  // namespace
}  // namespace twc::test
