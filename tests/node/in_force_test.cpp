// SPDX-License-Identifier: MIT
/// The master says when an order is in force, where that takes more than the next heartbeats.

#include <vector>

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

/// Two units whose cars take what they get.
struct ChargingPair {
  explicit ChargingPair(const node::MasterConfig& config = eager_master()) : bench{config} {
    for (const unsigned number : {1U, 2U}) {
      bench.add(sound_unit(number)).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
    }
    bench.run(90s);
  }
  [[nodiscard]] std::optional<Duration> in(unsigned unit) const {
    const auto at = bench.status(*bench.units[unit]).in_force_at;
    return at ? std::optional{*at - bench.bus.now()} : std::nullopt;
  }
  [[nodiscard]] std::optional<Duration> in() const {
    const auto at = bench.master.in_force_at(bench.bus.now());
    return at ? std::optional{*at - bench.bus.now()} : std::nullopt;
  }
  /// How long it takes until the unit lets no current flow.
  Duration until_off(unsigned unit) {
    const Time since = bench.bus.now();
    while (bench.units[unit]->in_force(bench.bus.now()) > 0_A) {
      REQUIRE(bench.bus.now() - since < 3min);
      bench.run(1s);
    }
    return bench.bus.now() - since;
  }
  MasterBus bench;
};

}  // namespace

TEST_CASE("in force: a change in the next heartbeats is told without seconds", "[node][report]") {
  ChargingPair pair;
  CHECK_FALSE(pair.in());
  pair.bench.master.set_limit(pair.bench.bus.now(), 20_A);
  CHECK_FALSE(pair.in());
  CHECK_FALSE(pair.in(0));
}

TEST_CASE("in force: a stop that ends in silence takes as long as it says, at most",
          "[node][report]") {
  ChargingPair pair;
  const bool is_for_all = GENERATE(true, false);
  const Time now = pair.bench.bus.now();
  if (is_for_all) {
    pair.bench.master.set_limit(now, 0_A);
  } else {
    pair.bench.master.stop(now, pair.bench.units[0]->id());
  }
  const auto said = is_for_all ? pair.in() : pair.in(0);
  REQUIRE(said);
  const Duration took = pair.until_off(0);
  CHECK(took <= *said);
  // Units stop 20 to 30 s after their last heartbeat; it is sure 10 s later.
  CHECK(took >= *said - 30s);
  pair.bench.run(*said - took + 1s);
  CHECK_FALSE(pair.in(0));
}

TEST_CASE(
    "in force: whatever stops it, a unit is told to have stopped in the seconds that were said",
    "[node][report]") {
  using node::StopBy;
  const StopBy how = GENERATE(StopBy::automatic, StopBy::zero, StopBy::silence, StopBy::contactor);
  const unsigned count = GENERATE(1U, 2U, 4U);
  const bool is_for_all = GENERATE(true, false);
  auto config = eager_master();
  config.stop_by = how;
  const unsigned seed = GENERATE(range(1U, 6U));
  MasterBus bench{config, seed};
  for (unsigned number = 1; number <= count; ++number) {
    auto unit = sound_unit(number);
    unit.slave.seed = 100 * seed + number;
    bench.add(unit).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  }
  bench.run(90s + seed * 130ms);
  const Time ordered = bench.bus.now();
  if (is_for_all) {
    bench.master.set_limit(ordered, 0_A);
  } else {
    bench.master.stop(ordered, bench.units[0]->id());
  }
  const auto said =
      is_for_all ? bench.master.in_force_at(ordered) : bench.status(*bench.units[0]).in_force_at;
  REQUIRE(said);
  bench.run(2min);
  INFO("by " << static_cast<int>(how) << ", " << count << " units, seed " << seed);
  const unsigned stopped = is_for_all ? count : 1;
  CHECK(bench.count<node::event::Stopped>() == stopped);
  for (const node::Event& event : bench.events) {
    if (!event.is<node::event::Stopped>()) continue;
    CHECK(event.at - ordered <= *said - ordered);
    CHECK(event.at - ordered >= *said - ordered - 20s);  // nobody is told to wait for nothing
  }
}

TEST_CASE("in force: while the line is down units stop by themselves, and no raise has a time",
          "[node][report]") {
  ChargingPair pair;
  auto& bench = pair.bench;
  auto& link = bench.bus.link(bench.master_port);
  link.hears = link.speaks = false;
  bench.master.link_down(bench.bus.now());
  CHECK_FALSE(pair.in());
  bench.run(10s);
  bench.master.stop(bench.bus.now(), bench.units[0]->id());
  const auto said = pair.in(0);
  REQUIRE(said);
  CHECK(*said <= 31s);
  CHECK(*said >= 29s);
  CHECK(pair.in() == said);
  CHECK(pair.until_off(0) <= *said);
  CHECK_FALSE(pair.in(1));
  bench.master.set_limit(bench.bus.now(), 20_A);
  CHECK(bench.master.totals(bench.bus.now()).reason == node::Reason::unreachable);
}

