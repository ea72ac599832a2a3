// SPDX-License-Identifier: MIT
#include "stops.hpp"

#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration stops_overdraw_after = 18s;
constexpr Duration recently = 60s;
constexpr Duration silenced_for = 60s;
constexpr Duration fell_recently = 40s;

/// The unit is being greeted, or is to be.
bool is_to_link(Time now, const Account& unit) {
  return unit.has_announced_since_sent() ||
         (unit.is_announced() && unit.is_silent(now) && unit.unanswered() > 0);
}

/// A unit that is left alone announces itself after 10 s. It restarted if it did so earlier.
bool is_early(std::optional<Time> said, Time last) {
  constexpr Duration leaves_alone = 8s;
  return said && *said > last && *said - last < leaves_alone;
}

}  // namespace

const Stops::Course* Stops::course_of(TwcId id) const {
  const auto course = courses_.find(id);
  return course == courses_.end() ? nullptr : &course->second;
}

const Stop* Stops::stop_of(TwcId id) const {
  const Course* const course = course_of(id);
  return course != nullptr && course->stop ? &*course->stop : nullptr;
}

bool Stops::waits(const Account& unit) const {
  const Stop* const stop = stop_of(unit.id());
  return stop != nullptr && stop->was_busy && !stop->is_by_user && !stop->is_disobedient &&
         !stop->is_overdraw;
}

std::optional<Time> Stops::served_since(TwcId id) const {
  const Course* const course = course_of(id);
  return course == nullptr ? std::nullopt : course->served_since;
}

int Stops::disobeyed(TwcId id) const {
  const Course* const course = course_of(id);
  return course == nullptr ? 0 : course->disobeyed;
}

bool Stops::is_busy(Time now, const Account& unit) const {
  const Course* const course = course_of(unit.id());
  const bool has_charged =
      course != nullptr && course->charged_at && now - *course->charged_at <= recently;
  const bool has_limit = unit.echo() > 0 || (course != nullptr && course->served >= now);
  const bool begins =
      course != nullptr && course->began && has_limit && now - *course->began <= recently;
  const bool is_let_on =
      course != nullptr && course->closed && unit.echo() > 0 && now - *course->closed <= recently;
  const bool is_back = unit.woke() && now - *unit.woke() <= recently && unit.echo() > 0;
  return has_charged || begins || is_let_on || is_back || unit.asks();
}

bool Stops::is_served(Time now, const Account& unit) const {
  return stop_of(unit.id()) == nullptr && !unit.is_free(now, books_.spans) &&
         (unit.echo() > 0 || unit.last_limit() > 0);
}

/// The auditor notes a stop some time after it happened. It judges stops of one decision together;
/// a later stop, or one that the user wanted, had no part in it.
bool Stops::was_served(Time now, Time then, const Account& unit) const {
  if (is_served(now, unit)) return true;
  constexpr Duration of_one_decision = 5s;
  const Course* const course = course_of(unit.id());
  if (course == nullptr) return false;
  if (!course->stop) return course->served >= then;  // it was lost since
  // A stop is dated by the last frame. The master decides before the next one is due.
  const Time changed = books_.total_set_at();
  const Duration next = then + books_.cadence(now) < changed ? books_.cadence(now) : Duration{};
  const bool is_of_change = changed > then && course->stop->at + next >= changed;
  const bool is_later = course->stop->at > then + of_one_decision || is_of_change;
  const bool is_of_minimum = unit.clamps_since() >= then;  // not known before
  return is_later || is_of_minimum || (course->by_user >= then && course->served >= then);
}

void Stops::addressed(Time now, const Account& unit, Course& course) {
  const bool was_left_alone = course.stop && course.stop->kind == StopKind::silence &&
                              now - unit.last_heartbeat().value_or(now) > books_.cadence(now);
  if (was_left_alone) course.stop.reset();
}

/// Zero stops a Protocol 1 unit; anything else serves it.
void Stops::limited(Time now, const Account& unit, Centiamps limit) {
  Course& course = courses_[unit.id()];
  const bool is_zero = limit == Centiamps{} && unit.protocol() == Protocol::one;
  if (!is_zero) {
    const bool was_without = course.stop || course.zeros > 1;
    addressed(now, unit, course);
    if (course.stop && limit > Centiamps{} && !books_.terms_of(unit.id()).stopped &&
        course.stop->kind == StopKind::zero) {
      course.stop.reset();
    }
    const bool begins = !course.served_since || (unit.echo() == 0 && was_without);
    if (limit > Centiamps{} && begins) course.served_since = course.began = now;
    return;
  }
  // A unit that was silenced and now hears 0 goes on being stopped.
  if (course.stop) course.stop->kind = StopKind::zero;
  // A repeated zero, or a zero in the greeting of a unit that had it before, is no new stop (R6).
  const bool is_new = !unit.was_zeroed() && unit.is_steady(now);
  if (!course.stop && unit.echo() > 0 && is_new)
    note(now, unit, {.kind = StopKind::zero, .at = now});
}

