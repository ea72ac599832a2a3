// SPDX-License-Identifier: MIT
/// The master chooses the limit in the next heartbeat of a unit: none, or one that R1 lets leave.

#include <algorithm>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::seconds;

/// The master raises a unit in parts where R1 holds back the rest: not more often than this.
constexpr Duration between_partial_raises = seconds{5};

/// The rest comes as soon as other cars have fallen, so a small part is not worth a change (S6).
bool is_worth_it(Centiamps from, Centiamps part, Centiamps whole) {
  return part - from >= whole - part;
}

}  // namespace

NextLimit MasterCore::limit_for(Time now, ServedUnit& unit) {
  if (unit.offer == Centiamps{}) return limit_to_stop(now, unit);
  // A unit at zero stops until R1 lets a raise leave for it.
  if (!unit.orders.is_zeroed()) unit.stopping.end();
  if (unit.orders.falls_since() && !is_over(now)) unit.orders.excuse();
  return lower_or_raise(now, unit);
}

/// A linked car asks that is to be served.
bool MasterCore::somebody_asks() const {
  return std::ranges::any_of(units(), [](const ServedUnit& unit) {
    return unit.is_heartbeated() && unit.offer > Centiamps{} && unit.demand.need() == Need::asking;
  });
}

/// R6: a limit is sent until it is echoed, and again as soon as an echo differs.
NextLimit MasterCore::limit_to_repeat(Time now, const ServedUnit& unit) const {
  const auto granted = unit.orders.granted();
  if (!granted || unit.orders.has_echoed(*granted)) return {};
  if (!is_raise(unit.exposure, now, unit.effect_of(*granted))) return {.limit = granted};
  if (*granted > most_for(now, unit)) return {};
  return {.limit = granted, .may_be_left_out = true};
}

NextLimit MasterCore::lower_or_raise(Time now, ServedUnit& unit) {
  const Centiamps target = with_spike(now, unit, unit.offer);
  const bool is_done = unit.orders.has_echoed(target) ||
                       (!unit.orders.granted() && unit.said && unit.said->limit == target);
  if (is_done) return {};
  const bool rises = target > unit.orders.told();
  // S8: free current goes first to a car that asks, then to an idle unit.
  const bool comes_last = unit.demand.need() == Need::idle && somebody_asks();
  const bool must_wait =
      comes_last || !unit.link.is<link::Linked>() || keeps_offer(now, unit, target);
  if (rises && must_wait) return limit_to_repeat(now, unit);
  const auto limit =
      room_for(now, unit, target, unit.echo() > Centiamps{} ? kept_for_askers(now) : Centiamps{});
  if (!limit) return held_down(now, unit, target);
  if (*limit <= unit.orders.told() || *limit == target) return {.limit = limit};
  const bool is_start = unit.echo() == Centiamps{};
  const auto raised = unit.orders.raised_at();
  const bool is_too_soon = raised && now - *raised < between_partial_raises;
  // A trial waits for room, so that its share comes in one change (S6, S7).
  const bool may_rise_in_part = !is_too_soon && !unit.usage.is_trial_young(now) &&
                                is_worth_it(unit.orders.told(), *limit, target);
  return is_start || may_rise_in_part ? NextLimit{.limit = limit} : limit_to_repeat(now, unit);
}

/// S6: another unit may need room for a second. A lowered offer to an idle unit then stays low for
/// a while; when its car asks, it rises at once.
bool MasterCore::keeps_offer(Time now, const ServedUnit& unit, Centiamps target) const {
  constexpr Duration for_a_while = std::chrono::minutes{30};
  const auto granted = unit.orders.granted();
  const auto lowered = unit.orders.lowered_at();
  if (unit_count_ == 1) return false;
  const bool rests = unit.demand.need() == Need::idle && unit.echo() == Centiamps{};
  const bool has_offer = granted && *granted >= unit.least() && *granted <= target;
  const bool was_lowered = lowered && *lowered > terms_changed_ && now - *lowered < for_a_while;
  return rests && has_offer && was_lowered;
}

/// S8: what a unit that has current leaves for cars that ask, and are to get their first amps.
Centiamps MasterCore::kept_for_askers(Time now) const {
  Centiamps sum;
  for (const ServedUnit& unit : units()) {
    const bool waits = unit.is_heartbeated() && unit.offer > Centiamps{} &&
                       unit.echo() == Centiamps{} && unit.demand.need() == Need::asking &&
                       !unit.exposure.is_mute(now);
    if (waits) sum = sum + (unit.least() - exposure_of(now, unit));
  }
  return sum;
}

/// The largest limit up to `limit` for which the other units leave room, and `kept` besides.
/// Nothing: they leave less than the minimum.
std::optional<Centiamps> MasterCore::room_for(Time now, const ServedUnit& unit, Centiamps limit,
                                              Centiamps kept) const {
  if (!is_raise(unit.exposure, now, unit.effect_of(limit))) return limit;
  const Supply others = supply(now, unit);
  const Centiamps room = others.total - others.others - kept;
  const bool may_rise = others.caution == Caution::none && exposure_of(now, unit) <= room;
  const Centiamps most = whole_amps(std::min(limit, room));
  return may_rise && most >= unit.least() ? std::optional{most} : std::nullopt;
}

/// The master repeats the limit that the unit is held to anyway, to take back a limit under way
/// above it.
NextLimit MasterCore::held_down(Time now, const ServedUnit& unit, Centiamps limit) const {
  const Centiamps smaller = whole_amps(std::min(limit, unit.exposure.floor(now)));
  const bool says_something = smaller >= unit.least() && !unit.orders.has_echoed(smaller);
  const bool is_needed = unit.orders.told() > smaller && is_over(now);
  return says_something && is_needed ? NextLimit{.limit = smaller} : limit_to_repeat(now, unit);
}

/// Cars with some firmware fall to 6 A when their limit is raised, and stay there until it is
/// raised to at least 16 A (units of 80 A: 21 A) for 5 s.
Centiamps MasterCore::with_spike(Time now, ServedUnit& unit, Centiamps target) const {
  constexpr Duration held = seconds{5};
  constexpr Duration stuck_for = seconds{10};
  const bool may_spike = config_.raise_spike && unit.protocol == Protocol::two && unit.said;
  if (!may_spike || somebody_asks() || is_over(now)) return target;
  const Centiamps spike = unit.rating.for_offers() >= 80_A ? 21_A : 16_A;
  const Centiamps most = whole_amps(most_for(now, unit));
  const Centiamps drawn = unit.said->drawn;
  if (unit.spike_since) {
    if (now - *unit.spike_since < held && spike > target) return std::min(spike, most);
    if (now - *unit.spike_since >= held + stuck_for) unit.spike_since.reset();
    return target;
  }
  const auto raised = unit.orders.raised_at();
  const bool charges = unit.demand.need() == Need::charging && drawn >= nothing_drawn;
  const bool raises = target > unit.echo() && charges;
  const bool is_stuck = drawn >= 2_A && drawn + 2_A < unit.echo() && raised &&
                        now - *raised >= stuck_for && target == unit.echo();
  if (spike > target && spike <= most && (raises || is_stuck)) {
    unit.spike_since = now;
    return spike;
  }
  return target;
}

}  // namespace twc::node
