// SPDX-License-Identifier: MIT
/// Service where cars share a cap that does not change.

#include <algorithm>
#include <array>

#include "support/sanitized.hpp"
#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {

RotateFigures rotate() {
  Site site;
  auto config = master_for(8_A);
  config.policy = node::Policy::rotate;
  config.rotate_every = 15min;
  site.add_master(config);
  site.total = 8_A;
  for (unsigned number = 1; number <= 2; ++number) {
    sim::UnitConfig unit = sound_unit(number);
    unit.slave.tolerated_losses = node::ChargeConfig::any_losses;
    site.add(unit).plug(site.bus.now(), sim::Car{car_for(32_A)});
  }
  site.run(4h);
  constexpr double percent = 100;
  return {.least_starts = std::min(site.counts(0).starts, site.counts(1).starts),
          .most_starts = std::max(site.counts(0).starts, site.counts(1).starts),
          .percent_used = percent * site.used_part()};
}

UnusedFigures unused_share() {
  Site site;
  site.add_master(master_for(32_A));
  site.add(sound_unit(1));
  site.add(sound_unit(2));
  site.run(10s);  // both are linked
  site.units[0]->plug(site.bus.now(), sim::Car{car_for(7_A)});
  site.units[1]->plug(site.bus.now(), sim::Car{car_for(32_A)});
  site.run(90s);
  UnusedFigures figures;
  figures.amps_after_90_s = site.amps_drawn();
  site.run(10min);
  site.units[0]->want(site.bus.now(), 16_A);
  figures.back = site.run_until([&] { return site.echo(0) >= 15_A; }, 10min);
  return figures;
}

namespace {

[[nodiscard]] bool is_even(const Site& site) {
  Centiamps least = 655_A;
  Centiamps most;
  for (std::size_t unit = 0; unit < site.units.size(); ++unit) {
    least = std::min(least, site.echo(unit));
    most = std::max(most, site.echo(unit));
  }
  return most - least <= 1_A;
}

AskingFigures one_asks(unsigned units, Duration reacts_after, Duration later) {
  Site site;
  site.add_master(master_for(32_A));
  sim::CarConfig car = car_for(32_A);
  car.reacts_after = reacts_after;
  add_cars(site, units - 1, car);
  site.add(sound_unit(units));
  site.run(settling + later);
  const Time since = site.bus.now();
  site.units.back()->plug(since, sim::Car{car});
  AskingFigures figures;
  Time was_uneven = since;
  while (site.bus.now() - since < 3min) {
    site.run(10ms);
    const bool has_some = site.echo(units - 1) > 0_A;
    if (has_some && !figures.first_amps) figures.first_amps = site.bus.now() - since;
    if (!is_even(site)) was_uneven = site.bus.now();
  }
  if (was_uneven < site.bus.now()) figures.even = was_uneven - since;
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

void pass_a_day(Site& site, SteadyFigures& figures) {
  site.run(15min);
  site.count_anew();
  site.run(std::chrono::hours{fewer_if_sanitized(24)});
  figures.least_amps_let = std::min(figures.least_amps_let, site.mean_amps_let());
  for (std::size_t unit = 0; unit < site.units.size(); ++unit) {
    figures.limit_changes = std::max(figures.limit_changes, site.counts(unit).worst_hour);
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
    Site site;
    site.add_master(master_for(32_A));
    add_cars(site, 2, car_for(32_A));
    sim::CarConfig full = car_for(32_A);
    full.ampere_hours = 1;
    full.pulses = pulses;
    site.units.front()->plug(site.bus.now(), sim::Car{full});
    pass_a_day(site, figures);
  }
  return figures;
}

SteadyFigures units_that_clamp() {
  Site site;
  auto config = master_for(10_A);
  config.least = 5_A;
  site.add_master(config);
  for (unsigned number = 1; number <= 2; ++number) {
    sim::UnitConfig unit = sound_unit(number);
    unit.misbehaviour.least = 6_A;
    site.add(unit).plug(site.bus.now(), sim::Car{car_for(32_A)});
  }
  SteadyFigures figures;
  pass_a_day(site, figures);
  return figures;
}

double amps_beside_a_deaf_unit() {
  Site site;
  site.add_master(master_for(20_A));
  add_cars(site, 2, car_for(32_A));
  sim::UnitConfig deaf = sound_unit(3);
  deaf.misbehaviour.is_deaf = true;
  site.add(deaf);
  site.run(2min);
  site.count_anew();
  site.run(1h);
  return site.mean_amps_let();
}

}  // namespace twc::test
