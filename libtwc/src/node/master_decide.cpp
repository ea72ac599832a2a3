// SPDX-License-Identifier: MIT
/// The master decides, at most five times a second and at each command, what may flow and which
/// unit is to have how much.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::seconds;

constexpr Duration standing_turn = seconds{60};
constexpr Duration between_trials = std::chrono::minutes{30};
/// S1: the master stops no unit for the current that another one keeps before R3's long deadline.
constexpr Duration long_deadline_reserve = seconds{2};

}  // namespace

void MasterCore::update_total(Time now) {
  const bool was_stale = is_stale_;
  const bool is_old = config_.stale_after && now - renewed_ >= *config_.stale_after;
  is_stale_ = is_old || (config_.stale_after && is_remembered_);
  const Centiamps before = std::exchange(total_, std::min(limit_, config_.max_current));
  if (is_stale_) total_ = std::min(total_, config_.fallback);
  if (total_ < before) total_fell_ = now;
  if (total_ != before) terms_changed_ = now;
  if (is_stale_ && !was_stale) tell(now, event::Stale{});

  Centiamps minima;
  for (const ServedUnit& unit : units()) {
    if (config_.hold == Duration{}) break;
    // A unit that loses its floor during the hold is not raised again.
    const bool is_held =
        unit.link.is<link::Linked>() && !unit.exposure.is_mute(now) && !unit.terms.is_stopped &&
        unit.demand.need() == Need::charging &&
        unit.least() <= std::min(unit.terms.most, unit.terms.ceiling.value_or(unit.terms.most));
    if (is_held) minima = minima + unit.least();
  }
  const bool may_hold = !is_stale_ && !is_stopped_ && total_ > Centiamps{};
  const Centiamps most = may_hold ? config_.max_current : Centiamps{};
  if (hold_.look(now, total_, minima, most)) {
    tell(now, event::Held{.until = *hold_.until(), .in_force_at = in_force_at(now)});
  }
}

Centiamps MasterCore::exposure_of(Time now, const ServedUnit& unit) const {
  const Centiamps highest = unit.exposure.highest(now);
  const auto begun = quiet_.begun();
  if (!begun) return highest;
  // In the quiet time a unit that was heard and has not answered counts its rating.
  const bool was_heard = unit.announcements.was_heard_since(now - config_.free_after());
  const bool has_answered = unit.answered[0] >= *begun;
  return was_heard && !has_answered ? std::max(highest, unit.rating.for_exposure()) : highest;
}

Centiamps MasterCore::exposure(Time now) const {
  Centiamps sum;
  for (const ServedUnit& unit : units()) sum = sum + counted(unit, exposure_of(now, unit));
  return sum;
}

/// Two units with one id count twice.
Centiamps MasterCore::counted(const ServedUnit& unit, Centiamps own) {
  return unit.link.is<link::Conflict>() ? own + own : own;
}

/// R5: no raise above the rating, the unit's own maximum, or the total.
Centiamps MasterCore::most_for(Time now, const ServedUnit& unit) const {
  const Terms& terms = unit.terms;
  return std::min({unit.rating.for_offers(), terms.most, terms.ceiling.value_or(terms.most),
                   unit.orders.most(now), hold_.allowed(total_)});
}

Need MasterCore::need_of(Time now, const ServedUnit& unit) const {
  if (unit.terms.is_off()) return Need::none;
  if (unit.link.is<link::Linked>() || unit.link.is<link::Linking>()) return unit.demand.need();
  const bool waits = unit.link.is<link::Announced>() || unit.link.is<link::Greeted>();
  if (waits) {
    const bool may_begin = unit.link.is<link::Greeted>() || unit.greetings.may_begin(now);
    const bool is_clear = unit.announcements.is_one(now) && unit.rating.is_certain();
    if (!may_begin || !is_clear || !may_be_greeted(now, unit)) return Need::none;
    if (!unit.greetings.deserves_room(now)) return Need::idle;  // S10
    // A car whose unit lost its power for a moment keeps its place.
    const auto heard = unit.exposure.last_answer();
    const bool has_just_charged =
        unit.demand.need() == Need::charging && heard && now - *heard < config_.lost_after;
    if (has_just_charged) return Need::charging;
    // Under rotate it may have a car, and has its turn.
    return unit.demand.waits() || policy_ == Policy::rotate ? Need::asking : Need::unknown;
  }
  if (unit.link.silenced_because() != Reason::minimum) return Need::none;
  const bool is_there = unit.exposure.is_abandoned() || unit.exposure.is_free(now);
  if (!is_there || now < restarts_at(unit)) return Need::none;
  return unit.demand.waits() ? Need::asking : Need::linking;  // S4
}

