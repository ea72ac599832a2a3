// SPDX-License-Identifier: MIT
#include <twc/node/exposure.hpp>
#include <twc/node/unit_status.hpp>

namespace twc::node {
namespace {

using enum msg::ChargeState;

bool is_unreachable(const UnitStatus& unit, bool is_mute) {
  return unit.link == Link::unreachable || unit.link == Link::lost || is_mute ||
         unit.amounts.reason == Reason::deaf;
}

/// A unit that has not answered yet waits too, although nobody knows whether it has a car.
bool waits_to_be_greeted(const UnitStatus& unit) {
  if (unit.link != Link::linking) return false;
  const bool is_unheard = !unit.said || unit.stop.is_freed;
  const Reason reason = unit.amounts.reason;
  const bool lacks_room = reason == Reason::minimum || reason == Reason::stale;
  return lacks_room || (is_unheard && reason == Reason::waiting);
}

bool is_paused(const UnitStatus& unit) {
  if (unit.link == Link::silenced || unit.link == Link::id_conflict) return true;
  if (waits_to_be_greeted(unit)) return true;
  const bool has_nothing =
      unit.amounts.requested == Centiamps{} && unit.amounts.reason != Reason::quiet_time;
  const bool waits =
      unit.stop.is_under_way || unit.car.need == Need::asking || unit.state == ready_to_charge;
  return has_nothing && waits;
}

bool is_asking(const UnitStatus& unit) {
  return unit.state == starting || (unit.state == ready_to_charge && unit.echoed() == Centiamps{});
}

bool has_ended(const UnitStatus& unit) {
  if (!unit.car.has_charged) return false;
  return unit.state == do_not_charge || (unit.state == ready && unit.reported.is_plugged());
}

}  // namespace

Charging charging_of(const UnitStatus& unit, bool is_mute) {
  if (is_unreachable(unit, is_mute)) return Charging::unreachable;
  if (unit.state == error) return Charging::error;
  if (unit.amounts.drawn >= nothing_drawn) return Charging::charging;
  if (is_paused(unit)) return Charging::paused;
  if (is_asking(unit)) return Charging::asking;
  if (unit.car.is_cut_short) return Charging::paused;
  if (has_ended(unit)) return Charging::full;
  return unit.reported.has_car() ? Charging::plugged : Charging::idle;
}

}  // namespace twc::node