TEST_CASE("in force: a limit that is raised while the line is down has no time", "[node][report]") {
  auto config = eager_master();
  config.line = node::Line::network();
  ChargingPair pair{config};
  auto& bench = pair.bench;
  auto& link = bench.bus.link(bench.master_port);
  link.hears = link.speaks = false;
  bench.master.link_down(bench.bus.now());
  bench.master.set_limit(bench.bus.now(), 20_A);
  CHECK(pair.in());
  bench.run(15s);
  REQUIRE(pair.in());
  CHECK(pair.in() <= 27s);
  bench.master.set_limit(bench.bus.now(), 32_A);
  CHECK_FALSE(pair.in());
  bench.run(10s);
  CHECK_FALSE(pair.in());
}

TEST_CASE("in force: a command in an outage loses no unit", "[node][report]") {
  ChargingPair pair;
  auto& bench = pair.bench;
  auto& link = bench.bus.link(bench.master_port);
  link.hears = link.speaks = false;
  bench.master.link_down(bench.bus.now());
  for (int minute = 0; minute < 3; ++minute) {
    bench.run(1min);
    bench.master.set_limit(bench.bus.now(), 20_A);
    bench.master.renew(bench.bus.now());
  }
  CHECK(bench.count<node::event::Lost>() == 0);
  link.hears = link.speaks = true;
  bench.master.link_up(bench.bus.now());
  for (const auto& unit : bench.units) CHECK(bench.status(*unit).link == node::Link::linked);
  bench.run(60s);
  CHECK(bench.in_force() == 20_A);
}

TEST_CASE(
    "in force: where a unit ignores a limit, falls mute or overdraws, a later time is told and "
    "kept",
    "[node][report]") {
  enum class Vice : std::uint8_t { ignores, falls_mute, overdraws };
  const auto vice = GENERATE(Vice::ignores, Vice::falls_mute, Vice::overdraws);
  const bool is_network = GENERATE(false, true);
  auto config = eager_master();
  if (is_network) config.line = node::Line::network();
  MasterBus bench{config};
  auto bad = sound_unit(1);
  bad.misbehaviour.ignores_reductions = vice == Vice::ignores;
  bad.misbehaviour.only_mirrors = vice == Vice::overdraws;
  bench.add(bad).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.add(sound_unit(2)).plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(90s);
  if (vice == Vice::falls_mute) {
    auto& link = bench.bus.link(bench.ports[0]);
    link.hears = link.speaks = false;
  }
  bench.master.set_limit(bench.bus.now(), 14_A);
  std::optional<Time> said;
  int unsaid = 0;
  for (int second = 0; second < 180; ++second) {
    bench.run(1s);
    const Time now = bench.bus.now();
    const bool is_over = bench.master.exposure(now) > 14_A;
    const auto at = bench.master.in_force_at(now);
    INFO(second << " s, network " << is_network << ", vice " << static_cast<int>(vice));
    if (said) CHECK((!is_over || now < *said));
    if (at && !said && is_over) said = at;
    if (is_over && !at) ++unsaid;
  }
  REQUIRE(said);
  CHECK(unsaid <= 16);  // a car may fall for so long, or an answer may be lost
  CHECK(bench.master.exposure(bench.bus.now()) <= 14_A);
}

TEST_CASE("in force: nobody is told to wait so long for a unit that may never answer",
          "[node][report]") {
  MasterBus bench{eager_master()};
  auto deaf = sound_unit(1);
  deaf.misbehaviour.is_deaf = true;
  bench.add(deaf);
  const auto& waits = bench.add(sound_unit(2));
  int untimed = 0;
  std::optional<Time> said;
  for (int second = 0; second < 300; ++second) {
    bench.run(1s);
    if (!bench.master.unit(bench.bus.now(), waits.id())) continue;
    const auto status = bench.status(waits);
    if (status.amounts.reason == node::Reason::waiting && !status.in_force_at) ++untimed;
    if (status.amounts.granted > 0_A) said.reset();
    if (said) CHECK(bench.bus.now() <= *said);
    if (status.in_force_at && !said) said = status.in_force_at;
    if (!status.in_force_at) said.reset();
  }
  CHECK(untimed > 10);
  CHECK(bench.status(waits).link == node::Link::linked);
}

TEST_CASE("in force: a Protocol 1 unit stops with its next heartbeat", "[node][report]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit(1, Protocol::one));
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  bench.master.stop(bench.bus.now(), unit.id());
  CHECK_FALSE(bench.status(unit).in_force_at);
}

