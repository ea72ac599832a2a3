// SPDX-License-Identifier: MIT
/// Faults that an earlier master had with units that obey late, wrongly or not at all.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"
#include "support/service_rig.hpp"

namespace twc::test {
namespace {

using node::Reason;

/// One unit that misbehaves, whose car charges.
struct Odd {
  explicit Odd(const sim::UnitConfig& config, const node::MasterConfig& master_config)
      : master{bench.add_master(master_config)}, unit{bench.add(config)} {
    unit.plug(bench.bus.now(), sim::Car{car_for(32_A)});
    settle();
  }
  void settle() {
    bench.run(settling);
    bench.count_anew();
  }
  [[nodiscard]] Time now() const { return bench.bus.now(); }
  MeasuredBus bench;
  node::Master& master;
  sim::Unit& unit;
};

TEST_CASE("fault: a start counts while a unit has not obeyed a stop yet", "[node][fault]") {
  const Duration later = GENERATE(4s, 8s, 9s, 12s);
  sim::UnitConfig config = sound_unit(1);
  config.slave.protocol = Protocol::one;
  config.misbehaviour.ignores_reductions = true;
  Odd on{config, master_for(32_A)};
  on.master.stop(on.now(), on.unit.id());
  on.bench.run(later);
  CHECK(on.master.start(on.now(), on.unit.id()));
  on.bench.run(5min);
  CAPTURE(later.count());
  CHECK(on.bench.stops() == 0);
  CHECK(on.unit.drawn(on.now()) > 30_A);
}

TEST_CASE("fault: a disobedient unit is not tried again with its minimum while the limit is 0",
          "[node][fault]") {
  sim::UnitConfig config = sound_unit(1);
  config.misbehaviour.ignores_reductions = true;
  Odd on{config, master_for(32_A)};
  const Time lowered = on.now();
  on.master.set_limit(lowered, 0_A);
  on.bench.run(15s);
  CHECK(on.bench.has_told(Reason::disobeyed));
  on.bench.bus.link(on.bench.ports[0]).speaks = false;  // it gives no sign, and may draw 32 A
  const Time silenced = on.now();
  on.bench.run(30min);
  for (const node::Event& event : on.bench.events) {
    if (event.at > silenced) CHECK(event.amounts.granted == 0_A);
  }
}

TEST_CASE("fault: a unit that echoes less and draws on is stopped, and events say so",
          "[node][fault]") {
  sim::UnitConfig config = sound_unit(1);
  config.misbehaviour.only_mirrors = true;
  Odd on{config, master_for(38_A)};  // room for both, until the total is lowered
  sim::Unit& neighbour = on.bench.add(sound_unit(2));
  on.bench.run(10s);
  const Time lowered = on.now();
  neighbour.plug(lowered, sim::Car{car_for(32_A)});
  on.master.set_limit(lowered, 12_A);
  on.bench.run(3min);
  CHECK(on.bench.has_told<node::event::Overdrawn>());
  CHECK(on.bench.has_told(Reason::overdraw));
  for (const node::Event& event : on.bench.events) {
    if (event.is<node::event::Overdrawn>()) CHECK(event.at - lowered >= 24s);  // it might fall
    if (event.amounts.reason == Reason::overdraw) CHECK(event.unit == on.unit.id());
  }
  CHECK(on.bench.counts(1).stops == 0);
  CHECK(on.unit.in_force(on.now()) == 0_A);
  CHECK(neighbour.in_force(on.now()) == 12_A);
}

TEST_CASE("fault: no excess is permitted where a unit echoes at once and obeys up to 2.9 s later",
          "[node][fault]") {
  const auto seed = GENERATE(range(1U, 11U));
  sim::UnitConfig config = sound_unit(1);
  config.slave.seed = 100 + seed;
  config.misbehaviour.latest = 2900ms;
  config.misbehaviour.echoes_at_once = true;
  MeasuredBus bench{seed};
  bench.cap = 32_A;
  bench.add_master(master_for(32_A));
  // The first car draws so little of its 32 A that it fits any share.
  bench.add(config).plug(bench.bus.now(), sim::Car{car_for(14_A)});
  sim::Unit& second = bench.add(sound_unit(2));
  bench.run(settling);
  REQUIRE(bench.in_force() == 32_A);
  second.plug(bench.bus.now(), sim::Car{car_for(32_A)});
  bench.run(settling);
  CAPTURE(seed);
  CHECK(bench.over() == 0s);
  CHECK(second.in_force(bench.bus.now()) >= 16_A);
}

TEST_CASE("fault: current counts that a contactor lets flow which closes by itself",
          "[node][fault]") {
  auto config = master_for(12_A);
  config.stop_by = node::StopBy::contactor;
  MeasuredBus bench;
  bench.cap = 12_A;
  node::Master& master = bench.add_master(config);
  for (const unsigned number : {1U, 2U}) {
    sim::UnitConfig unit = sound_unit(number);
    unit.slave.recloses_after = 12s;
    bench.add(unit).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  }
  bench.run(settling);
  REQUIRE(bench.in_force() == 12_A);
  master.stop(bench.bus.now(), bench.units[0]->id());
  bench.run(5min);
  CHECK(bench.over() == 0s);
}

TEST_CASE("fault: a unit that announces itself and hears nothing costs the others 1 A at most",
          "[node][fault]") {
  MeasuredBus bench;
  bench.add_master(master_for(20_A));
  add_cars(bench, 2, car_for(32_A));
  sim::UnitConfig config = sound_unit(3);
  config.misbehaviour.is_deaf = true;
  bench.add(config);
  bench.run(2min);
  CHECK(bench.has_told<node::event::Deaf>());
  bench.count_anew();
  bench.run(25min);
  CHECK(bench.mean_amps_let() >= 19);
  CHECK(bench.stops() == 0);
}

TEST_CASE("fault: after a damaged first announcement a unit of 32 A is offered no more than that",
          "[node][fault]") {
  auto config = eager_master();
  config.max_current = 64_A;
  MasterBus bench{config};
  auto unit_config = sound_unit();
  unit_config.misbehaviour.first_rating = 52_A;
  auto& unit = bench.add(unit_config);
  unit.plug(bench.bus.now(), sim::Car{car_for(64_A)});
  bench.run(settling);
  INFO(bench.trace());
  for (const auto& [when, beat] : sent<msg::MasterHeartbeat>(bench)) CHECK(beat.limit <= 32_A);
  CHECK(unit.in_force(bench.bus.now()) == 32_A);
}

TEST_CASE(
    "master: a limit is reached with a reserve where answers stop in the middle of a lowering",
    "[node][fault]") {
  const auto seed = GENERATE(range(1U, 21U));
  const bool hears = GENERATE(false, true);
  MeasuredBus bench{seed};
  node::Master& master = bench.add_master(master_for(32_A));
  bench.bus.faults().damage = 0.05;
  add_cars(bench, 2, car_for(32_A));
  bench.run(settling + 37ms * seed);
  const Time lowered = bench.bus.now();
  master.set_limit(lowered, 12_A);
  bench.run(seed * 100ms);
  bench.bus.link(bench.ports[0]).speaks = false;
  bench.bus.link(bench.ports[0]).hears = hears;
  const auto kept = bench.run_until([&] { return bench.in_force() <= 12_A; }, 90s);
  CAPTURE(seed, hears);
  REQUIRE(kept);
  CHECK(bench.bus.now() - lowered <= 49s);  // R3: 10 s, stop-after and margin, and a reserve
}

/// Two units without a car that share 34 A. The first one is unheard for some seconds, for which
/// the other one has to make room.
struct LoweredOffer {
  LoweredOffer() {
    bench.add_master(master_for(34_A));
    for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
    bench.run(15min);
    REQUIRE(granted() == 17_A);
    miss();
    REQUIRE(granted() < 17_A);
  }
  void miss() {
    bench.units.front()->be_silent_until(now() + 5s);
    bench.run(30s);
  }
  [[nodiscard]] Time now() const { return bench.bus.now(); }
  [[nodiscard]] node::Master& master() { return *bench.masters.front(); }
  [[nodiscard]] TwcId id() const { return bench.units.back()->id(); }
  [[nodiscard]] Centiamps granted() { return master().unit(now(), id())->amounts.granted; }
  MeasuredBus bench;
};

TEST_CASE("fault: an offer without a car does not move when another unit is unheard for seconds",
          "[node][fault]") {
  LoweredOffer on;
  on.bench.count_anew();
  for (int times = 0; times < 12; ++times) {
    on.miss();
    on.bench.run(270s);
  }
  CHECK(on.bench.counts(1).worst_hour <= 6);
  CHECK(on.granted() >= 6_A);
}

TEST_CASE("fault: a lowered offer without a car rises again", "[node][fault]") {
  LoweredOffer on;
  const auto reason = on.master().unit(on.now(), on.id())->amounts.reason;
  CHECK(reason == node::Reason::waiting);
  SECTION("after half an hour") {
    on.bench.run(28min);
    CHECK(on.granted() < 17_A);
    on.bench.run(2min);
    CHECK(on.granted() == 17_A);
  }
  SECTION("when the user changes the total") {
    on.master().set_limit(on.now(), 33_A);
    on.bench.run(5s);
    CHECK(on.granted() == 16_A);
  }
  SECTION("when the user lets another unit have less") {
    on.master().set_ceiling(on.now(), on.bench.units.front()->id(), 10_A);
    on.bench.run(5s);
    CHECK(on.granted() == 24_A);
  }
  SECTION("when the user stops another unit") {
    on.master().stop(on.now(), on.bench.units.front()->id());
    on.bench.run(2min);
    CHECK(on.granted() >= 32_A);
  }
  SECTION("when its car asks") {
    on.bench.units.back()->plug(on.now(), sim::Car{car_for(32_A)});
    on.bench.run(20s);
    CHECK(on.granted() > 17_A);
  }
}

}  // namespace
}  // namespace twc::test
