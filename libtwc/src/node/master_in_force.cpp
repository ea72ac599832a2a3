// SPDX-License-Identifier: MIT
/// The master tells by when an order of its user is in force, where that takes more than the next
/// heartbeats. It assumes that units obey, and tells a later time once a unit shows that it does
/// not.

#include <algorithm>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::seconds;

/// The master looks at its units at least so often.
constexpr Duration looks_within = seconds{1};
/// A unit is greeted and answers three times before it is sent a limit.
constexpr Duration::rep beats_to_link = 4;

/// The next try with such a unit is minutes away: the time for all units does not wait for it.
bool is_given_up(const ServedUnit& unit) {
  const Reason why = unit.link.silenced_because();
  return why == Reason::disobeyed || why == Reason::overdraw;
}

}  // namespace

std::optional<Time> MasterCore::in_force_at(Time now) const {
  std::optional<Time> latest;
  if (const auto until = quiet_.until(); until && !is_stopped_) {
    latest = *until + (unit_count_ > 0 ? beat_within() : Duration{});
  }
  for (const ServedUnit& unit : units()) {
    latest = std::max(latest, is_given_up(unit) ? stops_by(now, unit) : in_force_at(now, unit));
  }
  return latest;
}

std::optional<Time> MasterCore::in_force_at(Time now, const ServedUnit& unit) const {
  if (is_down_) {  // nothing reaches a unit: it stops by itself, if it has to fall
    const Centiamps most = is_over(now) ? unit.offer : most_for(now, unit);
    const bool falls = unit.terms.is_off() || unit.exposure.highest(now) > most;
    return falls ? freed_at(now, unit) : std::nullopt;
  }
  if (unit.terms.is_off()) return stops_by(now, unit);
  if (is_given_up(unit)) {
    if (unit.disobeyed >= pace::most_disobediences) return std::nullopt;
    return unit.link.since + pace::before_next_try;
  }
  if (unit.offer == Centiamps{}) {
    const bool waits = unit.link.silenced_because() == Reason::minimum && has_minimum_left(unit);
    return waits ? restarts_at(unit) + beats_to_link * beat_within() : stops_by(now, unit);
  }
  if (const auto until = hold_.until()) {
    return *until + beat_within() + stop_time(now, unit).value_or(Duration{});
  }
  if (granted_to(unit) >= unit.offer) {
    return is_over(now) ? gives_way_by(now, unit) : std::nullopt;
  }
  if (quiet_.caution(now) != Caution::none) {
    const auto until = quiet_.until();
    return until ? std::optional{*until + beat_within()} : std::nullopt;
  }
  const bool is_linked = unit.link.is<link::Linked>();
  const auto room = has_room_at(now, unit);
  const bool has_room = supply(now, unit).others + unit.offer <= total_;
  if (has_room ? is_linked : !room) return std::nullopt;
  return room.value_or(now) + (is_linked ? 1 : beats_to_link) * beat_within();
}

/// A unit that is spoken to and has not followed, overdraws, or gives no answer is silenced or lost
/// in the end, and has stopped some time later. Nothing: it is not late yet.
std::optional<Time> MasterCore::gives_way_by(Time now, const ServedUnit& unit) const {
  if (!unit.is_heartbeated()) return std::nullopt;
  Time by = Time::max();
  const auto falls = unit.orders.falls_since();
  if (falls && now - *falls >= beat_within()) by = *falls + follows_within(config_.line);
  if (unit.overdraw.since) by = std::min(by, *unit.overdraw.since + pace::others_fall);
  if (is_mute(now, unit)) by = std::min(by, silent_since(unit) + config_.lost_after);
  if (by == Time::max()) return std::nullopt;
  return by + config_.free_after() + looks_within;
}

/// A unit may count and send nothing but announcements: the master greets it again and again.
bool MasterCore::may_never_answer(Time now, const ServedUnit& unit) const {
  const bool is_between = unit.link.is<link::Announced>() || unit.link.is<link::Lost>();
  return !unit.said && exposure_of(now, unit) > Centiamps{} && (is_between || is_mute(now, unit));
}

/// Whether the policy will offer a minimum to a silenced unit once the unit may be greeted.
bool MasterCore::has_minimum_left(const ServedUnit& unit) const {
  Centiamps minima = unit.least();
  for (const ServedUnit& other : units()) {
    if (&other != &unit && other.offer > Centiamps{}) minima = minima + other.least();
  }
  return minima <= total_;
}

/// When a unit that gets no heartbeats any more is sure to have stopped.
std::optional<Time> MasterCore::freed_at(Time now, const ServedUnit& unit) const {
  const auto sent = unit.exposure.left_alone_since();
  if (!sent || unit.exposure.highest(now) == Centiamps{}) return std::nullopt;
  return *sent + config_.free_after() + looks_within;
}

std::optional<Time> MasterCore::stops_by(Time now, const ServedUnit& unit) const {
  if (unit.exposure.highest(now) == Centiamps{} || unit.stopping.is_verified()) return std::nullopt;
  if (!unit.is_heartbeated()) return freed_at(now, unit);
  const auto takes = stop_time(now, unit);
  if (!takes) return std::nullopt;
  const auto begun = unit.stopping.begun();
  return begun ? *begun + *takes : now + beat_within() + *takes;
}

/// How long a stop takes from its first heartbeat on, until it is verified. Nothing: a Protocol 1
/// unit follows that heartbeat.
std::optional<Duration> MasterCore::stop_time(Time now, const ServedUnit& unit) const {
  const StopBy method = stop_method(config_.stop_by, unit.protocol);
  if (method == StopBy::zero && unit.protocol == Protocol::one) return std::nullopt;
  const Duration silence = config_.free_after() + looks_within;
  if (!may_rest(now, unit)) return follows_within(config_.line) + silence;
  const Time begun = unit.stopping.begun().value_or(now);
  const Duration opens = follows_within(config_.line) + pace::longest_wait + Stopping::still_for;
  const bool opens_soon = method == StopBy::contactor && now < begun + opens;
  return opens_soon ? opens + looks_within : Stopping::rests_for(method) + silence;
}

/// When the current that the other units may be drawing leaves room for this one: their exposures
/// expire, or the units follow their orders.
std::optional<Time> MasterCore::has_room_at(Time now, const ServedUnit& unit) const {
  constexpr int longest = 60;
  const auto is_in_the_way = [&](const ServedUnit& other) {
    return &other != &unit && may_never_answer(now, other);
  };
  if (std::ranges::any_of(units(), is_in_the_way)) return std::nullopt;
  for (int second = 1; second <= longest; ++second) {
    const Time then = now + seconds{second};
    if (supply(then, unit).others + unit.offer <= total_) return then;
  }
  std::optional<Time> latest;
  for (const ServedUnit& other : units()) {
    const Centiamps highest = other.exposure.highest(now);
    if (&other == &unit || highest <= other.offer || other.stopping.is_verified()) continue;
    auto gone = other.offer == Centiamps{} ? stops_by(now, other) : std::nullopt;
    if (!gone) gone = gives_way_by(now, other);
    if (!gone) gone = now + 2 * beat_within() + fall_time(highest, other.offer);
    latest = std::max(latest, gone);
  }
  return latest;
}

}  // namespace twc::node
