// SPDX-License-Identifier: MIT
/// Why a unit has no more than it has. A reason names the real cause (S9): the exposure of the unit
/// itself is none.

#include <algorithm>

#include <twc/node/master.hpp>

namespace twc::node {

/// The smallest offer that any unit takes.
Centiamps MasterCore::smallest_minimum() const {
  Centiamps smallest = most_possible;
  for (const ServedUnit& unit : units()) smallest = std::min(smallest, unit.least());
  if (!units().empty()) return smallest;
  smallest = config_.least;
  for (const UnitSettings& unit : std::span{config_.units}.first(config_.unit_count)) {
    smallest = std::min(smallest, unit.least.value_or(smallest));
  }
  return smallest;
}

/// The current that the master hands out of the total: whole amperes, and nothing where they are
/// less than a minimum.
Centiamps MasterCore::handed_out() const {
  const Centiamps whole = is_stopped_ ? Centiamps{} : whole_amps(total_);
  return whole < smallest_minimum() ? Centiamps{} : whole;
}

/// Why the total is less than what the user asked for.
Reason MasterCore::reason_of_limit() const {
  if (is_stopped_) return Reason::stopped;
  const Centiamps granted = handed_out();
  if (granted >= requested_) return Reason::none;
  if (total_ < limit_) return Reason::stale;
  if (granted == Centiamps{}) return Reason::minimum;
  return requested_ > config_.max_current ? Reason::max_current : Reason::whole_amps;
}

Reason MasterCore::reason_of_total() const {
  if (hold_.is_on()) return Reason::held;
  if (const Reason why = reason_of_limit(); why != Reason::none) return why;
  if (is_down_) return Reason::unreachable;
  return quiet_.is_running() ? Reason::quiet_time : Reason::none;
}

Reason MasterCore::reason_for(Time now, const ServedUnit& unit) const {
  const Reason silenced = unit.link.silenced_because();
  if (silenced == Reason::minimum && unit.terms.is_off()) return Reason::stopped;
  if (silenced == Reason::minimum && total_ == Centiamps{}) return reason_for_nothing(now, unit);
  if (silenced != Reason::none) return silenced;
  if (unit.link.is<link::Conflict>()) return Reason::id_conflict;
  if (unit.link.is<link::Lost>()) {
    return unit.greetings.is_deaf() ? Reason::deaf : Reason::lost;
  }
  if (unit.terms.is_off()) return Reason::stopped;
  if (unit.served_elsewhere && now - *unit.served_elsewhere < config_.stop_after) {
    return Reason::elsewhere;
  }
  if (unit.offer == Centiamps{}) return reason_for_nothing(now, unit);
  if (hold_.is_on()) return Reason::held;
  return granted_to(unit) < unit.offer ? reason_of_delay(now, unit) : reason_of_offer(now, unit);
}

/// Why a unit has less than the policy offers it.
Reason MasterCore::reason_of_delay(Time now, const ServedUnit& unit) const {
  if (is_down_) return Reason::unreachable;
  if (quiet_.caution(now) != Caution::none) return Reason::quiet_time;
  if (supply(now, unit).others + unit.offer > total_) return Reason::waiting;
  if (!unit.link.is<link::Linked>()) return Reason::linking;
  const bool comes_last = unit.demand.need() == Need::idle && somebody_asks();
  const bool waits = comes_last || keeps_offer(now, unit, unit.offer);
  return waits ? Reason::waiting : Reason::next_heartbeat;
}

Reason MasterCore::reason_for_nothing(Time now, const ServedUnit& unit) const {
  if (is_stale_) return Reason::stale;
  if (total_ == Centiamps{}) return Reason::stopped;
  if (quiet_.is_running()) return Reason::quiet_time;
  if (need_of(now, unit) == Need::none) {  // it is not time to greet it
    return unit.greetings.is_deaf() ? Reason::deaf : Reason::none;
  }
  const Centiamps most = most_for(now, unit);
  const bool is_ceiling_low = unit.terms.ceiling && *unit.terms.ceiling < unit.least();
  const bool is_low = most < unit.least() && most < total_;
  return is_low && !is_ceiling_low ? Reason::unit_max : Reason::minimum;
}

/// Why the policy offers a unit no more than it does. A unit that has all that there is lacks
/// nothing, and the first offer to a unit that is not linked yet is a minimum anyway.
Reason MasterCore::reason_of_offer(Time now, const ServedUnit& unit) const {
  const Centiamps next = unit.offer + 1_A;
  const Centiamps ceiling = unit.terms.ceiling.value_or(most_possible);
  if (next > total_) return reason_of_limit();
  if (is_down_) return Reason::unreachable;
  if (unit.overdraw.is_told) return Reason::overdraw;
  if (!unit.link.is<link::Linked>()) return Reason::none;
  if (next > unit.rating.for_offers()) return Reason::rating;
  if (next > std::min({unit.terms.most, ceiling, unit.orders.most(now)})) return Reason::unit_max;
  if (is_stale_) return Reason::stale;
  if (unit.usage.cap() && next > *unit.usage.cap()) return Reason::unused;
  Centiamps offered;
  for (const ServedUnit& other : units()) {
    if (&other != &unit) offered = offered + other.offer;
  }
  if (offered + next > total_) return Reason::shared;
  return supply(now, unit).others + next > total_ ? Reason::waiting : Reason::none;
}

}  // namespace twc::node
