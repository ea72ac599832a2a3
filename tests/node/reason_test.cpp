// SPDX-License-Identifier: MIT
/// Why a unit has no more than it has: each reason is told where it is the real cause.

#include <fstream>
#include <optional>
#include <set>
#include <string>

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/master_bench.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;
using node::Reason;

sim::Car hungry() {
  return sim::Car{{.wants = 32_A}};
}

/// All reasons that a unit is given from now on, and those of its events.
std::set<Reason> reasons_during(MasterBus& bench, const sim::Unit& unit, Duration time) {
  std::set<Reason> reasons;
  const std::size_t told = bench.events.size();
  for (Duration passed{}; passed < time; passed += 1s) {
    bench.run(1s);
    const auto status = bench.master.unit(bench.bus.now(), unit.id());
    if (status) reasons.insert(status->amounts.reason);
  }
  for (std::size_t at = told; at < bench.events.size(); ++at) {
    const node::Event& event = bench.events[at];
    if (event.unit == unit.id()) reasons.insert(event.amounts.reason);
  }
  return reasons;
}

using Reasons = std::set<Reason>;

}  // namespace

TEST_CASE("reason: a lone unit with all that there is lacks nothing", "[node][reason]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit());
  const Reasons first{Reason::none, Reason::linking, Reason::next_heartbeat};
  CHECK(reasons_during(bench, unit, 20s) == first);
  unit.plug(bench.bus.now(), hungry());
  CHECK(reasons_during(bench, unit, 60s) == Reasons{Reason::none});
  bench.master.set_limit(bench.bus.now(), 10_A);
  CHECK(reasons_during(bench, unit, 60s) == Reasons{Reason::none});
  bench.master.set_limit(bench.bus.now(), 32_A);
  for (const Reason one : reasons_during(bench, unit, 60s)) {
    CHECK((one == Reason::none || one == Reason::next_heartbeat));
  }
  CHECK(bench.status(unit).amounts.granted == 32_A);
}

TEST_CASE("reason: less than is wanted always has one, in each event and status",
          "[node][reason]") {
  const unsigned seed = GENERATE(range(1U, 8U));
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true};
  config.bus_idle = seed % 2 == 0;
  config.idle_offer = seed % 3 == 0;
  MasterBus bench{config, seed};
  for (unsigned number = 1; number <= 3; ++number) {
    auto unit = sound_unit(number, number == 3 ? Protocol::one : Protocol::two);
    unit.slave.seed = 10 * seed + number;
    bench.add(unit);
  }
  std::size_t fewer = 0;
  const auto look = [&](const node::Amounts& amounts, std::string_view where) {
    if (amounts.granted >= amounts.requested) return;
    ++fewer;
    INFO("seed " << seed << ", " << where << ": requested " << amounts.requested.value()
                 << ", granted " << amounts.granted.value());
    CHECK(amounts.reason != Reason::none);
  };
  const auto run = [&](Duration time) {
    for (const Time until = bench.bus.now() + time; bench.bus.now() < until;) {
      bench.run(100ms);
      look(bench.master.totals(bench.bus.now()), "status");
      for (const auto& unit : bench.units) {
        const auto status = bench.master.unit(bench.bus.now(), unit->id());
        if (status) look(status->amounts, "units");
      }
    }
  };
  run(20s);
  for (const auto& unit : bench.units) {
    unit->plug(bench.bus.now(), hungry());
    run(15s);
  }
  for (const Centiamps limit :
       {16_A, Centiamps{1250}, 40_A, 7_A, Centiamps{599}, 32_A, 0_A, 32_A}) {
    bench.master.set_limit(bench.bus.now(), limit);
    run(50s);
  }
  bench.master.link_down(bench.bus.now());
  bench.master.set_limit(bench.bus.now(), 40_A);
  run(5s);
  bench.master.link_up(bench.bus.now());
  run(20s);
  for (const node::Event& event : bench.events) look(event.amounts, event.name());
  CHECK(fewer > 50);
}

