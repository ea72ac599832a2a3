// SPDX-License-Identifier: MIT
/// Faults that an earlier master had with cars: stopped without need, or not at all.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {
namespace {

using node::Reason;

/// Cars that have charged for a minute.
struct Charging {
  Charging(const node::MasterConfig& config, unsigned cars, const sim::CarConfig& car) {
    bench.add_master(config);
    add_cars(bench, cars, car);
    settle();
  }
  void settle() {
    bench.run(settling);
    bench.count_anew();
  }
  [[nodiscard]] node::Master& master() { return *bench.masters.front(); }
  [[nodiscard]] Time now() const { return bench.bus.now(); }
  MeasuredBus bench;
};

TEST_CASE("fault: a car that falls at 8 A/s is not silenced for overdraw", "[node][fault]") {
  sim::CarConfig car = car_for(32_A);
  car.fall_per_second = 8_A;
  Charging on{master_for(32_A), 1, car};
  on.master().set_limit(on.now(), 16_A);
  on.bench.run(2min);
  CHECK(on.bench.stops() == 0);
  CHECK_FALSE(on.bench.has_told<node::event::Overdrawn>());
  CHECK(on.bench.amps_drawn() > 15);
}

TEST_CASE("fault: with room for two of three cars these two charge without a pause",
          "[node][fault]") {
  Charging on{master_for(48_A), 3, car_for(16_A)};
  on.master().set_limit(on.now(), 17_A);
  double least = 48;
  for (int second = 0; second < 600; ++second) {
    on.bench.run(1s);
    least = std::min(least, on.bench.amps_drawn());
  }
  CHECK(on.bench.stops() == 1);
  CHECK(least > 11);
}

TEST_CASE("fault: a total of zero lowers cars to 6 A within 1.5 s, and stops them within 45 s",
          "[node][fault]") {
  enum class By : std::uint8_t { limit_0, limit_599, ceilings, fallback };
  const auto by = GENERATE(By::limit_0, By::limit_599, By::ceilings, By::fallback);
  auto config = master_for(64_A);
  if (by == By::fallback) config.stale_after = settling + 20s;
  Charging on{config, 2, car_for(32_A)};
  REQUIRE(on.bench.in_force() == 64_A);
  Time since = on.now();
  if (by == By::limit_0) on.master().set_limit(since, 0_A);
  if (by == By::limit_599) on.master().set_limit(since, Centiamps{599});
  if (by == By::ceilings) {
    for (const auto& unit : on.bench.units) on.master().set_ceiling(since, unit->id(), 0_A);
  }
  if (by == By::fallback) since = Time{} + settling + 20s;
  CAPTURE(static_cast<int>(by));
  REQUIRE(on.bench.run_until([&] { return on.bench.in_force() <= 12_A; }, 60s));
  CHECK(on.now() - since <= 1500ms);
  REQUIRE(on.bench.run_until([&] { return on.bench.in_force() == 0_A; }, 60s));
  CHECK(on.now() - since <= 45s);
}

TEST_CASE("fault: turns of 15 minutes last as long as that", "[node][fault]") {
  const RotateFigures turns = rotate();
  CHECK(turns.most_starts <= 9);
  CHECK(turns.percent_used >= 92);
}

TEST_CASE("fault: a Protocol 1 car that was stopped by zero is served again", "[node][fault]") {
  MeasuredBus bench;
  node::Master& master = bench.add_master(master_for(32_A));
  sim::UnitConfig old_unit = sound_unit(2);
  old_unit.slave.protocol = Protocol::one;
  bench.add(sound_unit(1)).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  bench.run(settling);
  sim::Unit& stopped = bench.add(old_unit);
  stopped.plug(bench.bus.now(), sim::Car{car_for(32_A)});
  bench.run(settling);
  REQUIRE(stopped.drawn(bench.bus.now()) > 14_A);
  SECTION("for lack of room") {
    master.set_limit(bench.bus.now(), 8_A);
    bench.run(2min);
    REQUIRE(stopped.in_force(bench.bus.now()) == 0_A);
    master.set_limit(bench.bus.now(), 32_A);
  }
  SECTION("by the user") {
    master.stop(bench.bus.now(), stopped.id());
    bench.run(2min);
    REQUIRE(stopped.in_force(bench.bus.now()) == 0_A);
    master.start(bench.bus.now(), stopped.id());
  }
  bench.run(20s);
  CHECK(stopped.in_force(bench.bus.now()) == 16_A);
}

TEST_CASE("fault: a full car that pulses changes no limit more than six times an hour",
          "[node][fault]") {
  MeasuredBus bench;
  bench.add_master(master_for(32_A));
  add_cars(bench, 2, car_for(32_A));
  sim::CarConfig full = car_for(32_A);
  full.ampere_hours = 1;
  full.pulses = sim::Pulses{.length = 3s, .every = 10s};
  bench.units.front()->plug(bench.bus.now(), sim::Car{full});
  bench.run(15min);
  bench.count_anew();
  bench.run(2h);
  for (const std::size_t unit : {0U, 1U}) CHECK(bench.counts(unit).worst_hour <= 6);
}

TEST_CASE("fault: a unit that clamps 5 A to 6 A is not offered 5 A for ever", "[node][fault]") {
  MeasuredBus bench;
  auto config = master_for(10_A);
  config.least = 5_A;
  bench.add_master(config);
  for (const unsigned number : {1U, 2U}) {
    sim::UnitConfig unit = sound_unit(number);
    unit.misbehaviour.least = 6_A;
    bench.add(unit).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  }
  bench.run(15min);
  bench.count_anew();
  bench.run(2h);
  for (const std::size_t unit : {0U, 1U}) CHECK(bench.counts(unit).worst_hour <= 6);
  CHECK(bench.in_force() == 10_A);
}

TEST_CASE("fault: a unit that takes 7 A at least is not offered 6 A every minute",
          "[node][fault]") {
  MeasuredBus bench;
  bench.add_master(master_for(32_A));
  sim::UnitConfig unit = sound_unit(1, Protocol::one);
  unit.misbehaviour.least = 7_A;
  // While it rests, such a car looks as if it had left.
  sim::CarConfig full = car_for(32_A);
  full.ampere_hours = 1;
  full.pulses = sim::Pulses{.current = 6_A};
  bench.add(unit).plug(bench.bus.now(), sim::Car{full});
  bench.run(15min);
  bench.masters.front()->set_limit(bench.bus.now(), 6_A);
  bench.run(3min);
  REQUIRE(bench.masters.front()->unit(bench.bus.now(), bench.units.front()->id())->bounds.least ==
          7_A);
  bench.count_anew();
  bench.run(1h);
  CHECK(bench.counts(0).worst_hour <= 6);
}

TEST_CASE("fault: the share of a trial comes in one change, however slowly others make room",
          "[node][fault]") {
  MeasuredBus bench;
  bench.add_master(master_for(43_A));
  sim::CarConfig slow = car_for(32_A);
  slow.reacts_after = 4s;
  slow.fall_per_second = 4_A;
  bench.add(sound_unit(1)).plug(bench.bus.now(), sim::Car{car_for(6_A)});
  bench.add(sound_unit(2)).plug(bench.bus.now(), sim::Car{slow});
  bench.run(15min);
  bench.count_anew();
  bench.run(2h);
  CHECK(bench.counts(0).worst_hour > 0);
  CHECK(bench.counts(0).worst_hour <= 4);  // two trials: up and down again
}

TEST_CASE("fault: current that one car leaves unused reaches another car", "[node][fault]") {
  const UnusedFigures unused = unused_share();
  CHECK(unused.amps_after_90_s >= 29);
  REQUIRE(unused.back);
  CHECK(*unused.back <= 14s);
}

}  // namespace
}  // namespace twc::test
