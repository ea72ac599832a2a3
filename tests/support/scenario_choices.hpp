#pragma once
/// What a random run begins with: the master's settings, its line, the units and what is wrong with
/// them. All from the dice, in the order of the calls.

#include <vector>

#include <twc/node/master_config.hpp>
#include <twc/sim/auditor.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/dice.hpp>
#include <twc/sim/unit.hpp>

#include "support/scenario.hpp"

namespace twc::test {

[[nodiscard]] inline Centiamps amps(std::size_t whole) {
  return Centiamps{static_cast<std::uint16_t>(whole * 100)};
}

struct ChosenUnit {
  sim::UnitConfig config;
  sim::UnitTerms terms;
};

[[nodiscard]] node::MasterConfig choose_master(sim::Dice& dice, Emphasis emphasis,
                                               std::size_t units);
[[nodiscard]] sim::Link choose_link(sim::Dice& dice, Emphasis emphasis, bool is_network);
[[nodiscard]] std::vector<ChosenUnit> choose_units(sim::Dice& dice, Emphasis emphasis,
                                                   std::size_t count,
                                                   const node::MasterConfig& master, Time now);
[[nodiscard]] sim::Faults choose_faults(sim::Dice& dice, Emphasis emphasis);

/// What the master's settings say of a unit.
[[nodiscard]] sim::UnitTerms terms_of(const node::MasterConfig& master, TwcId id);

}  // namespace twc::test
