// SPDX-License-Identifier: MIT
/// The master keeps its table of units: finds a unit, enters a new one, and gives it the settings
/// of the user.

#include <algorithm>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {

std::size_t MasterCore::index_of(const ServedUnit& unit) const {
  return static_cast<std::size_t>(&unit - memory_.units.data());
}

ServedUnit* MasterCore::find(TwcId id) {
  const auto all = served();
  const auto found = std::ranges::find(all, id, &ServedUnit::id);
  return found == all.end() ? nullptr : &*found;
}

/// A table full of units that were never more than a damaged id makes room for a new one.
ServedUnit* MasterCore::enter(Time now, TwcId id) {
  if (ServedUnit* const known = find(id)) return known;
  if (id == TwcId{}) return nullptr;
  ServedUnit* place = nullptr;
  if (unit_count_ < memory_.units.size()) {
    place = &memory_.units[unit_count_++];
  } else {
    const auto all = served();
    const auto gone = std::ranges::find_if(all, [&](const ServedUnit& unit) {
      return unit.link.is<link::Lost>() && unit.exposure.highest(now) == Centiamps{};
    });
    if (gone == all.end()) return nullptr;
    place = &*gone;
  }
  *place = ServedUnit{};
  place->id = id;
  place->due = now + pace::before_greeting;
  place->link.since = place->queued = now;
  place->exposure = Exposure{
      {.round_trip = config_.line.round_trip, .free_after = config_.free_after()}
  };
  set_terms(*place);
  return place;
}

void MasterCore::set_terms(ServedUnit& unit) const {
  unit.terms = Terms{};
  unit.terms.most = config_.unit_most;
  unit.terms.least = config_.least;
  unit.terms.is_stopped = is_stopped_;
  const auto settings = std::span{config_.units}.first(config_.unit_count);
  const auto own = std::ranges::find(settings, unit.id, &UnitSettings::id);
  if (own == settings.end()) return;
  unit.terms.most = std::min(unit.terms.most, own->most.value_or(most_possible));
  unit.terms.least = own->least.value_or(config_.least);
  unit.terms.priority = own->priority;
  unit.terms.ceiling = own->ceiling;
  unit.terms.is_stopped = unit.terms.is_stopped || own->is_stopped;
}

}  // namespace twc::node
