// SPDX-License-Identifier: MIT
#include "shares.hpp"

#include <cstdlib>
#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration leaves_for = 60s;
constexpr Duration passed_on_within = 15s;
constexpr Duration keeps_for = 1h;

/// A car may leave so much of its limit before that counts as unused (S7).
Amount margin(Amount limit) {
  constexpr Amount least = 200;
  return std::max(least, limit / 10);
}

/// A car this near to its limit would take more.
bool is_near(Amount drawn, Amount limit) {
  constexpr Amount least = 150;
  return drawn >= limit - std::max(least, limit * 7 / 100);
}

}  // namespace

void Shares::restart() {
  for (auto& [id, course] : courses_) {
    course.leaves.reset();
    course.has_less.reset();
  }
  room_.reset();
}

void Shares::answered(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  if (unit.asks()) {
    course.asked_at = now;
    course.served_at.reset();
  } else if (unit.echo() > 0 && !course.served_at) {
    course.served_at = now;
  }
  constexpr Amount moves = 20;
  if (std::abs(unit.drawn() - course.drawn) > moves || !course.steady_since) {
    course.drawn = unit.drawn();
    course.steady_since = now;
  }
  const bool is_hungry = unit.charges() && is_near(unit.drawn(), unit.echo());
  if (!is_hungry) course.hungry_since.reset();
  if (is_hungry) course.hungry_since = course.hungry_since.value_or(now);
  // It draws all of the limit that it was lowered to: it gets its share back.
  if (!is_hungry || !course.capped_at || unit.echo() < *course.capped_at) return;
  course.capped_at.reset();
  course.took_back_before = std::exchange(course.took_back, now);
}

bool Shares::is_hungry(Time now, const Account& unit) const {
  const auto course = courses_.find(unit.id());
  return course != courses_.end() && course->second.hungry_since && books_.is_fed(now, unit);
}

Duration Shares::lost_time(Time now, const Clock& clock) const {
  return static_cast<Duration::rep>(books_.losses - clock.losses) * books_.interval(now);
}

Duration Shares::slowest(Time now) const {
  Duration slowest{};
  for (const Account& unit : books_.accounts) {
    const UnitTerms& term = books_.terms_of(unit.id());
    if (books_.exposure_of(now, unit) > 0) slowest = std::max(slowest, term.obeys);
  }
  return slowest;
}

/// Only while nothing else is the matter: then the master has no reason to hold anything back.
void Shares::look(Time now) {
  const auto is_troubled = [&](const Account& unit) {
    const bool is_lost = unit.exposure(now, books_.spans) > 0 && !books_.is_fed(now, unit);
    return is_lost || unit.overdraws_since() || unit.conflicts(now, books_.spans) ||
           unit.is_anothers(now, books_.spans);
  };
  if (!books_.is_calm(now) || std::ranges::any_of(books_.accounts, is_troubled)) return restart();
  for (const Account& unit : books_.accounts) {
    Course& course = courses_[unit.id()];
    look_at_rest(now, unit, course);
    look_at_share(now, unit, course);
  }
  look_at_room(now);
}

bool Shares::keeps(Time now, const Course& course) const {
  return course.took_back_before && now - *course.took_back_before <= 2 * keeps_for;
}

bool Shares::another_could_use(Time now, const Account& unit) const {
  return std::ranges::any_of(books_.accounts, [&](const Account& other) {
    return other.id() != unit.id() && is_hungry(now, other) && !books_.is_outside(now, other) &&
           other.echo() + one_ampere <= books_.most_for(other);
  });
}

/// A car that leaves part of its limit for a minute is lowered to what it draws and a margin.
void Shares::look_at_rest(Time now, const Account& unit, Course& course) {
  const Amount limit = unit.echo();
  const bool is_changed = limit != course.leaves_of;
  const bool leaves = books_.is_fed(now, unit) && unit.charges() && limit > 0 &&
                      limit - unit.drawn() > margin(limit);
  const bool counts = leaves && another_could_use(now, unit) && !keeps(now, course) &&
                      !books_.settings.keep_shares && !books_.is_outside(now, unit);
  // The master may have had a reason that the auditor does not see: the car was lowered all the
  // same.
  const bool is_lowered = is_changed && limit < course.leaves_of && limit > 0;
  const bool has_rested = course.rests_since && now - *course.rests_since >= leaves_for / 2;
  if (is_lowered && (has_rested || course.capped_at)) course.capped_at = limit;
  if (!leaves || is_changed) course.rests_since.reset();
  if (leaves) course.rests_since = course.rests_since.value_or(now);
  if (course.leaves && is_changed && limit < course.leaves_of && limit > 0 &&
      now - course.leaves->since >= leaves_for / 2) {
    books_.count(Rule::unused);
    course.was_lowered = true;
  }
  course.leaves_of = limit;
  if (is_changed || !counts) {
    course.leaves.reset();
    course.most_drawn = 0;
  }
  if (!counts) return;
  course.most_drawn = std::max(course.most_drawn, unit.drawn());
  if (!course.leaves) course.leaves = begin(now);
  const Amount enough = course.most_drawn + margin(limit) + one_ampere;
  if (limit <= std::max(books_.minimum_of(unit), enough) || course.leaves->is_judged) return;
  const Duration longest =
      leaves_for + passed_on_within + lost_time(now, *course.leaves) + slowest(now);
  if (now - course.leaves->since <= longest) return;
  course.leaves->is_judged = true;
  books_.count(Rule::unused);
  books_.report(now, Rule::unused, unit.id(),
                "draws " + in_amps(course.most_drawn) + " of its " + in_amps(limit) + " for " +
                    in_seconds(now - course.leaves->since) + ", and another car wants more");
}