/// The unit that is being asked has its turn, then the one that has announced itself for longest.
/// A unit that does not answer lets the others go first (S8).
Time MasterCore::place_to_be_asked(const ServedUnit& unit) {
  if (!unit.link.is<link::Greeted>()) return unit.link.since;
  return unit.misses_answers() ? Time::max() : Time{};
}

Want MasterCore::want_of(Time now, const ServedUnit& unit) const {
  // A unit that was only heard in the quiet time was not asked yet: its exposure stops nobody (S1).
  const Centiamps highest = counted(unit, unit.exposure.highest(now));
  Want want{.need = need_of(now, unit),
            .least = unit.least(),
            .most = most_for(now, unit),
            .priority = unit.terms.priority,
            .queued = unit.queued,
            .has_turn = unit.turn_began.has_value(),
            .keeps = highest};
  if (want.need == Need::unknown) want.queued = place_to_be_asked(unit);
  // An idle unit that answers draws nothing: its offer is free once it is not repeated.
  const bool is_mute = unit.exposure.is_mute(now);
  const bool is_idle = want.need == Need::idle && !is_mute;
  const bool may_be_mute = is_idle && unit.misses_answers();
  if (is_idle && !may_be_mute) want.keeps = {};
  const bool is_linked = unit.link.is<link::Linked>() || unit.link.is<link::Linking>();
  // R2: a unit that seems to hear nothing does not fall, so the others make room at once.
  const bool cannot_fall = unit.misses_answers() && is_over(now) && highest > unit.offer;
  const bool is_stuck =
      is_linked && (is_mute || cannot_fall || lags(now, unit) || unit.overdraw.is_told);
  // S1: the current that a mute unit keeps lowers the others and stops none of them; nor is the
  // mute unit stopped.
  const bool has_lost_touch =
      (is_mute && want.need <= Need::holding) || (may_be_mute && unit.offer > Centiamps{});
  want.is_mute = is_linked && has_lost_touch;
  if (is_stuck || may_be_mute) want.kept_offer = std::min(want.most, unit.offer);
  if (is_stuck) want.keeps = std::max(want.keeps, unit.overdraw.drawn);
  // Such a unit is offered its minimum at most. Until it answers, answers again, or obeys, the rest
  // of its exposure is in excess.
  if (!is_linked || is_stuck) {
    want.most = std::min(want.most, want.least);
    want.excess = want.keeps - want.least;
  }
  want.useful = std::min(want.most, unit.usage.cap().value_or(want.most));
  return want;
}

/// The unit has had time to obey and holds more than it is told. The master does not promise that
/// current to others.
bool MasterCore::lags(Time now, const ServedUnit& unit) const {
  const Duration obeys_within = config_.line.round_trip + seconds{4};
  const auto since = unit.orders.lags_since();
  return since && now - *since >= obeys_within;
}

/// The exposures of units that should have stopped by the long deadline of R3 and did not show it.
Centiamps MasterCore::overdue(Time now) const {
  const Duration gone = follows_within(config_.line) + config_.free_after() + long_deadline_reserve;
  Centiamps sum;
  for (const ServedUnit& unit : units()) {
    const bool is_away = unit.link.is<link::Silenced>() || unit.link.is<link::Lost>() ||
                         unit.link.is<link::Conflict>();
    if (!is_away) continue;
    const Time since = std::max({unit.link.since, unit.exposure.last_answer().value_or(Time{}),
                                 unit.answered_other, total_fell_, line_up_at_});
    if (now - since >= gone) sum = sum + counted(unit, unit.exposure.highest(now));
  }
  return sum;
}