TEST_CASE("reason: a unit that is taken over with the limit that it should have lacks nothing",
          "[node][reason]") {
  const bool is_quiet = GENERATE(false, true);
  auto config = eager_master();
  config.bus_idle = !is_quiet;
  MasterBench spoken{config};
  for (int second = 0; second < 60; ++second) {
    spoken.answer(ChargeState::charging, 32_A, 31_A);
    CHECK(spoken.status().amounts.granted == 32_A);
    CHECK(spoken.status().amounts.reason == Reason::none);
  }
}

TEST_CASE("reason: neither does the unit of a capture that once was told `rating`",
          "[node][reason]") {
  // tests/captures/field/README.md: granted 0.00 A, reason rating, while it had its 32 A
  auto config = eager_master();
  config.id = TwcId{0x2C80};
  config.bus_idle = false;
  config.listen_first = 3s;
  std::ifstream capture{TWC_CAPTURES "/field/taken-over-with-its-limit.twclog"};
  std::optional<node::Master> master;
  int answers = 0;
  for (std::string line; std::getline(capture, line);) {
    if (line.front() != '(' || line.find(" T FBE02C8020190907D0") != std::string::npos) continue;
    const Time now = Time{} + std::chrono::microseconds{std::stoll(line.substr(8, 3)) * 1'000'000 +
                                                        std::stoll(line.substr(12, 6))};
    if (!master) master.emplace(config, now - 3s);
    (void)master->poll(now);
    const auto received = line.find(" R ");
    if (received == std::string::npos) continue;
    const std::string body = line.substr(received + 3, line.rfind(' ') - received - 3);
    master->hear(now, as_frame(from_hex(body)));
    const auto unit = master->unit(now, TwcId{0x2019});
    REQUIRE(unit);
    if (!unit->said || unit->said->limit != 32_A) continue;
    ++answers;
    CHECK(unit->amounts.granted == 32_A);
    CHECK(unit->amounts.reason == Reason::none);
  }
  CHECK(answers >= 20);
}

TEST_CASE("reason: rating, unit_max: the unit takes no more", "[node][reason]") {
  auto config = eager_master();
  config.max_current = 60_A;
  MasterBench spoken{config};
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  CHECK(spoken.status().amounts.reason == Reason::rating);
  spoken.master.set_ceiling(spoken.now, MasterBench::id, 16_A);
  CHECK(spoken.status().amounts.reason == Reason::unit_max);
}

TEST_CASE(
    "reason: max_current, whole_amps, stale, stopped: why the total is not what was asked for",
    "[node][reason]") {
  auto config = eager_master();
  config.stale_after = 60s;
  config.fallback = 6_A;
  node::Master master{config, Time{}};
  const auto reason_of = [&](Centiamps limit) {
    master.set_limit(Time{}, limit);
    return master.totals(Time{}).reason;
  };
  CHECK(reason_of(32_A) == Reason::none);
  CHECK(reason_of(40_A) == Reason::max_current);
  CHECK(master.totals(Time{}).requested == 40_A);
  CHECK(master.totals(Time{}).granted == 32_A);
  CHECK(reason_of(Centiamps{1250}) == Reason::whole_amps);
  CHECK(master.totals(Time{}).granted == 12_A);
  (void)master.poll(Time{} + 61s);
  CHECK(master.totals(Time{} + 61s).reason == Reason::stale);
  master.stop(Time{} + 61s, std::nullopt);
  CHECK(master.totals(Time{} + 61s).reason == Reason::stopped);
}

TEST_CASE("reason: minimum: the total is less than any unit takes", "[node][reason]") {
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  for (const Centiamps limit : {Centiamps{599}, 5_A, Centiamps{50}}) {
    spoken.master.set_limit(spoken.now, limit);
    CHECK(spoken.master.totals(spoken.now).requested == limit);
    CHECK(spoken.master.totals(spoken.now).granted == 0_A);
    CHECK(spoken.master.totals(spoken.now).reason == Reason::minimum);
    CHECK(spoken.status().amounts.reason == Reason::minimum);
  }
  spoken.master.set_limit(spoken.now, 32_A);
  spoken.master.set_ceiling(spoken.now, MasterBench::id, 5_A);
  CHECK(spoken.status().amounts.reason == Reason::minimum);
}

