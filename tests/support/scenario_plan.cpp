#include "support/scenario_plan.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using sim::Dice;

/// A line that is now and then bad; many are good.
sim::Faults choose_faults(Dice& dice, double worst) {
  sim::Faults faults;
  if (dice.chance(0.3)) return faults;
  faults.loss = worst * static_cast<double>(dice.below(11)) / 10;
  faults.damage = worst / 2 * static_cast<double>(dice.below(11)) / 10;
  faults.doubling = worst / 5 * static_cast<double>(dice.below(3));
  return faults;
}

void choose_settings(Dice& dice, const Plan& plan, node::MasterConfig& config) {
  config.id = TwcId{0x77AB};
  config.sign = Sign{0x77};
  config.max_current = amps(plan.most_total);
  config.listen_first = std::chrono::seconds{dice.below(4)};
  config.bus_idle = !plan.has_predecessor && dice.chance(0.5);
  if (!config.bus_idle && dice.chance(0.3)) config.expect_units = plan.units;
  config.policy = dice.chance(0.7) ? node::Policy::fair : node::Policy::priority;
  const bool asks = dice.chance(0.5);
  config.polls = {
      .meter = asks, .vin = asks, .serial = asks, .firmware = asks, .plug = dice.chance(0.5)};
  if (dice.chance(0.1)) config.unit_most = amps(10 + dice.below(23));
  if (dice.chance(0.1)) config.hold = 2min;
  if (dice.chance(0.1)) {
    config.stale_after = std::chrono::seconds{60 + dice.below(240)};
    config.fallback = amps(dice.below(20));
  }
  for (std::uint16_t number = 1; number <= 2; ++number) {
    if (dice.chance(0.7)) continue;
    node::UnitSettings& unit = config.units.at(config.unit_count++);
    unit.id = TwcId{static_cast<std::uint16_t>(0x2000 + number)};
    if (dice.chance(0.5)) unit.most = amps(8 + dice.below(25));
    if (dice.chance(0.3)) unit.least = amps(6 + dice.below(3));
    unit.priority = static_cast<int>(dice.below(3));
  }
}