void MasterCore::decide(Time now) {
  rotate(now);
  if (!config_.keep_shares) pass_on_spare(now);
  const Division division{
      .policy = policy_, .pot = {.total = hold_.allowed(total_), .overdue = overdue(now)}
  };
  const auto wants = memory_.wants.first(unit_count_);
  for (std::size_t at = 0; at < unit_count_; ++at) wants[at] = want_of(now, memory_.units[at]);
  if (config_.idle_offer) {
    for (std::size_t step = 0; step < unit_count_; ++step) {
      Want& want = wants[(standing_ + step) % unit_count_];
      if (want.need != Need::idle) continue;
      want.need = Need::standing;
      want.useful = std::min(want.useful, want.least);
      break;
    }
  }
  if (division == divided_ && std::ranges::equal(wants, memory_.divided.first(unit_count_))) return;
  divided_ = division;
  std::ranges::copy(memory_.wants, memory_.divided.begin());
  share(policy_, division.pot, wants, memory_.offers);
  for (std::size_t at = 0; at < unit_count_; ++at) memory_.units[at].offer = memory_.offers[at];
}

void MasterCore::rotate(Time now) {
  if (config_.idle_offer && unit_count_ > 0 && now - rotated_standing_ >= standing_turn) {
    rotated_standing_ = now;
    standing_ = (standing_ + 1) % unit_count_;
  }
  if (policy_ == Policy::rotate) end_turns(now);
}

/// S5: at the end of a turn as many cars make room as wait for it. The others begin another turn.
void MasterCore::end_turns(Time now) {
  const auto waits = [this, now](const ServedUnit& unit) {
    if (unit.offer > Centiamps{} || unit.terms.is_off() || unit.link.is<link::Lost>()) {
      return false;
    }
    return unit.demand.need() == Need::asking || need_of(now, unit) == Need::asking;
  };
  auto waiting = std::ranges::count_if(units(), waits);
  const auto is_over = [this, now](const ServedUnit& unit) {
    return unit.turn_began && now - *unit.turn_began >= config_.rotate_every;
  };
  if (waiting == 0 || std::ranges::none_of(units(), is_over)) return;
  for (; waiting > 0; --waiting) {
    ServedUnit* longest = nullptr;
    for (ServedUnit& unit : served()) {
      if (!is_over(unit)) continue;
      if (longest == nullptr || *unit.turn_began < *longest->turn_began) longest = &unit;
    }
    if (longest == nullptr) return;
    longest->turn_began.reset();
    longest->queued = now;
  }
  for (ServedUnit& unit : served()) {
    if (is_over(unit)) unit.turn_began = now;
  }
}

/// S7: current that a car leaves unused for a minute goes to others that can use it. All trials
/// begin at the same time.
void MasterCore::pass_on_spare(Time now) {
  if (trial_at_ && now >= *trial_at_) {
    trial_at_.reset();
    for (ServedUnit& unit : served()) {
      if (!unit.usage.cap()) continue;
      unit.usage.begin_trial(now);
      trial_at_ = now + between_trials;
    }
  }
  for (ServedUnit& unit : served()) {
    if (!unit.is_heartbeated() || !unit.usage.has_spare(now) || !is_wanted(unit)) continue;
    if (unit.usage.lower(unit.least()) && !trial_at_) trial_at_ = now + between_trials;
  }
}

/// Another unit has less than it can take, and its car shows that it uses what it has.
bool MasterCore::is_wanted(const ServedUnit& except) const {
  return std::ranges::any_of(memory_.divided.first(unit_count_), [&](const Want& want) {
    const auto at = static_cast<std::size_t>(&want - memory_.divided.data());
    const ServedUnit& unit = memory_.units[at];
    if (&unit == &except || want.need > Need::asking || unit.offer + 1_A > want.useful)
      return false;
    return want.need == Need::asking || unit.usage.is_near_limit();
  });
}

}  // namespace twc::node