TEST_CASE("reason: held: also a limit below one minimum is held", "[node][reason]") {
  auto config = eager_master();
  config.hold = 2min;
  MasterBench spoken{config};
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  spoken.master.set_limit(spoken.now, Centiamps{550});
  CHECK(spoken.master.totals(spoken.now).reason == Reason::held);
  CHECK(spoken.status().amounts.reason == Reason::held);
}

TEST_CASE("reason: whole_amps, stale, stopped: a lone unit has what the total is",
          "[node][reason]") {
  auto config = eager_master();
  config.stale_after = 60s;
  config.fallback = 6_A;
  MasterBench spoken{config};
  const auto after_seconds = [&](int seconds, Centiamps limit) {
    for (int second = 0; second < seconds; ++second) {
      spoken.answer(ChargeState::charging, limit, limit);
    }
    return spoken.status().amounts.reason;
  };
  spoken.master.set_limit(spoken.now, Centiamps{1250});
  CHECK(after_seconds(20, 12_A) == Reason::whole_amps);
  CHECK(after_seconds(60, 6_A) == Reason::stale);
  spoken.master.set_limit(spoken.now, 0_A);
  CHECK(spoken.status().amounts.reason == Reason::stopped);
  spoken.master.set_limit(spoken.now, 16_A);
  spoken.master.stop(spoken.now, MasterBench::id);
  CHECK(spoken.status().amounts.reason == Reason::stopped);
  spoken.master.start(spoken.now, MasterBench::id);
  spoken.master.set_ceiling(spoken.now, MasterBench::id, 0_A);
  CHECK(spoken.status().amounts.reason == Reason::stopped);
}

TEST_CASE("reason: shared, waiting: others have their part, or have to fall first",
          "[node][reason]") {
  MasterBus bench{eager_master()};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  first.plug(bench.bus.now(), hungry());
  bench.run(60s);
  second.plug(bench.bus.now(), hungry());
  CHECK(reasons_during(bench, second, 30s).contains(Reason::waiting));
  CHECK(bench.status(first).amounts.reason == Reason::shared);
  CHECK(bench.status(second).amounts.reason == Reason::shared);
}

TEST_CASE("reason: unused: the car leaves what it has to others", "[node][reason]") {
  MasterBus bench{eager_master()};
  auto& modest = bench.add(sound_unit(1));
  auto& other = bench.add(sound_unit(2));
  modest.plug(bench.bus.now(), sim::Car{{.wants = 7_A}});
  other.plug(bench.bus.now(), hungry());
  bench.run(3min);
  CHECK(bench.status(modest).amounts.reason == Reason::unused);
  CHECK(bench.status(other).amounts.reason == Reason::shared);
}

TEST_CASE("reason: minimum: too little is left for one", "[node][reason]") {
  MasterBus bench{eager_master()};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  first.plug(bench.bus.now(), hungry());
  second.plug(bench.bus.now(), hungry());
  bench.run(60s);
  bench.master.set_limit(bench.bus.now(), 8_A);
  bench.run(120s);
  const auto one = bench.status(first);
  const auto two = bench.status(second);
  const auto& stopped = one.amounts.requested == 0_A ? one : two;
  CHECK(stopped.amounts.requested == 0_A);
  CHECK(stopped.amounts.reason == Reason::minimum);
  CHECK((&stopped == &one ? two : one).amounts.requested == 8_A);
}

TEST_CASE("reason: quiet_time: nobody knows yet what is charging", "[node][reason]") {
  auto config = eager_master();
  config.bus_idle = false;
  MasterBus bench{config};
  auto& unit = bench.add(sound_unit());
  unit.plug(bench.bus.now(), hungry());
  bench.run(10s);
  CHECK(bench.status(unit).amounts.reason == Reason::quiet_time);
  CHECK(bench.master.totals(bench.bus.now()).reason == Reason::quiet_time);
  bench.run(60s);
  CHECK(bench.status(unit).amounts.reason == Reason::none);
}

