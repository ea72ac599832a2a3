// SPDX-License-Identifier: MIT
/// Service where the total changes.

#include "support/sanitized.hpp"
#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {
namespace {

constexpr double percent = 100;

/// Sets the totals one after the other; what is drawn above them does not count as used.
class Sun {
 public:
  explicit Sun(MeasuredBus& bench) : site_{bench} {
    bench.run(settling);
    bench.count_anew();
  }

  void shine(Centiamps total, Duration time) {
    site_.total = total;
    site_.masters.front()->set_limit(site_.bus.now(), total);
    site_.run(time);
    lasted_ += time;
  }
  [[nodiscard]] bool has_lasted(Duration time) const { return lasted_ >= time; }
  [[nodiscard]] SolarFigures figures() const {
    return {.percent_used = percent * site_.used_part(), .stops = site_.stops()};
  }

 private:
  MeasuredBus& site_;
  Duration lasted_{};
};

}  // namespace

SolarFigures solar_day() {
  MeasuredBus bench;
  bench.add_master(master_for(32_A));
  add_cars(bench, 2, car_for(32_A));
  Sun sun{bench};
  while (!sun.has_lasted(6h)) {
    for (const unsigned total : {12U, 16U, 20U, 24U, 28U, 32U, 28U, 24U, 20U, 16U}) {
      sun.shine(whole_amps(total), 20s);
    }
  }
  return sun.figures();
}

SolarFigures clouds() {
  MeasuredBus bench;
  auto config = master_for(32_A);
  config.hold = 2min;
  bench.add_master(config);
  add_cars(bench, 2, car_for(32_A));
  Sun sun{bench};
  sim::Dice dice{1};
  while (!sun.has_lasted(6h)) {
    sun.shine(whole_amps(14 + dice.below(11)), std::chrono::seconds{60 + dice.below(121)});
    sun.shine(whole_amps(7 + dice.below(6)), std::chrono::seconds{10 + dice.below(81)});
  }
  return sun.figures();
}

namespace {

void lower(const sim::CarConfig& car, unsigned seed, LoweringFigures& figures) {
  MeasuredBus bench{seed};
  bench.add_master(master_for(32_A));
  sim::UnitConfig unit = sound_unit(1);
  unit.slave.seed = seed;
  bench.add(unit).plug(bench.bus.now(), sim::Car{car});
  bench.run(settling);
  bench.count_anew();
  bench.masters.front()->set_limit(bench.bus.now(), 16_A);
  bench.run(5min);
  ++figures.runs;
  figures.stops += bench.stops();
  if (bench.stops() > 0) ++figures.runs_with_a_stop;
  if (bench.in_force() == 16_A) ++figures.runs_at_16_amps;
}

}  // namespace

LoweringFigures lowering_one_car() {
  constexpr unsigned reactions = 25;
  constexpr unsigned rates = 28;
  LoweringFigures figures;
  constexpr std::size_t runs = reactions * rates;
  constexpr unsigned step = runs / fewer_if_sanitized(runs);
  for (unsigned run = 0; run < runs; run += step) {
    sim::CarConfig car = car_for(32_A);
    car.reacts_after = 5s * (run % reactions) / (reactions - 1);
    const unsigned above_slowest = run / reactions * 2600 / (rates - 1);
    car.fall_per_second = 4_A + Centiamps{static_cast<std::uint16_t>(above_slowest)};
    lower(car, run, figures);
  }
  return figures;
}

Limit17Figures limit_17() {
  MeasuredBus bench;
  bench.add_master(master_for(48_A));
  add_cars(bench, 3, car_for(16_A));
  bench.run(settling);
  bench.count_anew();
  bench.masters.front()->set_limit(bench.bus.now(), 17_A);
  bench.run(10min);
  Limit17Figures figures{.stops = bench.stops(), .still_charge = 0};
  for (const auto& unit : bench.units) {
    if (unit->in_force(bench.bus.now()) > 0_A) ++figures.still_charge;
  }
  return figures;
}

ZeroFigures limit_zero() {
  MeasuredBus bench;
  bench.add_master(master_for(64_A));
  add_cars(bench, 2, car_for(32_A));
  bench.run(settling);
  const Time since = bench.bus.now();
  bench.masters.front()->set_limit(since, 0_A);
  ZeroFigures figures;
  figures.at_minima = bench.run_until([&] { return bench.in_force() <= 12_A; }, 5min);
  const auto off = bench.run_until([&] { return bench.in_force() == 0_A; }, 5min);
  if (off) figures.off = bench.bus.now() - since;
  return figures;
}

}  // namespace twc::test
