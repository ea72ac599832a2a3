// SPDX-License-Identifier: MIT
/// Service where cars share a cap that does not change.

#include <algorithm>
#include <array>

#include "support/sanitized.hpp"
#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {

RotateFigures rotate() {
  MeasuredBus bench;
  auto config = master_for(8_A);
  config.policy = node::Policy::rotate;
  config.rotate_every = 15min;
  bench.add_master(config);
  bench.total = 8_A;
  for (unsigned number = 1; number <= 2; ++number) {
    sim::UnitConfig unit = sound_unit(number);
    unit.slave.tolerated_losses = node::ChargeConfig::any_losses;
    bench.add(unit).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  }
  bench.run(4h);
  constexpr double percent = 100;
  return {.least_starts = std::min(bench.counts(0).starts, bench.counts(1).starts),
          .most_starts = std::max(bench.counts(0).starts, bench.counts(1).starts),
          .percent_used = percent * bench.used_part()};
}

UnusedFigures unused_share() {
  MeasuredBus bench;
  bench.add_master(master_for(32_A));
  bench.add(sound_unit(1));
  bench.add(sound_unit(2));
  bench.run(10s);  // both are linked
  bench.units[0]->plug(bench.bus.now(), sim::Car{car_for(7_A)});
  bench.units[1]->plug(bench.bus.now(), sim::Car{car_for(32_A)});
  bench.run(90s);
  UnusedFigures figures;
  figures.amps_after_90_s = bench.amps_drawn();
  bench.run(10min);
  bench.units[0]->want(bench.bus.now(), 16_A);
  figures.back = bench.run_until([&] { return bench.echo(0) >= 15_A; }, 10min);
  return figures;
}

namespace {

[[nodiscard]] bool is_even(const MeasuredBus& bench) {
  Centiamps least = 655_A;
  Centiamps most;
  for (std::size_t unit = 0; unit < bench.units.size(); ++unit) {
    least = std::min(least, bench.echo(unit));
    most = std::max(most, bench.echo(unit));
  }
  return most - least <= 1_A;
}

AskingFigures one_asks(unsigned units, Duration reacts_after, Duration later) {
  MeasuredBus bench;
  bench.add_master(master_for(32_A));
  sim::CarConfig car = car_for(32_A);
  car.reacts_after = reacts_after;
  add_cars(bench, units - 1, car);
  bench.add(sound_unit(units));
  bench.run(settling + later);
  const Time since = bench.bus.now();
  bench.units.back()->plug(since, sim::Car{car});
  AskingFigures figures;
  Time was_uneven = since;
  while (bench.bus.now() - since < 3min) {
    bench.run(10ms);
    const bool has_some = bench.echo(units - 1) > 0_A;
    if (has_some && !figures.first_amps) figures.first_amps = bench.bus.now() - since;
    if (!is_even(bench)) was_uneven = bench.bus.now();
  }
  if (was_uneven < bench.bus.now()) figures.even = was_uneven - since;
  return figures;
}

}  // namespace

AskingFigures one_more_asks(unsigned units, Duration reacts_after) {
  AskingFigures worst{.first_amps = Duration{}, .even = Duration{}};
  const auto later_of = [](std::optional<Duration> a, std::optional<Duration> b) {
    return a && b ? std::optional{std::max(*a, *b)} : std::nullopt;
  };
  for (Duration later{}; later < 1s; later += 100ms) {
    const AskingFigures one = one_asks(units, reacts_after, later);
    worst.first_amps = later_of(worst.first_amps, one.first_amps);
    worst.even = later_of(worst.even, one.even);
  }
  return worst;
}

namespace {

void pass_a_day(MeasuredBus& bench, SteadyFigures& figures) {
  bench.run(15min);
  bench.count_anew();
  bench.run(std::chrono::hours{fewer_if_sanitized(24)});
  figures.least_amps_let = std::min(figures.least_amps_let, bench.mean_amps_let());
  for (std::size_t unit = 0; unit < bench.units.size(); ++unit) {
    figures.limit_changes = std::max(figures.limit_changes, bench.counts(unit).worst_hour);
  }
}

}  // namespace

SteadyFigures beside_a_full_car() {
  constexpr std::array rhythms{
      sim::Pulses{.length = 3s,  .every = 10s },
      sim::Pulses{.length = 10s, .every = 30s },
      sim::Pulses{.length = 20s, .every = 1min}
  };
  SteadyFigures figures;
  for (const sim::Pulses& pulses : rhythms) {
    MeasuredBus bench;
    bench.add_master(master_for(32_A));
    add_cars(bench, 2, car_for(32_A));
    sim::CarConfig full = car_for(32_A);
    full.ampere_hours = 1;
    full.pulses = pulses;
    bench.units.front()->plug(bench.bus.now(), sim::Car{full});
    pass_a_day(bench, figures);
  }
  return figures;
}

SteadyFigures units_that_clamp() {
  MeasuredBus bench;
  auto config = master_for(10_A);
  config.least = 5_A;
  bench.add_master(config);
  for (unsigned number = 1; number <= 2; ++number) {
    sim::UnitConfig unit = sound_unit(number);
    unit.misbehaviour.least = 6_A;
    bench.add(unit).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  }
  SteadyFigures figures;
  pass_a_day(bench, figures);
  return figures;
}

double amps_beside_a_deaf_unit() {
  MeasuredBus bench;
  bench.add_master(master_for(20_A));
  add_cars(bench, 2, car_for(32_A));
  sim::UnitConfig deaf = sound_unit(3);
  deaf.misbehaviour.is_deaf = true;
  bench.add(deaf);
  bench.run(2min);
  bench.count_anew();
  bench.run(1h);
  return bench.mean_amps_let();
}

}  // namespace twc::test
