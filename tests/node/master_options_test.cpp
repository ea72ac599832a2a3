// SPDX-License-Identifier: MIT
/// The choices of a user of a master: policies, spikes, standing offers, ways to stop.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::Command;
using node::Policy;
using node::Reason;
using node::StopBy;

constexpr TwcId first_id{0x2001};

/// When a unit was sent a limit other than the one before.
std::vector<std::pair<Time, Centiamps>> changes_for(const MasterBus& bench, TwcId unit) {
  std::vector<std::pair<Time, Centiamps>> changes;
  for (const auto& [at, beat] : sent<msg::MasterHeartbeat>(bench)) {
    if (beat.to != unit || !beat.command.has_limit()) continue;
    if (changes.empty() || changes.back().second != beat.limit)
      changes.emplace_back(at, beat.limit);
  }
  return changes;
}

/// One unit whose car charges at the total.
struct OneCar {
  explicit OneCar(const node::MasterConfig& config, sim::UnitConfig unit_config = sound_unit(),
                  const sim::CarConfig& car = {.wants = Centiamps{3200}})
      : bench{config}, unit{bench.add(unit_config)} {
    bench.run(5s);
    unit.plug(bench.bus.now(), sim::Car{car});
    bench.run(30s);
  }
  MasterBus bench;
  sim::Unit& unit;
};

// Raising

TEST_CASE("master: a limit that the user sets is on the wire with the next heartbeat",
          "[node][master]") {
  auto config = eager_master();
  config.limit = 6_A;
  OneCar on{config};
  for (const Centiamps limit : {10_A, 12_A, 14_A, 8_A}) {
    const Time set = on.bench.bus.now();
    on.bench.master.set_limit(set, limit);
    on.bench.run(1100ms);
    const auto changes = changes_for(on.bench, first_id);
    INFO(on.bench.trace());
    CHECK(changes.back().second == limit);
    CHECK(changes.back().first >= set);
  }
}

TEST_CASE("master: leaves 5 s between raises in parts, while another car falls", "[node][master]") {
  MasterBus bench{eager_master()};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  bench.run(10s);
  first.plug(bench.bus.now(), sim::Car{
                                  {.wants = 32_A, .reacts_after = 4s, .fall_per_second = 4_A}
  });
  bench.run(30s);
  const Time asks = bench.bus.now();
  second.plug(asks, sim::Car{{.wants = 32_A}});
  bench.run(30s);
  INFO(bench.trace());
  std::optional<Time> raised;
  for (const auto& [when, limit] : changes_for(bench, second.id())) {
    if (when < asks) continue;
    if (raised && limit < 16_A) CHECK(when - *raised >= 5s);
    raised = when;
  }
  CHECK(second.in_force(bench.bus.now()) == 16_A);
}

TEST_CASE("master: a raise goes over a spike for 5 s where that fits, and frees a car from 6 A",
          "[node][master]") {
  // Teslas since 2017.32, until they are offered 16 A, or 21 A by a unit of 80 A, for 5 s
  // (dracoventions/TWCManager)
  const auto rating = GENERATE(32_A, 80_A);
  const bool spikes = GENERATE(true, false);
  const Centiamps spike = rating == 80_A ? 21_A : 16_A;
  const Centiamps share = rating == 80_A ? 16_A : 13_A;
  auto config = eager_master();
  config.raise_spike = spikes;
  config.limit = 12_A;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) {
    auto unit = sound_unit(number);
    unit.slave.rating = rating;
    bench.add(unit);
  }
  bench.run(10s);
  for (const auto& unit : bench.units) {
    unit->plug(bench.bus.now(), sim::Car{
                                    {.wants = 32_A, .six_amp_bug_until = spike}
    });
  }
  bench.run(30s);
  REQUIRE(bench.in_force() == 12_A);
  bench.master.set_limit(bench.bus.now(), share + share);
  bench.run(60s);
  INFO(bench.trace());
  int spiked = 0;
  for (const auto& unit : bench.units) {
    const auto changes = changes_for(bench, unit->id());
    CHECK(changes.back().second == share);
    const auto over = std::ranges::find(changes, spike, &std::pair<Time, Centiamps>::second);
    const bool is_free = unit->drawn(bench.bus.now()) > 6_A;
    CHECK(is_free == (over != changes.end()));
    if (over == changes.end()) continue;
    ++spiked;
    CHECK(std::next(over)->first - over->first >= 5s);
    CHECK(std::next(over)->first - over->first <= 7s);
  }
  CHECK(spiked == (spikes ? 1 : 0));  // for the second one there is no room
}

