// SPDX-License-Identifier: MIT
/// The choices of a user of a master: policies, spikes, standing offers, ways to stop.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/world.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::Command;
using node::Policy;
using node::Reason;
using node::StopBy;

constexpr TwcId first_id{0x2001};

/// When a unit was sent a limit other than the one before.
std::vector<std::pair<Time, Centiamps>> changes_for(const World& world, TwcId unit) {
  std::vector<std::pair<Time, Centiamps>> changes;
  for (const auto& [at, beat] : sent<msg::MasterHeartbeat>(world)) {
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
      : world{config}, unit{world.add(unit_config)} {
    world.run(5s);
    unit.plug(world.bus.now(), sim::Car{car});
    world.run(30s);
  }
  World world;
  sim::Unit& unit;
};

// Raising

TEST_CASE("master: a limit that the user sets is on the wire with the next heartbeat",
          "[node][master]") {
  auto config = eager_master();
  config.limit = 6_A;
  OneCar on{config};
  for (const Centiamps limit : {10_A, 12_A, 14_A, 8_A}) {
    const Time set = on.world.bus.now();
    on.world.master.set_limit(set, limit);
    on.world.run(1100ms);
    const auto changes = changes_for(on.world, first_id);
    INFO(on.world.trace());
    CHECK(changes.back().second == limit);
    CHECK(changes.back().first >= set);
  }
}

TEST_CASE("master: leaves 5 s between raises in parts, while another car falls", "[node][master]") {
  World world{eager_master()};
  auto& first = world.add(sound_unit(1));
  auto& second = world.add(sound_unit(2));
  world.run(10s);
  first.plug(world.bus.now(), sim::Car{
                                  {.wants = 32_A, .reacts_after = 4s, .fall_per_second = 4_A}
  });
  world.run(30s);
  const Time asks = world.bus.now();
  second.plug(asks, sim::Car{{.wants = 32_A}});
  world.run(30s);
  INFO(world.trace());
  std::optional<Time> raised;
  for (const auto& [when, limit] : changes_for(world, second.id())) {
    if (when < asks) continue;
    if (raised && limit < 16_A) CHECK(when - *raised >= 5s);
    raised = when;
  }
  CHECK(second.in_force(world.bus.now()) == 16_A);
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
  World world{config};
  for (const unsigned number : {1U, 2U}) {
    auto unit = sound_unit(number);
    unit.slave.rating = rating;
    world.add(unit);
  }
  world.run(10s);
  for (const auto& unit : world.units) {
    unit->plug(world.bus.now(), sim::Car{
                                    {.wants = 32_A, .six_amp_bug_until = spike}
    });
  }
  world.run(30s);
  REQUIRE(world.in_force() == 12_A);
  world.master.set_limit(world.bus.now(), share + share);
  world.run(60s);
  INFO(world.trace());
  int spiked = 0;
  for (const auto& unit : world.units) {
    const auto changes = changes_for(world, unit->id());
    CHECK(changes.back().second == share);
    const auto over = std::ranges::find(changes, spike, &std::pair<Time, Centiamps>::second);
    const bool is_free = unit->drawn(world.bus.now()) > 6_A;
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
  on.unit.unplug(on.world.bus.now());
  on.world.run(20s);
  on.unit.plug(on.world.bus.now(), sim::Car{{.wants = 32_A}});
  on.world.run(20s);
  INFO(on.world.trace());
  CHECK(on.unit.in_force(on.world.bus.now()) == 32_A);
}

// Policies

TEST_CASE("master: priority serves the unit that matters most first", "[node][master]") {
  auto config = eager_master();
  config.policy = Policy::priority;
  config.max_current = 20_A;
  auto& important = config.units[config.unit_count++];
  important.id = TwcId{0x2002};
  important.priority = 5;
  World world{config};
  for (const unsigned number : {1U, 2U}) world.add(sound_unit(number));
  world.run(10s);
  for (const auto& unit : world.units) unit->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(60s);
  INFO(world.trace());
  CHECK(world.units[0]->in_force(world.bus.now()) == 6_A);
  CHECK(world.units[1]->in_force(world.bus.now()) == 14_A);
}

TEST_CASE("master: rotate gives everybody a turn where there is too little for all",
          "[node][master]") {
  auto config = eager_master();
  config.policy = Policy::rotate;
  config.rotate_every = 5min;
  config.max_current = 8_A;
  World world{config};
  for (const unsigned number : {1U, 2U}) world.add(sound_unit(number));
  world.run(10s);
  for (const auto& unit : world.units) {
    unit->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
    world.run(30s);
  }
  std::array<int, 2> turns{};
  for (int minute = 0; minute < 20; ++minute) {
    world.run(1min);
    for (std::size_t at = 0; at < 2; ++at) {
      if (world.units[at]->in_force(world.bus.now()) >= 6_A) ++turns[at];
    }
    CHECK(world.in_force() <= 8_A);
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
  World world{config};
  for (const unsigned number : {1U, 2U}) world.add(sound_unit(number));
  world.run(10s);
  for (const auto& unit : world.units) unit->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  int minutes = 0;
  for (int minute = 0; minute < 20; ++minute) {
    world.run(1min);
    if (world.units[0]->in_force(world.bus.now()) >= 6_A) ++minutes;
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
  World world{config};
  for (const unsigned number : {1U, 2U}) world.add(sound_unit(number));
  world.run(10s);
  // A Tesla would have to be plugged in again after the contactor.
  world.units[0]->plug(world.bus.now(), sim::Car{
                                            {.wants = 32_A, .is_tesla = false}
  });
  world.run(20s);
  world.units[1]->plug(world.bus.now(), sim::Car{
                                            {.wants = 32_A, .is_tesla = false}
  });
  world.run(20min);
  int minutes = 0;
  for (int minute = 0; minute < 40; ++minute) {
    world.run(1min);
    if (world.in_force() >= 6_A) ++minutes;
    CHECK(world.in_force() <= 10_A);
  }
  INFO(minutes << " of 40 minutes");
  CHECK(minutes >= 30);
}

TEST_CASE("master: a standing offer serves a car that never asks", "[node][master]") {
  const bool stands = GENERATE(true, false);
  auto config = eager_master();
  config.idle_offer = stands;
  World world{config};
  auto& busy = world.add(sound_unit(1));
  auto& quiet = world.add(sound_unit(2));
  world.run(10s);
  busy.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(30s);
  CHECK(busy.in_force(world.bus.now()) == (stands ? 26_A : 32_A));
  quiet.plug(world.bus.now(), sim::Car{
                                  {.wants = 10_A, .is_tesla = false}
  });
  world.run(60s);
  INFO(world.trace());
  CHECK((quiet.drawn(world.bus.now()) > 5_A) == stands);
}

// Stopping

TEST_CASE("master: a unit silenced for want of room is served again after 60 s, not before",
          "[node][master]") {
  World world{eager_master()};
  for (const unsigned number : {1U, 2U}) world.add(sound_unit(number));
  world.run(10s);
  for (const auto& unit : world.units) unit->plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(30s);
  world.master.set_limit(world.bus.now(), 6_A);
  world.run(8s);
  const auto silenced = world.first_stop();
  REQUIRE(silenced);
  CHECK(silenced->amounts.reason == Reason::minimum);
  world.master.set_limit(world.bus.now(), 32_A);
  world.run(silenced->at + 60s - world.bus.now());
  for (const auto& [at, beat] : sent<msg::MasterHeartbeat>(world)) {
    const bool is_early = beat.to == silenced->unit && at > silenced->at;
    CHECK_FALSE(is_early);
  }
  world.run(20s);
  INFO(world.trace());
  CHECK(world.in_force() >= 30_A);
}

TEST_CASE("master: by zero a Protocol 2 unit rests at 6 A, and counts so", "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::zero;
  OneCar on{config};  // PROTOCOL.md, "Limits at the edges"
  on.world.master.stop(on.world.bus.now(), first_id);
  on.world.run(30s);
  INFO(on.world.trace());
  CHECK(changes_for(on.world, first_id).back().second == 0_A);
  CHECK(on.unit.in_force(on.world.bus.now()) == 6_A);
  CHECK(on.world.master.exposure(on.world.bus.now()) == 6_A);
  CHECK(on.world.status(on.unit).link == node::Link::linked);
}

TEST_CASE(
    "master: by silence a Protocol 1 unit is not spoken to before it announces itself, then "
    "zero, and the third time is told",
    "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::silence;
  OneCar on{config, sound_unit(1, Protocol::one)};
  for (int times = 1; times <= 3; ++times) {
    CHECK(on.world.count<node::event::StoppedOften>() == 0);
    on.world.master.stop(on.world.bus.now(), first_id);
    on.world.run(60s);
    CHECK(on.unit.in_force(on.world.bus.now()) == 0_A);
    on.world.master.start(on.world.bus.now(), first_id);
    on.world.run(60s);
  }
  INFO(on.world.trace());
  CHECK(on.world.count<node::event::StoppedOften>() == 1);
  // Its unit announces itself 10 s after the last heartbeat; no frame before that goes to it.
  std::optional<Time> before;
  bool zeroed = false;
  for (const auto& [when, beat] : sent<msg::MasterHeartbeat>(on.world)) {
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
  REQUIRE(on.unit.drawn(on.world.bus.now()) > 30_A);
  on.world.master.stop(on.world.bus.now(), first_id);
  on.world.run(20s);
  CHECK(on.unit.drawn(on.world.bus.now()) == 0_A);
  CHECK(on.world.count<node::event::Stopped>() == 1);
  CHECK(on.world.stops() == 0);
  on.world.master.start(on.world.bus.now(), first_id);
  on.world.run(70s);
  INFO(on.world.trace());
  CHECK(sent<msg::StartCharging>(on.world).size() == 1);
  CHECK(on.unit.drawn(on.world.bus.now()) > 30_A);
}

}  // namespace
}  // namespace twc::test
