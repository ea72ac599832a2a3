// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/node/gate.hpp>

namespace twc::node {
namespace {

bool rises(const Exposure& unit, Time now, std::optional<Range> limit) {
  return limit && limit->high > unit.floor(now);
}

/// A unit that has restarted, or feels abandoned, holds nothing until it is told a limit, so a
/// limit that only repeats what it held comes on top of the others.
bool fits_after_restart(const Exposure& unit, std::optional<Range> limit, const Supply& supply) {
  if (!limit || !(unit.has_restarted() || unit.is_abandoned())) return true;
  return supply.others + limit->high <= supply.total || limit->high == Centiamps{};
}

}  // namespace

bool is_raise(const Exposure& unit, Time now, std::optional<Range> limit) {
  // A restarted unit resumes its old limit only if its first heartbeat carries none.
  const bool may_resume = !limit && unit.has_restarted() && unit.resumable() > Centiamps{};
  return rises(unit, now, limit) || unit.is_mute(now) || may_resume;
}

bool may_leave(const Exposure& unit, Time now, std::optional<Range> limit, const Supply& supply) {
  if (!is_raise(unit, now, limit)) return fits_after_restart(unit, limit, supply);
  if (supply.caution != Caution::none && rises(unit, now, limit)) return false;
  if (supply.caution == Caution::first_quiet || supply.adds_nothing) return true;
  Exposure after = unit;
  after.sent(now, limit);
  const bool may_resume = !limit || (supply.caution == Caution::no_raise && unit.is_unknown());
  const Centiamps carried = may_resume ? unit.resumable() : after.highest(now);
  return supply.others + std::max(unit.highest(now), carried) <= supply.total;
}

std::optional<Permit> Permit::first_of(std::span<const Wish> wishes, const Exposure& unit, Time now,
                                       const Supply& supply) {
  for (const Wish& wish : wishes) {
    if (may_leave(unit, now, wish.effect, supply)) return Permit{wish};
  }
  return std::nullopt;
}

}  // namespace twc::node