TEST_CASE("master: the second session of a car gets its limit like the first", "[node][master]") {
  // Programs that remember what they sent forget this one (joe714's fork, smiddelkoop)
  const auto protocol = GENERATE(Protocol::one, Protocol::two);
  OneCar on{eager_master(), sound_unit(1, protocol)};
  on.unit.unplug(on.bench.bus.now());
  on.bench.run(20s);
  on.unit.plug(on.bench.bus.now(), sim::Car{{.wants = 32_A}});
  on.bench.run(20s);
  INFO(on.bench.trace());
  CHECK(on.unit.in_force(on.bench.bus.now()) == 32_A);
}

// Policies

TEST_CASE("master: priority serves the unit that matters most first", "[node][master]") {
  auto config = eager_master();
  config.policy = Policy::priority;
  config.max_current = 20_A;
  auto& important = config.units[config.unit_count++];
  important.id = TwcId{0x2002};
  important.priority = 5;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(10s);
  for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  INFO(bench.trace());
  CHECK(bench.units[0]->in_force(bench.bus.now()) == 6_A);
  CHECK(bench.units[1]->in_force(bench.bus.now()) == 14_A);
}

TEST_CASE("master: rotate gives everybody a turn where there is too little for all",
          "[node][master]") {
  auto config = eager_master();
  config.policy = Policy::rotate;
  config.rotate_every = 5min;
  config.max_current = 8_A;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(10s);
  for (const auto& unit : bench.units) {
    unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
    bench.run(30s);
  }
  std::array<int, 2> turns{};
  for (int minute = 0; minute < 20; ++minute) {
    bench.run(1min);
    for (std::size_t at = 0; at < 2; ++at) {
      if (bench.units[at]->in_force(bench.bus.now()) >= 6_A) ++turns[at];
    }
    CHECK(bench.in_force() <= 8_A);
  }
  INFO(turns[0] << " and " << turns[1] << " minutes");
  CHECK(turns[0] >= 5);
  CHECK(turns[1] >= 5);
}

TEST_CASE(
    "master: rotate gives a turn to a car that was silenced before its unit showed it charging",
    "[node][master]") {
  // Both are plugged in when the first unit, still idle, takes an offer. Units do so with a car
  // only: it is about to charge, and is not silenced for the second one, which asks (S1, S4).
  auto config = eager_master();
  config.policy = Policy::rotate;
  config.rotate_every = 5min;
  config.max_current = 8_A;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(10s);
  for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  int minutes = 0;
  for (int minute = 0; minute < 20; ++minute) {
    bench.run(1min);
    if (bench.units[0]->in_force(bench.bus.now()) >= 6_A) ++minutes;
  }
  CHECK(minutes >= 5);
}

TEST_CASE("master: rotate gives the next turn although the contactor opens at the end of the first",
          "[node][master]") {
  auto config = eager_master();
  config.policy = Policy::rotate;
  config.rotate_every = 10min;
  config.max_current = 10_A;
  config.stop_by = node::StopBy::contactor;
  MasterBus bench{config};
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(10s);
  // A Tesla would have to be plugged in again after the contactor.
  bench.units[0]->plug(bench.bus.now(), sim::Car{
                                            {.wants = 32_A, .is_tesla = false}
  });
  bench.run(20s);
  bench.units[1]->plug(bench.bus.now(), sim::Car{
                                            {.wants = 32_A, .is_tesla = false}
  });
  bench.run(20min);
  int minutes = 0;
  for (int minute = 0; minute < 40; ++minute) {
    bench.run(1min);
    if (bench.in_force() >= 6_A) ++minutes;
    CHECK(bench.in_force() <= 10_A);
  }
  INFO(minutes << " of 40 minutes");
  CHECK(minutes >= 30);
}

