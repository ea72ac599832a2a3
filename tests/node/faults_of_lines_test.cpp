// SPDX-License-Identifier: MIT
/// Faults that an earlier master had with lines that were cut, lossy, or somebody else's before.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {
namespace {

using node::Reason;

enum class Cut : std::uint8_t { cable, power };

/// The first of two cars is cut off for `time`, from a moment before the limit falls to 16 A.
struct CutOff {
  CutOff(Cut what, Duration time, Duration before) : master{bench.add_master(master_for(64_A))} {
    add_cars(bench, 2, car_for(32_A));
    bench.run(settling);
    bench.count_anew();
    const Time end = bench.bus.now() + time;
    if (what == Cut::power) bench.units[0]->lose_power(bench.bus.now(), end);
    set_cable(what == Cut::power);
    bench.run(before);
    master.set_limit(bench.bus.now(), 32_A);
    bench.run(end - bench.bus.now());
    set_cable(true);
  }
  void set_cable(bool is_whole) {
    bench.bus.link(bench.ports[0]).hears = is_whole;
    bench.bus.link(bench.ports[0]).speaks = is_whole;
  }
  MeasuredBus bench;
  node::Master& master;
};

TEST_CASE("fault: a unit that was cut off around a lowering has not disobeyed", "[node][fault]") {
  const auto [what, time] =
      GENERATE(std::pair{Cut::cable, Duration{9600ms}}, std::pair{Cut::cable, Duration{12s}},
               std::pair{Cut::power, Duration{8s}});
  const Duration before = GENERATE(0ms, 500ms, 3s);
  CutOff on{what, time, before};
  on.bench.run(2min);
  CAPTURE(static_cast<int>(what), time.count(), before.count());
  CHECK_FALSE(on.bench.has_told(Reason::disobeyed));
  for (const auto& unit : on.bench.units) CHECK(unit->in_force(on.bench.bus.now()) == 16_A);
}

TEST_CASE("fault: a unit that is cut off for 6 s stops no healthy neighbour", "[node][fault]") {
  const Cut what = GENERATE(Cut::cable, Cut::power);
  const Duration before = GENERATE(0ms, 500ms, 3s);
  CutOff on{what, 6s, before};
  on.bench.run(2min);
  CAPTURE(static_cast<int>(what), before.count());
  CHECK(on.bench.counts(1).stops == 0);
  CHECK(on.bench.in_force() == 32_A);
}

TEST_CASE("fault: a unit that had no power while it was held is served again within 20 s",
          "[node][fault]") {
  auto config = master_for(64_A);
  config.hold = 2min;
  MeasuredBus bench;
  node::Master& master = bench.add_master(config);
  add_cars(bench, 2, car_for(32_A));
  bench.run(settling);
  master.set_limit(bench.bus.now(), 9_A);
  bench.run(10s);
  REQUIRE(bench.in_force() == 12_A);
  bench.units[1]->lose_power(bench.bus.now(), bench.bus.now() + 12s);
  bench.run(15s);
  master.set_limit(bench.bus.now(), 64_A);
  const auto served =
      bench.run_until([&] { return bench.units[1]->in_force(bench.bus.now()) > 0_A; }, 20s);
  CHECK(served);
}

TEST_CASE("fault: a standby master that takes over exceeds nothing", "[node][fault]") {
  TakeoverFigures figures;
  standby_master(55s, figures);
  CHECK(figures.standby == 0s);
  CHECK(figures.least_at_end == 32_A);
}

TEST_CASE("fault: a master exceeds nothing after another one worked for 5 minutes",
          "[node][fault]") {
  const bool is_network = GENERATE(false, true);
  TakeoverFigures figures;
  outage(5min, is_network, figures);
  CHECK(figures.outages == 0s);
  CHECK(figures.least_at_end == 32_A);
}

TEST_CASE("fault: behind a network that loses 1 % no unit waits more than 5 s for a heartbeat",
          "[node][fault]") {
  const NetworkFigures figures = network(0.01);
  CHECK(figures.long_gaps == 0);
  CHECK(figures.stops == 0);
}

TEST_CASE("fault: waits for lost answers give no more time to a unit that does not obey",
          "[node][fault]") {
  auto config = master_for(32_A);
  config.line = node::Line::network();
  MeasuredBus bench;
  node::Master& master = bench.add_master(config, {.round_trip = 100ms, .shortest = 50ms});
  auto unit = sound_unit(1);
  unit.misbehaviour.ignores_reductions = true;
  bench.add(unit).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  bench.run(settling);
  const Time lowered = bench.bus.now();
  master.set_limit(lowered, 16_A);
  while (bench.bus.now() - lowered < 1min) {
    bench.run(5s);
    bench.bus.link(bench.ports[0]).speaks = false;
    bench.run(7s);
    bench.bus.link(bench.ports[0]).speaks = true;
  }
  CHECK(bench.has_told(Reason::disobeyed));
}

}  // namespace
}  // namespace twc::test
