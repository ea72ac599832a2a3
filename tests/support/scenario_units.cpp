// SPDX-License-Identifier: MIT
/// The units and cars of a random run, and what is wrong with them.

#include <array>

#include "support/scenario_plan.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using sim::Dice;

void misbehave(Dice& dice, PlannedUnit& unit) {
  sim::Misbehaviour& how = unit.config.misbehaviour;
  unit.terms.obedience = sim::Obedience::unruly;
  switch (dice.below(5)) {
    case 0: how.ignores_reductions = true; break;
    case 1: how.only_mirrors = true; break;
    case 2: how.is_mute = true; break;
    case 3: unit.config.slave.is_fed_by_others = true; break;
    default: {
      constexpr std::array reports{0, 1600, 8001, 0x3200, 0xFB2C, 0xFFFF};
      how.reports_limit =
          Centiamps{static_cast<std::uint16_t>(reports.at(dice.below(reports.size())))};
    }
  }
}

void be_odd(Dice& dice, PlannedUnit& unit) {
  sim::Misbehaviour& how = unit.config.misbehaviour;
  switch (dice.below(3)) {
    case 0: how.least = amps(6 + dice.below(3)); break;
    case 1: how.most = amps(12 + dice.below(10)); break;
    default: how.first_rating = amps(8 + dice.below(73)); break;
  }
}

}  // namespace

PlannedUnit choose_unit(Dice& dice, const Plan& plan, std::size_t number) {
  PlannedUnit unit;
  node::SlaveConfig& slave = unit.config.slave;
  slave.id = TwcId{static_cast<std::uint16_t>(0x2000 + number)};
  slave.sign = Sign{static_cast<std::uint8_t>(0x10 + number * 16 + dice.below(16))};
  slave.protocol = dice.chance(0.4) ? Protocol::one : Protocol::two;
  slave.rating = dice.chance(0.8) ? 32_A : 80_A;
  slave.seed = dice.next();
  slave.linkready_period = dice.chance(0.5) ? 6s : 10s;
  slave.keeps_limit = dice.chance(plan.often_resumes);
  slave.powered_on = Time{std::chrono::milliseconds{dice.below(3'000)}};
  if (dice.chance(0.5)) slave.recloses_after = std::chrono::seconds{5 + dice.below(60)};
  unit.config.gauge.error = dice.chance(0.5) ? 0.05 : 0;
  unit.terms = terms_of(plan.master, slave.id);
  if (dice.chance(plan.often_late)) {
    unit.config.misbehaviour.latest = std::chrono::milliseconds{200 + dice.below(2'700)};
    unit.config.misbehaviour.echoes_at_once = dice.chance(0.5);
    unit.terms.obedience = sim::Obedience::late;
    unit.terms.obeys = unit.config.misbehaviour.latest;
  }
  const bool is_last = number == plan.units;
  if (plan.often_deaf > 0 && is_last && dice.chance(plan.often_deaf)) {
    unit.config.misbehaviour.is_deaf = true;
  } else if (dice.chance(plan.often_unruly)) {
    misbehave(dice, unit);
  } else if (dice.chance(plan.often_odd)) {
    be_odd(dice, unit);
  }
  return unit;
}

sim::CarConfig choose_car(Dice& dice, const Plan& plan) {
  sim::CarConfig car;
  const bool is_short = plan.lasts < 1h;
  car.wants = amps(dice.chance(0.6) ? 32 : 6 + dice.below(27));
  car.shortfall = Centiamps{static_cast<std::uint16_t>(dice.below(81))};
  car.reacts_after = std::chrono::milliseconds{dice.chance(0.5) ? 1'000 : dice.below(5'001)};
  car.fall_per_second = amps(4 + dice.below(27));
  car.rise_per_second = amps(1 + dice.below(10));
  car.is_tesla = plan.promise != Promise::s8 && dice.chance(0.1) ? false : true;
  if (plan.promise != Promise::s5 && dice.chance(0.25)) {
    car.ampere_hours = is_short ? 1 + dice.below(4) : 5 + dice.below(20);
    if (dice.chance(0.5)) car.tapering_ampere_hours = 1;
    if (dice.chance(0.5)) car.pulses = sim::Pulses{.current = amps(1 + dice.below(2))};
  }
  if (dice.chance(0.05)) car.six_amp_bug_until = 16_A;
  return car;
}

}  // namespace twc::test