TEST_CASE("master: a standing offer serves a car that never asks", "[node][master]") {
  const bool stands = GENERATE(true, false);
  auto config = eager_master();
  config.idle_offer = stands;
  MasterBus bench{config};
  auto& busy = bench.add(sound_unit(1));
  auto& quiet = bench.add(sound_unit(2));
  bench.run(10s);
  busy.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(30s);
  CHECK(busy.in_force(bench.bus.now()) == (stands ? 26_A : 32_A));
  quiet.plug(bench.bus.now(), sim::Car{
                                  {.wants = 10_A, .is_tesla = false}
  });
  bench.run(60s);
  INFO(bench.trace());
  CHECK((quiet.drawn(bench.bus.now()) > 5_A) == stands);
}

// Stopping

TEST_CASE("master: a unit silenced for want of room is served again after 60 s, not before",
          "[node][master]") {
  MasterBus bench{eager_master()};
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(10s);
  for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(30s);
  bench.master.set_limit(bench.bus.now(), 6_A);
  bench.run(8s);
  const auto silenced = bench.first_stop();
  REQUIRE(silenced);
  CHECK(silenced->amounts.reason == Reason::minimum);
  bench.master.set_limit(bench.bus.now(), 32_A);
  bench.run(silenced->at + 60s - bench.bus.now());
  for (const auto& [at, beat] : sent<msg::MasterHeartbeat>(bench)) {
    const bool is_early = beat.to == silenced->unit && at > silenced->at;
    CHECK_FALSE(is_early);
  }
  bench.run(20s);
  INFO(bench.trace());
  CHECK(bench.in_force() >= 30_A);
}

TEST_CASE("master: by zero a Protocol 2 unit rests at 6 A, and counts so", "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::zero;
  OneCar on{config};  // PROTOCOL.md, "Limits at the edges"
  on.bench.master.stop(on.bench.bus.now(), first_id);
  on.bench.run(30s);
  INFO(on.bench.trace());
  CHECK(changes_for(on.bench, first_id).back().second == 0_A);
  CHECK(on.unit.in_force(on.bench.bus.now()) == 6_A);
  CHECK(on.bench.master.exposure(on.bench.bus.now()) == 6_A);
  CHECK(on.bench.status(on.unit).link == node::Link::linked);
}

TEST_CASE(
    "master: by silence a Protocol 1 unit is not spoken to before it announces itself, then "
    "zero, and the third time is told",
    "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::silence;
  OneCar on{config, sound_unit(1, Protocol::one)};
  for (int times = 1; times <= 3; ++times) {
    CHECK(on.bench.count<node::event::StoppedOften>() == 0);
    on.bench.master.stop(on.bench.bus.now(), first_id);
    on.bench.run(60s);
    CHECK(on.unit.in_force(on.bench.bus.now()) == 0_A);
    on.bench.master.start(on.bench.bus.now(), first_id);
    on.bench.run(60s);
  }
  INFO(on.bench.trace());
  CHECK(on.bench.count<node::event::StoppedOften>() == 1);
  // Its unit announces itself 10 s after the last heartbeat; no frame before that goes to it.
  std::optional<Time> before;
  bool zeroed = false;
  for (const auto& [when, beat] : sent<msg::MasterHeartbeat>(on.bench)) {
    const bool is_zero = beat.command.has_limit() && beat.limit == 0_A;
    const bool is_first = before && when - *before > 5s;
    CHECK((!is_zero || is_first || zeroed));
    zeroed = is_zero;
    before = when;
  }
}

TEST_CASE("master: a contactor that it opened it closes again, and a silent car goes on",
          "[node][master]") {
  // Works with cars that do not talk; a Tesla has to be plugged in again (PROTOCOL.md)
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  OneCar on{
      config, sound_unit(), {.wants = 32_A, .is_tesla = false}
  };
  REQUIRE(on.unit.drawn(on.bench.bus.now()) > 30_A);
  on.bench.master.stop(on.bench.bus.now(), first_id);
  on.bench.run(20s);
  CHECK(on.unit.drawn(on.bench.bus.now()) == 0_A);
  CHECK(on.bench.count<node::event::Stopped>() == 1);
  CHECK(on.bench.stops() == 0);
  on.bench.master.start(on.bench.bus.now(), first_id);
  on.bench.run(70s);
  INFO(on.bench.trace());
  CHECK(sent<msg::StartCharging>(on.bench).size() == 1);
  CHECK(on.unit.drawn(on.bench.bus.now()) > 30_A);
}

}  // namespace
}  // namespace twc::test
