// SPDX-License-Identifier: MIT
/// The master picks the unit that it addresses next, and the time.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration slow = seconds{8};  // a unit is close to giving up on us
constexpr Duration just_now = seconds{8};

/// How late the next heartbeat of a unit may be, so that it does not give up on us.
Duration longest_gap(const Line& line, const Patience& patience, std::size_t units, bool has_mute) {
  if (line.is_network) {
    constexpr Duration overhead = milliseconds{400};      // the gaps between frames
    constexpr Duration one_question = milliseconds{300};  // something else in between
    constexpr Duration most = seconds{4};
    const auto count = static_cast<Duration::rep>(units);
    return std::clamp<Duration>(count * (patience.smoothed() + overhead) + one_question, seconds{1},
                                most);
  }
  if (has_mute) return milliseconds{3500};
  return units <= 2 ? milliseconds{1280} : milliseconds{2300};
}

/// A unit announces itself anew: its first heartbeat comes in the place of the one that was due.
bool was_served(Time now, const ServedUnit& unit) {
  return unit.link.is<link::Announced>() && unit.heartbeated && now - *unit.heartbeated <= just_now;
}

}  // namespace

std::optional<Time> MasterCore::deadline() const {
  if (is_halted_ || is_down_) return std::nullopt;
  const Time free = std::max(last_poll_, timers_.may_speak_at());
  Time next = timers_.at(Timer::wake).value_or(Time::max());
  if (next <= free) return free;  // here and below: nothing else comes sooner
  // A unit that is in nobody's way is addressed when it is due; otherwise when it has waited long
  // enough, or after the frames that were in the way.
  for (const ServedUnit& unit : units()) {
    const auto ready = ready_at(unit);
    if (!ready) continue;
    const Time due = std::max(free, *ready);
    const Time late = std::max(free, *ready + pace::longest_wait);
    if (next > due) next = std::min(next, has_place(due, unit) ? due : late);
    if (next <= free) return free;
  }
  if (const auto due = timers_.at(Timer::announcement)) {
    const Time at = std::max(free, *due);
    next = std::min(next, may_announce(at) ? at : std::max(at, last_poll_ + pace::gap));
  }
  next = std::min(next, timers_.at(Timer::inquiry).value_or(next));
  if (somebody_waits()) {
    for (const ServedUnit& unit : units()) {
      next = std::min(next, unit.exposure.next_relief(last_poll_).value_or(next));
      const Time may_hurry = unit.heartbeated.value_or(Time{}) + pace::question;
      if (may_hurry > last_poll_) next = std::min(next, may_hurry);
    }
  }
  return std::max(free, next);
}

/// The next heartbeat of the unit is due then. Nothing: none is.
std::optional<Time> MasterCore::ready_at(const ServedUnit& unit) const {
  if (gets_heartbeats(unit)) return due_of(unit);
  return next_ask(unit);
}

/// Whether that heartbeat makes no other one late, or has waited long enough.
bool MasterCore::has_place(Time now, const ServedUnit& unit) const {
  return gets_heartbeats(unit) ? may_begin(now, unit) : has_slack(now, nullptr);
}

bool MasterCore::gets_heartbeats(const ServedUnit& unit) {
  return unit.is_heartbeated() || unit.link.is<link::Announced>();
}

/// A silenced unit that gave no sign is asked three times, a second apart.
std::optional<Time> MasterCore::next_ask(const ServedUnit& unit) const {
  const auto sent = unit.exposure.last_sent();
  if (!unit.link.is<link::Silenced>() || unit.exposure.is_abandoned() || !sent) return std::nullopt;
  if (unit.link.silenced_because() == Reason::elsewhere || unit.link.was_asked_enough()) {
    return std::nullopt;
  }
  const bool has_begun = unit.link.asks() > 0;
  if (has_begun) return unit.due;
  return std::max(*unit.exposure.left_alone_since() + config_.free_after(), unit.due);
}

/// Whether the first heartbeat of a unit makes no other one late, or has waited long enough.
bool MasterCore::may_begin(Time now, const ServedUnit& unit) const {
  // The heartbeat of another unit may be due at any moment.
  const bool takes_its_place = was_served(now, unit) && now >= unit.due + pace::question;
  return unit.is_heartbeated() || takes_its_place || now >= unit.due + pace::longest_wait ||
         has_slack(now, &unit);
}

/// A car that waits for its first amps gets its heartbeat a moment later, if by then an echo that
/// was replaced counts no more (S8).
Time MasterCore::due_of(const ServedUnit& unit) const {
  constexpr Duration moment = milliseconds{250};
  const bool waits = unit.link.is<link::Linked>() && unit.offer > Centiamps{} &&
                     unit.echo() == Centiamps{} && unit.orders.told() == Centiamps{};
  if (!waits) return unit.due;
  Time due = unit.due;
  for (const ServedUnit& other : units()) {
    const auto relief = other.exposure.next_relief(unit.due);
    if (relief && *relief <= unit.due + moment) due = std::max(due, *relief);
  }
  return due;
}