void Stops::polled(Time now, const Account& unit) {
  addressed(now, unit, courses_[unit.id()]);
}

void Stops::opened(Time now, const Account& unit) {
  if (stop_of(unit.id()) == nullptr) note(now, unit, {.kind = StopKind::contactor, .at = now});
}

/// The master serves the unit again.
void Stops::closed(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  course.closed = now;
  if (course.stop && course.stop->kind == StopKind::contactor) course.stop.reset();
}

void Stops::answered(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  if (unit.asks()) course.asked_at = now;
  if (unit.charges()) {
    const bool has_paused = !course.charged_at || now - *course.charged_at > recently;
    const bool begins = !course.stop && std::exchange(course.begins_anew, false);
    if (has_paused || begins) course.last_start = now;
    course.first_start = course.first_start.value_or(now);
    course.charged_at = now;
  }
  if (unit.echo() > 0 && !course.served_since) course.served_since = course.began = now;
  // The unit is addressed, has a limit, and charges: the stop is over, unless the user wants it.
  const bool charges_again = unit.charges() && unit.echo() > 0 && unit.is_steady(now);
  const bool is_over = course.stop && course.stop->kind != StopKind::zero &&
                       !books_.terms_of(unit.id()).stopped &&
                       *unit.last_heartbeat() > course.stop->at + shows_after(now);
  if (charges_again && is_over) course.stop.reset();
  // A single answer without a limit may be a damaged one: the turn goes on.
  course.zeros = unit.echo() == 0 ? course.zeros + 1 : 0;
  if (course.zeros > 0) course.zero_at = now;
  if (course.zeros > 1 && !course.stop) course.served_since.reset();
  note_vacancy(unit, course);
  const bool falls = unit.falls(now);
  const bool is_new = !course.last_fall || now - *course.last_fall > fell_recently;
  if (falls && is_new) books_.count(Rule::falling);
  if (falls) course.last_fall = now;
}

/// S4: a car that has left waits no longer. Once may be damage.
void Stops::note_vacancy(const Account& unit, Course& course) {
  const bool is_vacant = unit.state() == msg::ChargeState::ready && unit.echo() == 0;
  course.vacant = is_vacant ? course.vacant + 1 : 0;
  if (is_vacant) course.disobeyed = 0;
  if (course.vacant > 1) course.first_start.reset();
  if (course.vacant > 1 && course.stop && course.stop->kind == StopKind::zero) {
    course.stop->was_busy = false;
  }
}

/// Where all cars still fit, each of them goes on.
void Stops::total_fell(Time now) {
  Amount minima = 0;
  for (const Account& unit : books_.accounts) {
    if (is_served(now, unit) && is_busy(now, unit)) minima += books_.minimum_of(unit);
  }
  if (minima > 0 && minima <= books_.total()) books_.count(Rule::needless_stop);
}

void Stops::forgive(Time now, std::optional<TwcId> unit) {
  for (auto& [id, course] : courses_) {
    if (unit && *unit != id) continue;
    course.disobeyed = 0;
    course.forgiven = now;
    if (!course.stop) continue;
    course.stop->is_disobedient = course.stop->is_overdraw = course.stop->is_by_user = false;
    course.stop->is_forgiven = true;
  }
}

/// The user lets the unit have a limit again: its car waits like another (S4).
void Stops::allowed(TwcId unit) {
  Course& course = courses_[unit];
  if (course.stop) course.stop->is_by_user = false;
}

void Stops::look(Time now) {
  for (const Account& unit : books_.accounts) look_at(now, unit);
}

