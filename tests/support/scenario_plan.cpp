// SPDX-License-Identifier: MIT
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

/// Plans a run that takes hours.
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
  } else if (plan.promise == Promise::s7) {
    plan.gap = 5min;
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
  settings.order = master.policy == node::Policy::fair       ? sim::StopOrder::fair
                   : master.policy == node::Policy::priority ? sim::StopOrder::priority
                                                             : sim::StopOrder::turns;
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
