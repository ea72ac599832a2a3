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
  CutOff(Cut what, Duration time, Duration before) : master{site.add_master(master_for(64_A))} {
    add_cars(site, 2, car_for(32_A));
    site.run(settling);
    site.count_anew();
    const Time end = site.bus.now() + time;
    if (what == Cut::power) site.units[0]->lose_power(site.bus.now(), end);
    set_cable(what == Cut::power);
    site.run(before);
    master.set_limit(site.bus.now(), 32_A);
    site.run(end - site.bus.now());
    set_cable(true);
  }
  void set_cable(bool is_whole) {
    site.bus.link(site.ports[0]).hears = is_whole;
    site.bus.link(site.ports[0]).speaks = is_whole;
  }
  Site site;
  node::Master& master;
};

TEST_CASE("fault: a unit that was cut off around a lowering has disobeyed for good",
          "[node][fault]") {
  const auto [what, time] =
      GENERATE(std::pair{Cut::cable, Duration{9600ms}}, std::pair{Cut::cable, Duration{12s}},
               std::pair{Cut::power, Duration{8s}});
  const Duration before = GENERATE(0ms, 500ms, 3s);
  CutOff on{what, time, before};
  on.site.run(2min);
  CAPTURE(static_cast<int>(what), time.count(), before.count());
  CHECK_FALSE(on.site.has_told(Reason::disobeyed));
  for (const auto& unit : on.site.units) CHECK(unit->in_force(on.site.bus.now()) == 16_A);
}

TEST_CASE("fault: a unit that is cut off for 6 s stops its healthy neighbour", "[node][fault]") {
  const Cut what = GENERATE(Cut::cable, Cut::power);
  const Duration before = GENERATE(0ms, 500ms, 3s);
  CutOff on{what, 6s, before};
  on.site.run(2min);
  CAPTURE(static_cast<int>(what), before.count());
  CHECK(on.site.counts(1).stops == 0);
  CHECK(on.site.in_force() == 32_A);
}

TEST_CASE("fault: a unit that has no power while it is held waits as if it lacked room",
          "[node][fault]") {
  auto config = master_for(64_A);
  config.hold = 2min;
  Site site;
  node::Master& master = site.add_master(config);
  add_cars(site, 2, car_for(32_A));
  site.run(settling);
  master.set_limit(site.bus.now(), 9_A);
  site.run(10s);
  REQUIRE(site.in_force() == 12_A);
  site.units[1]->lose_power(site.bus.now(), site.bus.now() + 12s);
  site.run(15s);
  master.set_limit(site.bus.now(), 64_A);
  const auto served =
      site.run_until([&] { return site.units[1]->in_force(site.bus.now()) > 0_A; }, 20s);
  CHECK(served);
}

TEST_CASE("fault: a standby master takes over with a quiet time that nobody heard",
          "[node][fault]") {
  TakeoverFigures figures;
  standby_master(55s, figures);
  CHECK(figures.standby == 0s);
  CHECK(figures.least_at_end == 32_A);
}

TEST_CASE("fault: a master goes on where it was although another one worked for 5 minutes",
          "[node][fault]") {
  const bool is_network = GENERATE(false, true);
  TakeoverFigures figures;
  outage(5min, is_network, figures);
  CHECK(figures.outages == 0s);
  CHECK(figures.least_at_end == 32_A);
}

TEST_CASE("fault: behind a network that loses 1 % units wait more than 5 s for a heartbeat",
          "[node][fault]") {
  const NetworkFigures figures = network(0.01);
  CHECK(figures.long_gaps == 0);
  CHECK(figures.stops == 0);
}

TEST_CASE("fault: waits for lost answers begin the time to obey anew for a unit that does not",
          "[node][fault]") {
  auto config = master_for(32_A);
  config.line = node::Line::network();
  Site site;
  node::Master& master = site.add_master(config, {.round_trip = 100ms, .shortest = 50ms});
  auto unit = sound_unit(1);
  unit.misbehaviour.ignores_reductions = true;
  site.add(unit).plug(site.bus.now(), sim::Car{car_for(32_A)});
  site.run(settling);
  const Time lowered = site.bus.now();
  master.set_limit(lowered, 16_A);
  while (site.bus.now() - lowered < 1min) {
    site.run(5s);
    site.bus.link(site.ports[0]).speaks = false;
    site.run(7s);
    site.bus.link(site.ports[0]).speaks = true;
  }
  CHECK(site.has_told(Reason::disobeyed));
}

}  // namespace
}  // namespace twc::test