void Stops::look_at(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  if (is_by_user(unit)) course.by_user = now;
  if (is_served(now, unit)) course.served = now;
  if (waits(unit) || is_to_link(now, unit)) course.asked_at = now;
  const bool is_stuck = books_.kept_by(now, unit) > 0 && !books_.is_fed(now, unit);
  const bool overdraws = unit.overdraws_since().has_value();
  if (!is_stuck && !overdraws) course.stuck_since.reset();
  const Time began = is_stuck ? unit.last_sent().value_or(now) : now;
  if (is_stuck || overdraws) course.stuck_since = course.stuck_since.value_or(began);
  if (course.stuck_since && now - *course.stuck_since >= books_.long_deadline()) {
    course.overdue = books_.kept_by(now, unit);
    course.overdue_at = now;
  }
  if (!is_silenced(now, unit, course)) return;
  course.noted = unit.last_sent();
  if (course.stop) {
    course.stop->kind = StopKind::silence;  // zero or the contactor came first
    course.stop->is_forgiven = course.forgiven > unit.last_sent();
  } else {
    note(now, unit, {.kind = StopKind::silence, .at = *unit.last_sent()});
  }
}

Duration Stops::shows_after(Time now) const {
  return std::max<Duration>(2 * books_.cadence(now), books_.is_remote() ? 15s : 8s);
}

bool Stops::may_be_silenced(Time now, const Account& unit) const {
  const auto last = unit.last_sent();
  if (!last || unit.had_ceased_to_answer()) return false;
  const bool has_restarted = is_early(unit.restarted(), *last);
  if (has_restarted && do_minima_fit(*last)) return false;
  // Where the line was lost soon after the last frame, or the unit did not answer it, or restarted
  // in a moment of too little room, the auditor cannot tell what the master meant.
  const bool is_unclear =
      has_restarted || unit.unanswered() > 0 ||
      *last < std::max(books_.excused, books_.listening.since().value_or(*last));
  return now - *last < (is_unclear ? silenced_for : shows_after(now));
}

/// There was room for all units that were heard.
bool Stops::do_minima_fit(Time then) const {
  Amount minima = 0;
  for (const Account& unit : books_.accounts) {
    if (unit.answers() > 0) minima += books_.minimum_of(unit);
  }
  return minima <= total_when_decided(then);
}

/// The unit answered the last frame or nearly so, and the master has spoken to it no more.
bool Stops::is_silenced(Time now, const Account& unit, const Course& course) const {
  constexpr std::size_t often = 2;
  const auto last = unit.last_sent();
  const bool was_mute = unit.was_mute() || unit.unanswered() >= often;
  if (!last || course.noted == last || unit.answers() == 0 || was_mute) return false;
  if (now - *last < shows_after(now) || *last < books_.excused) return false;
  const bool is_cut_off = books_.listening.is_down() || books_.has_second_master ||
                          books_.listening.since().value_or(now) > *last;
  // A careful master leaves a unit alone that has answered another one, perhaps damaged.
  if (unit.has_answered_another(*last)) return false;
  // The unit was greeted after an outage, and there was no room to greet it again.
  const Time again = std::max(books_.excused, books_.listening.since().value_or(Time{}));
  const bool is_unheard = unit.last_answer() < again;
  return !is_cut_off && !is_unheard && !is_early(unit.first_announced(), *last) &&
         !is_early(unit.restarted(), *last);
}

void Stops::note(Time now, const Account& unit, Stop stop) {
  Course& course = courses_[unit.id()];
  const auto* const order = reductions_.order_of(unit.id());
  constexpr std::size_t answered_often = 3;
  constexpr Duration is_corrected_within = 3s;
  const bool is_garbled = books_.garbled && stop.at - *books_.garbled <= is_corrected_within;
  const bool shows_nothing = !unit.asks() && !unit.charges();
  stop.was_busy = is_busy(stop.at, unit) && !(is_garbled && shows_nothing);
  stop.had_limit = unit.echo() > 0 || unit.charges();
  stop.is_by_user = stop.was_by_user = is_by_user(unit) || course.by_user >= stop.at;
  const bool is_unheeded =
      order != nullptr && stop.at - order->since >= books_.obeys_within() - books_.cadence(now);
  stop.is_disobedient = is_unheeded && unit.answers() >= order->answers + answered_often;
  const auto overdraws = unit.overdraws_since();
  stop.is_overdraw = overdraws && stop.at - *overdraws >= stops_overdraw_after;
  if (stop.is_disobedient) ++course.disobeyed;
  stop.is_forgiven = course.forgiven > stop.at;
  course.stop = stop;
  course.begins_anew = true;
  course.first_start.reset();
  const bool is_deserved = stop.is_by_user || is_unheeded || stop.is_overdraw ||
                           books_.is_outside(now, unit) || unit.state() == msg::ChargeState::error;
  if (!is_deserved) judge(now, unit, stop);
}

}  // namespace twc::sim
