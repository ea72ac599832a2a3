/// Why a unit has no more than it has, and when what it was told is in force. A reason names the
/// real cause (S9): what the unit itself may be drawing is none.

#include <algorithm>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::seconds;

}  // namespace

/// Why the total is less than what the user asked for.
Reason Master::reason_of_limit() const {
  if (is_stopped_) return Reason::stopped;
  if (whole_amps(total_) >= requested_) return Reason::none;
  if (total_ < limit_) return Reason::stale;
  return requested_ > config_.max_current ? Reason::max_current : Reason::whole_amps;
}

Reason Master::reason_of_total() const {
  if (const Reason why = reason_of_limit(); why != Reason::none) return why;
  if (quiet_.is_running()) return Reason::quiet_time;
  return hold_.is_on() ? Reason::held : Reason::none;
}

Reason Master::reason_for(Time now, const ServedUnit& unit) const {
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
  const bool is_behind = granted_to(unit) < unit.offer;
  if (is_behind && quiet_.caution(now) != Caution::none) return Reason::quiet_time;
  if (is_behind && supply(now, unit).others + unit.offer > total_) return Reason::waiting;
  return reason_of_offer(now, unit);
}

Reason Master::reason_for_nothing(Time now, const ServedUnit& unit) const {
  if (is_stale_) return Reason::stale;
  if (total_ == Centiamps{}) return Reason::stopped;
  if (quiet_.is_running()) return Reason::quiet_time;
  if (need_of(now, unit) == Need::none) {  // it is not time to greet it
    return unit.greetings.is_deaf() ? Reason::deaf : Reason::none;
  }
  const Centiamps most = most_for(now, unit);
  return most < unit.least() && most < total_ ? Reason::unit_max : Reason::minimum;
}

/// Why the policy offers a unit no more than it does. A unit that has all that there is lacks
/// nothing, and the first offer to a unit that is not linked yet is a minimum anyway.
Reason Master::reason_of_offer(Time now, const ServedUnit& unit) const {
  const Centiamps next = unit.offer + 1_A;
  const Centiamps ceiling = unit.terms.ceiling.value_or(most_possible);
  if (next > total_) return reason_of_limit();
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
  if (supply(now, unit).others + next > total_) return Reason::waiting;
  return unit.overdraw.is_told ? Reason::overdraw : Reason::none;
}

std::optional<Time> Master::in_force_at(Time now) const {
  std::optional<Time> latest = is_stopped_ ? std::nullopt : hold_.until();
  if (!is_stopped_) latest = std::max(latest, quiet_.until());
  for (const ServedUnit& unit : units()) {
    const bool is_stop = unit.offer == Centiamps{};
    const bool waits = !is_stop && unit.link.is<link::Linked>();
    if (is_stop) latest = std::max(latest, stops_by(now, unit));
    if (waits) latest = std::max(latest, in_force_at(now, unit));
  }
  return latest;
}

std::optional<Time> Master::in_force_at(Time now, const ServedUnit& unit) const {
  const Reason why = unit.link.silenced_because();
  if (unit.terms.is_off()) return stops_by(now, unit);
  if (why == Reason::minimum && has_minimum_left(unit)) {
    return restarts_at(unit);
  }
  if (why == Reason::disobeyed || why == Reason::overdraw) {
    if (unit.disobeyed >= pace::most_tries) return std::nullopt;
    return unit.link.since + pace::before_next_try;
  }
  if (unit.offer == Centiamps{}) return stops_by(now, unit);
  if (hold_.is_on()) return hold_.until();
  if (granted_to(unit) >= unit.offer) return std::nullopt;
  if (quiet_.caution(now) != Caution::none) return quiet_.until();
  return has_room_at(now, unit);
}

/// The policy will offer a minimum to a silenced unit once it may be greeted.
bool Master::has_minimum_left(const ServedUnit& unit) const {
  Centiamps minima = unit.least();
  for (const ServedUnit& other : units()) {
    if (&other != &unit && other.offer > Centiamps{}) minima = minima + other.least();
  }
  return minima <= total_;
}

/// A Protocol 2 unit that is stopped by silence falls to its minimum first, and stops when it was
/// not addressed for long enough.
std::optional<Time> Master::stops_by(Time now, const ServedUnit& unit) const {
  if (unit.exposure.highest(now) == Centiamps{} || unit.stopping.is_verified()) return std::nullopt;
  const Duration stops_within = config_.stop_after + config_.line.round_trip + seconds{1};
  const auto sent = unit.exposure.last_sent();
  if (unit.link.is<link::Silenced>() && sent) {
    const Time at = *sent + stops_within;
    return at > now ? std::optional{at} : std::nullopt;
  }
  const bool is_by_silence =
      stop_method(config_.stop_by, unit.protocol) == StopBy::silence && unit.is_heartbeated();
  if (!is_by_silence || unit.echo() == Centiamps{}) return std::nullopt;
  const Duration falls_within = config_.line.is_network ? seconds{25} : seconds{10};
  return unit.stopping.begun().value_or(now) + falls_within + stops_within;
}

/// When what the other units may be drawing leaves room, if time alone makes it so.
std::optional<Time> Master::has_room_at(Time now, const ServedUnit& unit) const {
  constexpr int longest = 60;
  if (supply(now, unit).others + unit.offer <= total_) return std::nullopt;
  for (int second = 1; second <= longest; ++second) {
    const Time then = now + seconds{second};
    if (supply(then, unit).others + unit.offer <= total_) return then;
  }
  return std::nullopt;
}

}  // namespace twc::node
