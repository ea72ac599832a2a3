// SPDX-License-Identifier: MIT
/// The master shows itself and its units, and tells events.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

namespace twc::node {
namespace {

Link link_in(const link::State& state) {
  if (state.is<link::Linked>()) return Link::linked;
  if (state.is<link::Conflict>()) return Link::id_conflict;
  const bool is_lost = state.is<link::Lost>() || state.silenced_because() == Reason::lost;
  if (is_lost) return Link::lost;
  return state.is<link::Silenced>() ? Link::silenced : Link::linking;
}

}  // namespace

/// A unit that the user stopped is not greeted before it is served again.
Link MasterCore::link_of(const ServedUnit& unit) const {
  if (is_down_) return Link::unreachable;
  const bool is_kept_off = unit.terms.is_off() && unit.link.is<link::Announced>();
  return is_kept_off ? Link::silenced : link_in(unit.link);
}

/// A unit has some time from its greeting on to give its first answer. The announcements of a unit
/// that waits for its greeting show that it is there, but not that its last answer still holds.
bool MasterCore::is_mute(Time now, const ServedUnit& unit) const {
  const auto answered = unit.exposure.last_answer();
  if (!unit.is_heartbeated()) {
    const bool is_awaited = unit.link.is<link::Announced>() && !unit.terms.is_off() &&
                            !unit.stopping.is_under_way() && !unit.exposure.is_free(now);
    return is_awaited && answered && now - *answered >= goes_stale_after;
  }
  const Time greeted = unit.link.is<link::Greeted>() ? unit.link.since : Time{};
  const Time heard = std::max(answered.value_or(unit.link.since), greeted);
  return now - heard >= goes_stale_after;
}

/// A unit that has stopped unheard (S9) echoes and draws nothing any more.
Amounts MasterCore::amounts_of(Time now, const ServedUnit& unit) const {
  Amounts amounts{.requested = unit.offer,
                  .granted = granted_to(unit),
                  .reason = reason_for(now, unit),
                  .heard = unit.exposure.last_answer()};
  if (unit.said && !unit.exposure.is_free(now)) {
    amounts.echoed = unit.said->limit;
    amounts.drawn = unit.said->drawn;
  }
  return amounts;
}

UnitStatus MasterCore::unit(Time now, std::size_t at) const {
  const ServedUnit& unit = units()[at];
  UnitStatus status = without_time(now, unit);
  status.in_force_at = in_force_at(now, unit);
  return status;
}

/// The whole status but `in_force_at`: that takes a look at all other units.
UnitStatus MasterCore::without_time(Time now, const ServedUnit& unit) const {
  UnitStatus status;
  status.id = unit.id;
  status.protocol = unit.protocol;
  status.link = link_of(unit);
  status.state = unit.demand.state();
  status.said = unit.said;
  status.amounts = amounts_of(now, unit);
  status.exposure = exposure_of(now, unit);
  status.bounds = {.rating = unit.rating.for_offers(),
                   .least = unit.least(),
                   .most = most_for(now, unit),
                   .ceiling = unit.terms.ceiling};
  status.stop = {.is_ordered = unit.terms.is_stopped,
                 .is_under_way = unit.stopping.is_under_way(),
                 .is_freed = unit.exposure.is_free(now)};
  status.car = {.need = unit.demand.need(),
                .has_charged = unit.demand.has_charged(),
                .is_cut_short = unit.demand.is_cut_short(),
                .may_need_replug = unit.demand.resists()};
  status.reported = unit.reports.last();
  status.charging = charging_of(status, is_mute(now, unit));
  return status;
}

std::optional<UnitStatus> MasterCore::unit(Time now, TwcId id) const {
  const auto all = units();
  const auto found = std::ranges::find(all, id, &ServedUnit::id);
  if (found == all.end()) return std::nullopt;
  return unit(now, index_of(*found));
}

/// A unit that was taken over keeps the limit that it echoes, although no limit was sent to it.
Centiamps MasterCore::granted_to(const ServedUnit& unit) const {
  if (unit.link.is<link::Silenced>()) return {};
  const bool answers = unit.link.is<link::Linking>() || unit.link.is<link::Linked>();
  return unit.orders.granted().value_or(answers ? unit.echo() : Centiamps{});
}

/// The echoes and currents of units that are sure to have stopped do not count (S9).
Amounts MasterCore::totals(Time now) const {
  Amounts sum{.requested = requested_, .granted = handed_out(), .reason = reason_of_total()};
  for (const ServedUnit& unit : units()) {
    if (!unit.said || unit.exposure.is_free(now)) continue;
    sum.echoed = sum.echoed + unit.said->limit;
    sum.drawn = sum.drawn + unit.said->drawn;
    const auto heard = unit.exposure.last_answer();
    if (!sum.heard || heard < sum.heard) sum.heard = heard;
  }
  return sum;
}

/// An event tells the same as the status of its unit does in that instant.
void MasterCore::tell(Time now, const ServedUnit& unit, const event::Any& what, Reason reason) {
  Amounts amounts = amounts_of(now, unit);
  if (reason != Reason::none) amounts.reason = reason;
  events_.push({.at = now, .unit = unit.id, .amounts = amounts, .what = what});
}

void MasterCore::tell(Time now, const event::Any& what) {
  events_.push({.at = now, .unit = {}, .amounts = totals(now), .what = what});
}

/// `charging` may change while the state does not: a car begins to draw, or waits for room.
void MasterCore::tell_state(Time now, ServedUnit& unit) {
  const msg::ChargeState state = unit.demand.state();
  const Charging charging = without_time(now, unit).charging;
  const bool is_new_state = std::exchange(unit.told_state, state) != state;
  const bool is_new_word = std::exchange(unit.told_charging, charging) != charging;
  if (state != msg::ChargeState::error && (is_new_state || is_new_word)) {
    tell(now, unit, event::StateChanged{.state = state, .charging = charging});
  } else if (is_new_state) {
    tell(now, unit, event::UnitError{.state = state});
  }
}

/// A unit that was lost may come back as another one: everything about it is news then.
void MasterCore::tell_lost(Time now, ServedUnit& unit) {
  unit.reports.tell_again();
  unit.told_state.reset();
  tell(now, unit, event::Lost{}, Reason::lost);
}

/// A report that a unit repeats is no news.
void MasterCore::tell_report(Time now, ServedUnit& unit, Inquiry::Topic topic) {
  if (!unit.reports.is_news(topic)) return;
  const Reported& last = unit.reports.last();
  switch (topic) {
    case Inquiry::Topic::meter:
      return tell(now, unit, event::MeterReported{.meter = last.meter->what});
    case Inquiry::Topic::firmware:
      return tell(now, unit, event::FirmwareReported{.version = last.firmware->what});
    case Inquiry::Topic::vin: return tell(now, unit, event::VinReported{.vin = last.vin->what});
    case Inquiry::Topic::serial:
      return tell(now, unit, event::SerialReported{.serial = last.serial->what});
    case Inquiry::Topic::plug: return tell(now, unit, event::PlugReported{.plug = last.plug->what});
  }
}

}  // namespace twc::node
