// SPDX-License-Identifier: MIT
/// The current that has to be left to other units when one is to be served.

#include "waits.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

}  // namespace

Amount Waits::taken(Time now, const Account& unit, bool stops_holders) const {
  Amount sum = 0;
  for (const Account& other : books_.accounts) {
    if (other.id() != unit.id()) sum += least_of(now, other, unit, stops_holders);
  }
  return sum;
}

/// The current that has to be left to `other` when `unit` is to be served.
Amount Waits::least_of(Time now, const Account& other, const Account& unit,
                       bool stops_holders) const {
  const Amount minimum = books_.minimum_of(other);
  // A careful master asks a unit that says nothing any more, and waits as long again. Where the
  // unit counts more than the total, it asks after 10 minutes.
  constexpr Duration asks_for = 15s;
  const Amount kept = books_.kept_by(now, other);
  const Duration waits = kept > books_.total() ? 10min : books_.spans.freed;
  const bool may_be_asked =
      now - other.last_sent().value_or(now) <= waits + asks_for + books_.spans.freed;
  const Amount exposure = std::max(books_.exposure_of(now, other), may_be_asked ? kept : 0);
  const bool is_stuck = books_.is_outside(now, other) || !books_.is_fed(now, other) ||
                        other.overdraws_since() || other.floor(now) == 0;
  if (exposure > 0 && is_stuck) return std::max(exposure, minimum);
  if (exposure == 0) return is_before(now, other, unit) ? minimum : 0;
  const bool holds = !stops_.is_busy(now, other) && !other.charges();
  if (holds && (stops_holders || other.protocol() == Protocol::one)) return 0;
  return minimum;
}

/// It has a goal and had it earlier, or its car matters more. A unit that was left alone while no
/// car waited may be asked first whether one waits now.
bool Waits::is_before(Time now, const Account& other, const Account& unit) const {
  const auto asks = asking_since_.find(other.id());
  if (asks == asking_since_.end()) {
    return other.has_announced_since_sent() && !books_.is_set_aside(now, other);
  }
  if (books_.settings.order == StopOrder::priority) {
    return books_.terms_of(other.id()).priority >= books_.terms_of(unit.id()).priority;
  }
  const auto own = asking_since_.find(unit.id());
  return own == asking_since_.end() || asks->second <= own->second;
}

}  // namespace twc::sim
