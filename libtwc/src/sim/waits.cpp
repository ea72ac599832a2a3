// SPDX-License-Identifier: MIT
#include "waits.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration left_alone_for = 60s;
constexpr Duration tried_again_after = 10min;

}  // namespace

Rule Waits::rule_of(Goal goal) {
  switch (goal) {
    case Goal::link_again: return Rule::mute;
    case Goal::resume:
    case Goal::zero_ends: return Rule::stopped_waits;
    case Goal::link:
    case Goal::amps: return Rule::waiting;
  }
  return Rule::waiting;
}

std::string Waits::words_of(Goal goal) {
  switch (goal) {
    case Goal::link: return "announces itself, is not greeted";
    case Goal::link_again: return "is heard again, is not served again";
    case Goal::resume: return "was silenced while its car charged, is not greeted again";
    case Goal::zero_ends: return "was stopped while its car charged, is not served again";
    case Goal::amps: return "asks, there is room";
  }
  return {};
}

void Waits::look(Time now) {
  if (!books_.is_calm(now)) last_held_up_ = now;
  for (const Account& unit : books_.accounts) look_at(now, unit);
}

void Waits::total_changed(Time now) {
  for (auto& [id, wait] : waits_) {
    wait = {.goal = wait.goal, .since = now, .losses = books_.losses};
  }
}

void Waits::forgive(std::optional<TwcId> unit) {
  std::erase_if(waits_, [unit](const auto& wait) { return !unit || *unit == wait.first; });
}

void Waits::addressed(Time now, const Account& unit) {
  const Stop* const stop = stops_.stop_of(unit.id());
  const bool is_back = stop != nullptr && stop->kind == StopKind::silence && stops_.waits(unit) &&
                       unit.has_announced_since_sent() && unit.is_free(now, books_.spans);
  // A unit that the user keeps off hears 0 once it announces itself.
  const bool is_off =
      books_.terms_of(unit.id()).stopped || books_.most_for(unit) < books_.minimum_of(unit);
  // R1 keeps frames from a unit that did not answer, and it announces itself: that is no silence.
  const bool was_left = unit.unanswered() > 0;
  if (!is_back || was_left || stop->is_forgiven || stop->was_by_user || is_off) return;
  books_.count(Rule::stopped_waits);
  if (now - *unit.last_heartbeat() >= left_alone_for - 1s) return;
  books_.report(now, Rule::stopped_waits, unit.id(),
                "was silenced for lack of room, and is greeted after " +
                    in_seconds(now - *unit.last_heartbeat()));
}

void Waits::look_at(Time now, const Account& unit) {
  // The master cannot know a liar: a unit that lies and asks may come first.
  const auto goal = goal_of(now, unit);
  if (!seeming_goal(now, unit)) {
    asking_since_.erase(unit.id());
  } else {
    asking_since_.try_emplace(unit.id(), now);
  }
  const auto known = waits_.find(unit.id());
  const bool goes_on = known != waits_.end() && goal == known->second.goal;
  if (known != waits_.end() && !goes_on) {
    settle(now, unit, known->second);
    waits_.erase(known);
  }
  if (!goal) return;
  const bool had_room = goes_on ? known->second.had_room : has_room(now, unit);
  const auto patience = this->patience(now, unit, *goal, had_room);
  if (!patience) {
    waits_.erase(unit.id());
    return;
  }
  constexpr Duration begins_within = 2s;  // after the end of a quiet time
  const bool was_held_up = last_held_up_ && now - *last_held_up_ < begins_within;
  const Time since = was_held_up ? *last_held_up_ + begins_within : now;
  const Wait fresh{.goal = *goal, .since = since, .losses = books_.losses, .had_room = had_room};
  Wait& wait = waits_.try_emplace(unit.id(), fresh).first->second;
  wait.longest = std::max(wait.longest, *patience);
  // A unit that hears nothing, or says nothing, cannot be served.
  const bool is_mute = *goal == Goal::amps && unit.unanswered() > 1;
  if (wait.is_judged || is_mute) return;
  const auto lost = static_cast<Duration::rep>(books_.losses - wait.losses);
  const Duration longest = wait.longest + lost * books_.interval(now);
  if (now - wait.since <= longest) return;
  wait.is_judged = true;
  books_.count(rule_of(*goal));
  books_.report(now, rule_of(*goal), unit.id(),
                words_of(*goal) + ", and has waited for " + in_seconds(now - wait.since));
}

/// The goal is fulfilled, or the unit has another one now.
void Waits::settle(Time now, const Account& unit, const Wait& wait) {
  if (wait.is_judged) return;
  const bool is_for_amps = wait.goal == Goal::amps || wait.goal == Goal::zero_ends;
  const bool is_served = unit.echo() > 0 || (wait.goal == Goal::zero_ends && unit.last_limit() > 0);
  const bool is_fulfilled = is_for_amps ? is_served : books_.is_fed(now, unit);
  if (!is_fulfilled) return;
  books_.count(rule_of(wait.goal));
  if (!is_for_amps) return;
  const Duration lasted = now - wait.since;
  ++books_.tally.waits;
  books_.tally.all_waits += lasted;
  books_.tally.longest_wait = std::max(books_.tally.longest_wait, lasted);
}

std::optional<Waits::Goal> Waits::goal_of(Time now, const Account& unit) const {
  if (books_.is_outside(now, unit)) return std::nullopt;
  return seeming_goal(now, unit);
}

std::optional<Waits::Goal> Waits::seeming_goal(Time now, const Account& unit) const {
  if (books_.has_second_master || books_.listening.is_down()) return std::nullopt;
  if (books_.is_set_aside(now, unit)) return std::nullopt;
  if (books_.most_for(unit) < books_.minimum_of(unit)) return std::nullopt;
  if (!unit.is_silent(now) && unit.is_steady(now)) {
    if (unit.asks()) return Goal::amps;
    const Stop* const stop = stops_.stop_of(unit.id());
    const bool is_zeroed = stop != nullptr && stop->kind == StopKind::zero && stops_.waits(unit) &&
                           unit.echo() == 0 && unit.state() == msg::ChargeState::do_not_charge;
    return is_zeroed ? std::optional{Goal::zero_ends} : std::nullopt;
  }
  return goal_to_link(now, unit);
}

std::optional<Waits::Goal> Waits::goal_to_link(Time now, const Account& unit) const {
  const bool announces = unit.last_announced() && now - *unit.last_announced() < 15s &&
                         (!unit.last_sent() || *unit.last_announced() > *unit.last_sent());
  if (!announces || !unit.ratings().is_believed()) return std::nullopt;
  if (unit.answers() == 0) {
    return unit.last_sent() ? std::nullopt : std::optional{Goal::link};  // deaf: S10
  }
  const Stop* const stop = stops_.stop_of(unit.id());
  const Duration alone = now - unit.last_heartbeat().value_or(now);
  if (unit.is_deaf(now, books_.spans)) return std::nullopt;  // S10 says when it is greeted again
  if (stop == nullptr) {
    return stops_.may_be_silenced(now, unit) ? std::nullopt : std::optional{Goal::link_again};
  }
  constexpr int most_often = 2;
  if (stop->is_overdraw) return std::nullopt;
  if (stop->is_disobedient) {
    const bool is_tried = alone >= tried_again_after && stops_.disobeyed(unit.id()) <= most_often;
    return is_tried ? std::optional{Goal::link_again} : std::nullopt;
  }
  // The master may have silenced it for lack of room, whatever the user did since.
  return alone >= left_alone_for && stops_.waits(unit) ? std::optional{Goal::resume} : std::nullopt;
}

}  // namespace twc::sim
