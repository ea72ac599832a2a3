// SPDX-License-Identifier: MIT
#pragma once
/// The dice choose how a random run begins, and how often each thing happens in it, in the order of
/// the calls.

#include <vector>

#include <twc/node/master_config.hpp>
#include <twc/sim/audit_terms.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/car.hpp>
#include <twc/sim/dice.hpp>
#include <twc/sim/unit.hpp>

#include "support/scenario.hpp"

namespace twc::test {

[[nodiscard]] inline Centiamps amps(std::size_t whole) {
  return Centiamps{static_cast<std::uint16_t>(whole * 100)};
}

/// How likely each is beside the others.
struct Happenings {
  unsigned plug = 3;
  unsigned total = 3;
  unsigned zero = 0;  ///< a total of 0
  unsigned stop = 1;
  unsigned ceiling = 1;
  unsigned wants = 1;    ///< a driver wants another current
  unsigned power = 0;    ///< a unit loses its power for a while
  unsigned cut = 0;      ///< its cable, one way or both, or its mending
  unsigned restart = 0;  ///< the master dies and another one comes
  unsigned suspend = 0;  ///< the master sleeps
  unsigned outage = 0;   ///< its line is gone, and maybe another master works
};

struct Plan {
  Promise promise{};
  node::MasterConfig master;
  sim::Link link;
  sim::Faults faults;
  Duration lasts{};
  Duration gap{};            ///< between two happenings, on average
  Duration settles_after{};  ///< afterwards nothing happens any more; zero: never
  Happenings happenings;
  std::size_t least_total = 6;
  std::size_t most_total = 64;
  std::size_t units = 2;
  double often_late = 0.2;     ///< units that obey late,
  double often_unruly = 0;     ///< do not obey at all,
  double often_odd = 0.1;      ///< clamp, announce a wrong rating once,
  double often_deaf = 0;       ///< or hear nothing
  double often_resumes = 0.3;  ///< an old limit, after a restart
  bool starts_plugged = true;
  bool has_predecessor = false;  ///< another master leaves units charging
};

struct PlannedUnit {
  sim::UnitConfig config;
  sim::UnitTerms terms;
};

[[nodiscard]] Plan plan_for(sim::Dice& dice, Promise promise);
[[nodiscard]] PlannedUnit choose_unit(sim::Dice& dice, const Plan& plan, std::size_t number);
/// The car at a unit, and how fast it reacts.
[[nodiscard]] sim::CarConfig choose_car(sim::Dice& dice, const Plan& plan);
[[nodiscard]] sim::AuditSettings audit_of(const Plan& plan);

/// The terms of a unit in the master's settings.
[[nodiscard]] sim::UnitTerms terms_of(const node::MasterConfig& master, TwcId id);

}  // namespace twc::test
