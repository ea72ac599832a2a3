#include "support/scenario_choices.hpp"

#include <algorithm>
#include <array>
#include <span>

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using sim::Dice;

void misbehave(Dice& dice, Emphasis emphasis, ChosenUnit& unit) {
  auto& [config, terms] = unit;
  const double often = emphasis == Emphasis::lies ? 0.5 : 0.1;
  if (dice.chance(0.2)) {
    config.misbehaviour.latest = std::chrono::milliseconds{200 + dice.below(1'800)};
    terms.obedience = sim::Obedience::late;
  }
  if (!dice.chance(often)) return;
  terms.obedience = sim::Obedience::unruly;
  switch (dice.below(4)) {
    case 0: config.misbehaviour.ignores_reductions = true; break;
    case 1: config.misbehaviour.only_mirrors = true; break;
    case 2: config.misbehaviour.is_mute = true; break;
    default: {
      constexpr std::array reports{0, 1600, 8001, 0x3200, 0xFB2C, 0xFFFF};
      config.misbehaviour.reports_limit =
          Centiamps{static_cast<std::uint16_t>(reports.at(dice.below(reports.size())))};
    }
  }
}

}  // namespace

node::MasterConfig choose_master(Dice& dice, Emphasis emphasis, std::size_t units) {
  node::MasterConfig config;
  config.id = TwcId{0x77AB};
  config.sign = Sign{0x77};
  config.max_current =
      amps(emphasis == Emphasis::scarcity ? 5 + dice.below(22) : 10 + dice.below(60));
  config.listen_first = std::chrono::seconds{dice.below(4)};
  config.bus_idle = emphasis != Emphasis::restarts && dice.chance(0.5);
  config.policy = static_cast<node::Policy>(dice.below(3));
  config.rotate_every = 3min;
  config.idle_offer = dice.chance(0.2);
  config.raise_spike = dice.chance(0.2);
  const bool asks = emphasis == Emphasis::calm || dice.chance(0.5);
  config.polls = {
      .meter = asks, .vin = asks, .serial = asks, .firmware = asks, .plug = dice.chance(0.5)};
  if (dice.chance(0.2)) config.unit_most = amps(6 + dice.below(27));
  if (!config.bus_idle && dice.chance(0.3)) config.expect_units = units;
  if (dice.chance(0.2)) {
    config.stale_after = std::chrono::seconds{60 + dice.below(240)};
    config.fallback = amps(dice.below(20));
  }
  for (std::uint16_t number = 1; number <= 2; ++number) {
    if (dice.chance(0.7)) continue;
    node::UnitSettings& unit = config.units.at(config.unit_count++);
    unit.id = TwcId{static_cast<std::uint16_t>(0x2000 + number)};
    if (dice.chance(0.5)) unit.most = amps(5 + dice.below(28));
    if (dice.chance(0.5)) unit.least = amps(6 + dice.below(5));
    unit.priority = static_cast<int>(dice.below(3));
  }
  constexpr std::array methods{node::StopBy::automatic, node::StopBy::automatic, node::StopBy::zero,
                               node::StopBy::silence, node::StopBy::contactor};
  config.stop_by = methods.at(dice.below(methods.size()));
  if (emphasis == Emphasis::network) config.line = node::Line::network();
  return config;
}

sim::Link choose_link(Dice& dice, Emphasis emphasis, bool is_network) {
  sim::Link link;
  link.echo = emphasis != Emphasis::calm && dice.chance(0.2);
  if (is_network) {
    link.round_trip = std::chrono::milliseconds{200 + dice.below(2'300)};
  }
  return link;
}

sim::Faults choose_faults(Dice& dice, Emphasis emphasis) {
  sim::Faults faults;
  if (emphasis == Emphasis::calm) return faults;
  faults.loss = 0.1 * static_cast<double>(dice.below(11)) / 10;
  faults.damage = 0.05 * static_cast<double>(dice.below(11)) / 10;
  faults.doubling = 0.02 * static_cast<double>(dice.below(3));
  return faults;
}

sim::UnitTerms terms_of(const node::MasterConfig& master, TwcId id) {
  sim::UnitTerms terms{.minimum = master.least, .maximum = master.unit_most};
  const auto settings = std::span{master.units}.first(master.unit_count);
  const auto own = std::ranges::find(settings, id, &node::UnitSettings::id);
  if (own == settings.end()) return terms;
  terms.minimum = own->least.value_or(terms.minimum);
  terms.maximum = std::min(terms.maximum, own->most.value_or(terms.maximum));
  return terms;
}

std::vector<ChosenUnit> choose_units(Dice& dice, Emphasis emphasis, std::size_t count,
                                     const node::MasterConfig& master, Time now) {
  std::vector<ChosenUnit> units;
  const Centiamps rating = dice.chance(0.7) ? 32_A : 80_A;
  const bool is_mixed = dice.chance(0.2);
  for (std::size_t number = 1; number <= count; ++number) {
    ChosenUnit unit;
    node::SlaveConfig& slave = unit.config.slave;
    slave.id = TwcId{static_cast<std::uint16_t>(0x2000 + number)};
    slave.sign = Sign{static_cast<std::uint8_t>(dice.next())};
    slave.protocol = dice.chance(0.4) ? Protocol::one : Protocol::two;
    slave.rating = is_mixed ? amps(5 + dice.below(76)) : rating;
    slave.seed = dice.next();
    slave.linkready_period = dice.chance(0.5) ? 6s : 10s;
    slave.keeps_limit = dice.chance(0.3);
    slave.powered_on = now + std::chrono::milliseconds{dice.below(3'000)};
    unit.terms = terms_of(master, slave.id);
    if (emphasis != Emphasis::calm) misbehave(dice, emphasis, unit);
    units.push_back(unit);
  }
  return units;
}

}  // namespace twc::test