/// A car that has just been served may be about to take more, unless it has settled below its
/// limit.
bool Shares::claims(Time now, const Account& unit, const Course& course) const {
  constexpr Duration starts_within = 60s;
  constexpr Duration settles_within = 5s;
  const bool has_settled = unit.charges() && !is_near(unit.drawn(), unit.echo()) &&
                           now - course.steady_since.value_or(now) >= settles_within;
  const bool is_new = !has_settled && course.served_at &&
                      now - *course.served_at <= starts_within && course.asked_at &&
                      stops_.is_busy(now, unit);
  return is_new || is_hungry(now, unit);
}

/// A car that charges with more than this one, and more than its own minimum.
const Account* Shares::richer(Time now, const Account& unit) const {
  for (const Account& other : books_.accounts) {
    const bool has_more =
        other.id() != unit.id() && books_.is_fed(now, other) && !books_.is_outside(now, other) &&
        other.echo() > unit.echo() + one_ampere && other.echo() > books_.minimum_of(other);
    if (has_more && (other.charges() || stops_.is_busy(now, other))) return &other;
  }
  return nullptr;
}

/// Under the fair policy two cars that would use more have equal limits.
void Shares::look_at_share(Time now, const Account& unit, Course& course) {
  const bool counts = books_.settings.order != StopOrder::priority && books_.is_fed(now, unit) &&
                      !books_.is_outside(now, unit) && unit.echo() > 0 &&
                      !books_.settings.raise_spike && claims(now, unit, course) &&
                      unit.echo() + one_ampere <= books_.most_for(unit);
  const Account* const other = counts ? richer(now, unit) : nullptr;
  if (other == nullptr) {
    if (course.has_less && counts) {
      const bool is_taken_back = course.was_lowered;
      books_.count(is_taken_back ? Rule::unused : Rule::waiting);
      if (is_taken_back) {
        course.was_lowered = false;
      }
    }
    course.has_less.reset();
    return;
  }
  if (!course.has_less) course.has_less = begin(now);
  if (course.has_less->is_judged) return;
  const auto units = static_cast<Duration::rep>(books_.units_on_bus(now));
  Duration longest = units <= 2 ? 14s : 20s + std::max<Duration::rep>(units - 4, 0) * 600ms;
  if (books_.is_remote()) longest += 15s + 4 * units * books_.settings.answers_in;
  longest += lost_time(now, *course.has_less) + slowest(now);
  if (now - course.has_less->since <= longest) return;
  course.has_less->is_judged = true;
  const Rule rule = course.was_lowered ? Rule::unused : Rule::waiting;
  books_.count(rule);
  books_.report(now, rule, unit.id(),
                "has " + in_amps(unit.echo()) + " and would use more, another car has " +
                    in_amps(other->echo()) + " for " + in_seconds(now - course.has_less->since));
}

/// The master hands out current that no unit holds (S7).
void Shares::look_at_room(Time now) {
  Amount charging = 0;
  Amount wanted = 0;
  Amount reserved = 0;
  Amount counted = 0;
  for (const Account& unit : books_.accounts) {
    const bool is_greeted = unit.is_silent(now) && unit.unanswered() > 0;
    const bool waits = unit.asks() || stops_.waits(unit) || unit.answers() == 0 ||
                       unit.has_announced_since_sent() || is_greeted;
    counted += std::max(books_.exposure_of(now, unit), books_.kept_by(now, unit));
    if (waits) reserved = books_.total();
    if (unit.charges()) charging += one_ampere;
    if (is_hungry(now, unit) && !books_.is_outside(now, unit)) {
      wanted = std::max(wanted, books_.most_for(unit) - unit.echo());
    }
  }
  if (books_.settings.idle_offer) reserved = std::max<Amount>(reserved, 600);
  const Amount room = books_.total() - counted - reserved;
  const bool is_left = std::min(room, wanted) > charging + one_ampere;
  if (!is_left || books_.settings.raise_spike) {
    room_.reset();
    return;
  }
  if (!room_) room_ = begin(now);
  constexpr Duration handed_out_within = 20s;
  const Duration longest =
      handed_out_within + lost_time(now, *room_) + slowest(now) + (books_.is_remote() ? 15s : 0s);
  if (room_->is_judged || now - room_->since <= longest) return;
  room_->is_judged = true;
  books_.count(Rule::unused);
  books_.report(now, Rule::unused, std::nullopt,
                in_amps(room) + " are left for " + in_seconds(now - room_->since) +
                    ", and a car would use them");
}

}  // namespace twc::sim