TEST_CASE("reason: held: the minima are kept for a while", "[node][reason]") {
  auto config = eager_master();
  config.hold = 2min;
  MasterBus bench{config};
  auto& first = bench.add(sound_unit(1));
  auto& second = bench.add(sound_unit(2));
  first.plug(bench.bus.now(), hungry());
  second.plug(bench.bus.now(), hungry());
  bench.run(90s);
  bench.master.set_limit(bench.bus.now(), 7_A);
  bench.run(30s);
  CHECK(bench.status(first).amounts.reason == Reason::held);
  CHECK(bench.master.totals(bench.bus.now()).reason == Reason::held);
  bench.run(3min);
  CHECK(bench.master.totals(bench.bus.now()).reason == Reason::none);
}

TEST_CASE("reason: disobeyed: it does not follow", "[node][reason]") {
  MasterBus bench{eager_master()};
  auto config = sound_unit();
  config.misbehaviour.ignores_reductions = true;
  auto& unit = bench.add(config);
  unit.plug(bench.bus.now(), hungry());
  bench.run(60s);
  bench.master.set_limit(bench.bus.now(), 10_A);
  bench.run(20s);
  CHECK(bench.status(unit).amounts.reason == Reason::disobeyed);
}

TEST_CASE("reason: overdraw: it draws more than its limit", "[node][reason]") {
  auto config = eager_master();
  MasterBench spoken{config};
  for (int second = 0; second < 10; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  spoken.master.set_limit(spoken.now, 16_A);
  for (int second = 0; second < 120; ++second) spoken.answer(ChargeState::charging, 16_A, 30_A);
  CHECK(spoken.status().amounts.reason == Reason::overdraw);
}

TEST_CASE("reason: deaf, lost: it does not hear us, or does not answer", "[node][reason]") {
  MasterBus bench{eager_master()};
  auto config = sound_unit(1);
  config.misbehaviour.is_deaf = true;
  auto& deaf = bench.add(config);
  auto& lost = bench.add(sound_unit(2));
  bench.run(30s);
  bench.bus.link(bench.ports[1]).hears = false;
  bench.bus.link(bench.ports[1]).speaks = false;
  bench.run(5min);
  CHECK(bench.status(deaf).amounts.reason == Reason::deaf);
  CHECK(bench.status(lost).amounts.reason == Reason::lost);
}

TEST_CASE("reason: unreachable: no limit reaches a unit while the line is down", "[node][reason]") {
  MasterBus bench{eager_master()};
  auto& unit = bench.add(sound_unit(1));
  bench.add(sound_unit(2)).plug(bench.bus.now(), hungry());
  unit.plug(bench.bus.now(), hungry());
  bench.run(60s);
  REQUIRE(bench.status(unit).amounts.reason == Reason::shared);
  auto& link = bench.bus.link(bench.master_port);
  link.hears = link.speaks = false;
  bench.master.link_down(bench.bus.now());
  CHECK(bench.status(unit).amounts.reason == Reason::unreachable);
  bench.run(60s);
  CHECK(bench.status(unit).amounts.reason == Reason::unreachable);
  CHECK(reasons_during(bench, unit, 10s) == Reasons{Reason::unreachable});
  bench.master.stop(bench.bus.now(), unit.id());
  CHECK(bench.status(unit).amounts.reason == Reason::stopped);
}

TEST_CASE("reason: elsewhere: it answers another master", "[node][reason]") {
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::ready, 0_A, 0_A);
  for (int second = 0; second < 3; ++second) {
    spoken.stay_silent();
    spoken.hear(msg::encode(msg::SlaveHeartbeat{.from = MasterBench::id, .to = TwcId{0x7777}},
                            Protocol::two));
  }
  CHECK(spoken.status().amounts.reason == Reason::elsewhere);
}

TEST_CASE("reason: id_conflict: two units have one id", "[node][reason]") {
  auto config = eager_master();
  config.listen_first = 3s;
  MasterBus bench{config};
  auto& first = bench.add(sound_unit(1));
  auto other = sound_unit(1);
  other.slave.sign = Sign{0x99};
  other.slave.powered_on = Time{} + 250ms;
  bench.add(other);
  bench.run(20s);
  CHECK(bench.status(first).amounts.reason == Reason::id_conflict);
}

}  // namespace twc::test