/// A small round trip, as in a house, or a long one.
void choose_line(Dice& dice, Plan& plan, double often_network) {
  plan.link.echo = dice.chance(0.2);
  if (!dice.chance(often_network)) return;
  plan.master.line = node::Line::network();
  const bool is_near = dice.chance(0.6);
  plan.link.round_trip = is_near ? 100ms : std::chrono::milliseconds{200 + dice.below(1'800)};
  plan.faults.loss = std::min(plan.faults.loss, 0.03);
}

void plan_safety(Dice& dice, Plan& plan) {
  plan.lasts = 12min;
  plan.gap = 15s;
  plan.units = 1 + dice.below(4);
  plan.most_total = 12 + dice.below(53);
  plan.often_unruly = 0.1;
  plan.happenings = {
      .zero = 1, .stop = 2, .ceiling = 2, .power = 2, .cut = 2, .suspend = 1, .outage = 1};
  plan.has_predecessor = dice.chance(0.3);
  if (plan.promise == Promise::r1) plan.happenings.restart = 1;
  if (plan.promise == Promise::r2) plan.happenings.total = 12;
  if (plan.promise == Promise::r3) {
    plan.happenings.total = 8;
    plan.often_unruly = 0.3;
  }
  if (plan.promise == Promise::r4) plan.most_total = 5 + dice.below(22);
  if (plan.promise == Promise::r5) plan.happenings.ceiling = 8;
  if (plan.promise == Promise::r6) {
    plan.often_late = 0.6;
    plan.happenings.stop = 4;
  }
}

/// Nothing is wrong but the line: what is judged is what the policy does.
void plan_service(Dice& dice, Plan& plan) {
  plan.lasts = 15min;
  plan.gap = 25s;
  plan.units = 1 + dice.below(4);
  plan.most_total = 6 * plan.units + dice.below(16 * plan.units + 1);
  if (plan.promise == Promise::s1) {
    plan.happenings = {.plug = 2, .total = 8, .power = 1, .cut = 1};
    plan.least_total = 6 * plan.units > 12 ? 6 * plan.units - 7 : 6;
  } else if (plan.promise == Promise::s2) {
    plan.happenings = {.plug = 1, .total = 8, .stop = 0};
  } else if (plan.promise == Promise::s3) {
    plan.lasts = 25min;
    plan.happenings = {.plug = 1, .total = 3, .stop = 0, .power = 4, .cut = 6};
    plan.often_unruly = 0.1;
  } else if (plan.promise == Promise::s4) {
    plan.units = 2 + dice.below(3);
    plan.gap = 60s;
    plan.happenings = {.plug = 1, .total = 6, .stop = 1};
  } else if (plan.promise == Promise::s8) {
    plan.gap = 45s;
    plan.happenings = {.plug = 6, .total = 0, .stop = 0, .ceiling = 0, .wants = 0};
    plan.starts_plugged = false;
  } else {
    plan.happenings = {.plug = 2, .total = 4, .zero = 1, .stop = 4};
  }
}

/// What takes hours.
void plan_hours(Dice& dice, Plan& plan) {
  plan.units = 2 + dice.below(2);
  plan.most_total = 7 * plan.units + dice.below(12 * plan.units);
  plan.gap = 10min;
  plan.lasts = 70min;
  plan.happenings = {.plug = 1, .total = 1, .stop = 0, .ceiling = 0, .wants = 4};
  if (plan.promise == Promise::s5) {
    plan.master.rotate_every = std::chrono::minutes{5 + dice.below(10)};
    plan.most_total = 6 * plan.units - 1 - dice.below(5);
    plan.happenings = {.plug = 1, .total = 0, .stop = 0, .ceiling = 0, .wants = 0};
    plan.gap = 40min;
  } else if (plan.promise == Promise::s6) {
    plan.lasts = 80min;
    plan.settles_after = 8min;
    plan.gap = 2min;
    plan.often_odd = 0.3;
    plan.often_deaf = 0.15;
  } else if (plan.promise == Promise::s10) {
    plan.often_deaf = 1;  // the last unit
    plan.happenings.wants = 1;
    plan.most_total = 18 + dice.below(8);
  }
}

}  // namespace

Plan plan_for(Dice& dice, Promise promise) {
  Plan plan;
  plan.promise = promise;
  const bool takes_hours = promise == Promise::s5 || promise == Promise::s6 ||
                           promise == Promise::s7 || promise == Promise::s10;
  const bool is_safety = promise <= Promise::r6;
  if (is_safety) {
    plan_safety(dice, plan);
  } else if (takes_hours) {
    plan_hours(dice, plan);
  } else {
    plan_service(dice, plan);
  }
  const node::MasterConfig before = plan.master;
  choose_settings(dice, plan, plan.master);
  plan.master.rotate_every = before.rotate_every;
  if (promise == Promise::s5) plan.master.policy = node::Policy::rotate;
  plan.faults = choose_faults(dice, is_safety ? 0.1 : 0.03);
  choose_line(dice, plan, takes_hours ? 0.1 : 0.25);
  if (is_safety || promise == Promise::s9) {
    constexpr std::array methods{node::StopBy::automatic, node::StopBy::automatic,
                                 node::StopBy::contactor, node::StopBy::silence};
    plan.master.stop_by = methods.at(dice.below(methods.size()));
  }
  if (is_safety && dice.chance(0.1)) plan.master.idle_offer = true;
  if (is_safety && dice.chance(0.1)) plan.master.raise_spike = true;
  if (is_safety && dice.chance(0.1)) plan.master.keep_shares = true;
  return plan;
}

namespace {

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

sim::AuditSettings audit_of(const Plan& plan) {
  const node::MasterConfig& master = plan.master;
  sim::AuditSettings settings{.master = master.id, .bus_idle = master.bus_idle};
  if (master.line.is_network) {
    settings.round_trip = master.line.round_trip;
    settings.answers_in = plan.link.round_trip + 300ms;
    if (plan.link.round_trip <= 100ms) settings.answers_in = 100ms;
  }
  settings.may_use_contactor = master.stop_by == node::StopBy::contactor;
  settings.expect_units = master.expect_units.value_or(0);
  settings.order = master.policy == node::Policy::fair       ? sim::Order::fair
                   : master.policy == node::Policy::priority ? sim::Order::priority
                                                             : sim::Order::turns;
  settings.turn = master.rotate_every;
  settings.hold = master.hold;
  settings.keep_shares = master.keep_shares;
  settings.idle_offer = master.idle_offer;
  settings.raise_spike = master.raise_spike;
  return settings;
}

sim::UnitTerms terms_of(const node::MasterConfig& master, TwcId id) {
  sim::UnitTerms terms{.minimum = master.least, .maximum = master.unit_most};
  const auto settings = std::span{master.units}.first(master.unit_count);
  const auto own = std::ranges::find(settings, id, &node::UnitSettings::id);
  if (own == settings.end()) return terms;
  terms.minimum = own->least.value_or(terms.minimum);
  terms.maximum = std::min(terms.maximum, own->most.value_or(terms.maximum));
  terms.priority = own->priority;
  return terms;
}

}  // namespace twc::test