TEST_CASE("in force: the quiet time ends when it says", "[node][report]") {
  auto config = eager_master();
  config.bus_idle = false;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  unit.plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(10s);
  const auto said = bench.master.in_force_at(bench.bus.now());
  REQUIRE(said);
  CHECK(*said - Time{} >= 40s);
  CHECK(*said - Time{} <= 42s);  // with the next heartbeat
  CHECK(bench.status(unit).in_force_at == said);
  bench.run(*said - bench.bus.now());
  CHECK(bench.status(unit).amounts.granted == 32_A);
  CHECK_FALSE(bench.master.in_force_at(bench.bus.now()));
}

TEST_CASE("in force: with a hold come the stops after it", "[node][report]") {
  auto config = eager_master();
  config.hold = 2min;
  ChargingPair pair{config};
  auto& bench = pair.bench;
  bench.master.set_limit(bench.bus.now(), 7_A);
  const auto said = pair.in();
  REQUIRE(said);
  CHECK(bench.master.held_until() == bench.bus.now() + 2min);
  CHECK(*said > 2min + 50s);
  CHECK(*said < 2min + 60s);
  bench.run(30s);
  CHECK(pair.in() == *said - 30s);
  const auto held = bench.first<node::event::Held>();
  REQUIRE(held);
  const auto& payload = std::get<node::event::Held>(held->what);
  CHECK(payload.until - held->at == 2min);
  REQUIRE(payload.in_force_at);
  CHECK(*payload.in_force_at - held->at == *said);
  bench.run(3min);
  const auto stopped = bench.first<node::event::Stopped>();
  REQUIRE(stopped);
  CHECK(stopped->at <= *payload.in_force_at);
}

TEST_CASE("in force: a unit that was silenced for lack of room waits 60 s", "[node][report]") {
  ChargingPair pair;
  pair.bench.master.set_limit(pair.bench.bus.now(), 8_A);
  pair.bench.run(30s);
  const unsigned silenced =
      pair.bench.status(*pair.bench.units[0]).link == node::Link::silenced ? 0 : 1;
  REQUIRE(pair.bench.status(*pair.bench.units[silenced]).link == node::Link::silenced);
  const Centiamps room = GENERATE(32_A, 12_A);  // 12 A are two minima
  pair.bench.master.set_limit(pair.bench.bus.now(), room);
  const auto said = pair.in(silenced);
  REQUIRE(said);
  CHECK(*said <= 75s);
  CHECK(*said >= 20s);
  pair.bench.run(*said);
  CHECK(pair.bench.status(*pair.bench.units[silenced]).amounts.granted >= 6_A);
}

TEST_CASE("in force: a unit that has less than is wanted for it has it by then, or by what is next",
          "[node][report]") {
  struct Promise {
    Time at;
    Centiamps requested;
  };
  ChargingPair pair;
  auto& bench = pair.bench;
  const auto& other = *bench.units[1];
  std::vector<Promise> promises;
  const auto run = [&](int seconds) {
    for (int tenth = 0; tenth < 10 * seconds; ++tenth) {
      bench.run(100ms);
      const auto status = bench.status(other);
      const node::Amounts& amounts = status.amounts;
      if (amounts.granted < amounts.requested && status.in_force_at) {
        promises.push_back({.at = *status.in_force_at, .requested = amounts.requested});
      }
      for (const Promise& promise : promises) {
        if (bench.bus.now() < promise.at || amounts.requested < promise.requested) continue;
        CHECK(amounts.granted >= promise.requested);
      }
      std::erase_if(promises, [&](const Promise& one) { return one.at <= bench.bus.now(); });
    }
  };
  bench.master.stop(bench.bus.now(), bench.units[0]->id());
  run(70);
  CHECK(bench.status(other).amounts.granted == 32_A);
  bench.master.start(bench.bus.now(), bench.units[0]->id());
  run(60);
  bench.master.set_limit(bench.bus.now(), 12_A);
  run(20);
  bench.master.set_limit(bench.bus.now(), 32_A);
  run(30);
  CHECK(bench.status(other).amounts.granted == 16_A);
}

TEST_CASE("in force: a unit that was stopped and is started has its first limit by then",
          "[node][report]") {
  ChargingPair pair;
  auto& bench = pair.bench;
  bench.master.stop(bench.bus.now(), bench.units[0]->id());
  bench.run(GENERATE(60s, 3min));
  bench.master.start(bench.bus.now(), bench.units[0]->id());
  const auto said = pair.in(0);
  REQUIRE(said);
  CHECK(*said <= 45s);
  bench.run(*said);
  CHECK(bench.status(*bench.units[0]).amounts.granted > 0_A);
}

}  // namespace twc::test