/// The next heartbeat of any unit leaves within so long.
Duration MasterCore::beat_within() const {
  constexpr Duration most_in_network = seconds{5};  // S8
  if (config_.line.is_network) return most_in_network;
  const bool may_have_mute = unit_count_ > 1;
  return longest_gap(config_.line, patience_, unit_count_, may_have_mute);
}

/// Picks the unit whose heartbeat is most overdue. A unit that must be reduced, or waits for amps
/// that are free now, goes first if that delays no other heartbeat.
ServedUnit* MasterCore::next_due(Time now) {
  ServedUnit* next = nullptr;
  for (ServedUnit& unit : served()) {
    const auto ready = ready_at(unit);
    if (!ready) continue;
    const bool is_asked = !gets_heartbeats(unit);
    if (!is_asked && hurries(now, unit)) return &unit;
    const bool has_waited = is_asked && now >= *ready + pace::longest_wait;
    if (now < *ready || (!has_waited && !has_place(now, unit))) continue;
    const Time due = is_asked ? *ready : unit.due;
    if (next == nullptr || due < next->due) next = &unit;
  }
  return next;
}

/// A car is to get its first amps.
bool MasterCore::somebody_waits() const {
  return std::ranges::any_of(units(), [](const ServedUnit& unit) {
    return unit.is_heartbeated() && unit.offer > Centiamps{} && unit.echo() == Centiamps{};
  });
}

/// The smallest limit that the unit is to be told: its offer, the minimum before silence, or 0.
Centiamps MasterCore::least_after_fall(const ServedUnit& unit) const {
  if (unit.offer > Centiamps{}) return unit.offer;
  const bool rests = unit.protocol == Protocol::two || config_.stop_by == StopBy::silence;
  return rests ? unit.least() : Centiamps{};
}

bool MasterCore::hurries(Time now, const ServedUnit& unit) const {
  // A unit that was refused just now does not hurry.
  const bool answers = unit.is_heartbeated() && unit.exposure.last_answer() > unit.heartbeated &&
                       unit.due <= *unit.heartbeated + pace::period &&
                       now >= *unit.heartbeated + pace::question;
  if (!answers) return false;
  const bool falls = unit.echo() > least_after_fall(unit);
  const bool has_to_fall = falls && (somebody_waits() || is_over(now));
  const bool waits = unit.link.is<link::Linked>() && unit.offer > Centiamps{} &&
                     unit.echo() == Centiamps{} && unit.demand.need() == Need::asking &&
                     unit.orders.told() == Centiamps{};
  const bool may_rise = waits && room_for(now, unit, unit.offer).has_value();
  return (has_to_fall || may_rise) && has_slack(now, &unit);
}

/// Whether there is a slot for something else before the heartbeats of all but `except`, which then
/// follow one another, are due at the latest.
bool MasterCore::has_slack(Time now, const ServedUnit* except) const {
  const Duration slot = slowest_answer_ + pace::gap;
  const bool has_mute = std::ranges::any_of(units(), [now](const ServedUnit& unit) {
    return unit.is_heartbeated() && unit.exposure.is_mute(now);
  });
  const auto count =
      static_cast<std::size_t>(std::ranges::count_if(units(), &ServedUnit::is_heartbeated));
  const Duration gap = longest_gap(config_.line, patience_, count, has_mute);
  const auto is_counted = [except](const ServedUnit& unit) {
    return unit.is_heartbeated() && &unit != except;
  };
  const auto comes_first = [&](const ServedUnit& unit) {
    const bool has_waited =
        unit.link.is<link::Announced>() && now + slot >= unit.due + pace::longest_wait;
    return &unit != except && (has_waited || was_served(now, unit));
  };
  const auto before = static_cast<Duration::rep>(std::ranges::count_if(units(), comes_first));
  const Time begins = now + slot + before * slot;
  const auto is_late = [&](const ServedUnit& unit) {
    if (!is_counted(unit)) return false;
    const auto is_earlier = [&](const ServedUnit& other) {
      if (!is_counted(other) || *other.heartbeated > *unit.heartbeated) return false;
      return *other.heartbeated < *unit.heartbeated || &other < &unit;
    };
    const auto earlier = static_cast<Duration::rep>(std::ranges::count_if(units(), is_earlier));
    return begins + earlier * slot > *unit.heartbeated + gap;
  };
  return std::ranges::none_of(units(), is_late);
}

/// An outage is told by itself.
void MasterCore::note_pace(Time now, const ServedUnit& unit) {
  const Time last = std::max(unit.heartbeated.value_or(now), line_up_at_);
  const bool is_slow = config_.line.is_network && unit.link.is<link::Linked>() && now - last > slow;
  if (is_slow && !std::exchange(slow_told_, true)) tell(now, unit, event::LinkSlow{});
}

}  // namespace twc::node
