// SPDX-License-Identifier: MIT
#include "greetings.hpp"

#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr int greetings_until_deaf = 3;

/// How long a deaf unit is left alone before greeting number `greeting`.
Duration left_alone(int greeting) {
  if (greeting == greetings_until_deaf + 1) return 1min;
  return greeting == greetings_until_deaf + 2 ? 2min : 5min;
}

}  // namespace

void Greetings::forgive(std::optional<TwcId> unit) {
  for (auto& [id, course] : courses_) {
    if (!unit || *unit == id) course.is_forgiven = true;
  }
}

/// An outage of the line is no silence of the unit: a greeting that is not over goes on from its
/// end.
void Greetings::age(Time now, Course& course) {
  const Time heard = std::max(books_.excused, books_.listening.since().value_or(Time{}));
  if (!course.is_over) course.began = std::max(course.began, heard);
  const Duration longest = books_.settings.lost_after + books_.cadence(now);
  course.is_over = course.is_over || now - course.began > longest;
}

/// All heartbeats to a unit until it is lost are one greeting, also where R1 holds some back. A new
/// one begins after an announcement.
void Greetings::addressed(Time now, const Account& unit) {
  if (unit.answers() > 0 && !unit.is_free(now, books_.spans)) return;
  Course& course = courses_[unit.id()];
  const Duration alone = now - course.last;
  if (course.greetings > 0) age(now, course);
  constexpr auto noticed_within = 500ms;
  const Duration lasted = now - course.began;
  const bool is_asked =
      unit.last_announced() > course.last && lasted >= books_.settings.lost_after + noticed_within;
  const bool is_new = course.greetings == 0 || course.is_over || is_asked;
  course.last = now;
  if (!is_new) return;
  course.began = now;
  course.is_over = false;
  ++course.greetings;
  if (course.greetings <= greetings_until_deaf) return;
  books_.count(Rule::deaf);
  if (!course.deaf_since) {
    course.deaf_since = now;
    course.looked_at = now;
  }
  const Duration least = left_alone(course.greetings);
  const bool is_forgiven = std::exchange(course.is_forgiven, false);
  if (is_forgiven || 10 * alone >= 9 * least) return;
  books_.report(now, Rule::deaf, unit.id(),
                "has not answered " + std::to_string(course.greetings - 1) +
                    " greetings, and is greeted again after " + in_seconds(alone));
}

void Greetings::look(Time now) {
  for (auto& [id, course] : courses_) age(now, course);
  for (const Account& unit : books_.accounts) {
    const auto course = courses_.find(unit.id());
    if (course != courses_.end() && course->second.deaf_since) look_at(now, unit, course->second);
  }
}

/// At most 1 A of what another car would use, averaged over an hour.
void Greetings::look_at(Time now, const Account& unit, Course& course) {
  const double seconds = static_cast<double>((now - course.looked_at).count()) / 1e6;
  course.looked_at = now;
  const bool is_left = books_.total() - books_.exposures(now) >= one_ampere;
  const bool is_wanted = !is_left && shares_.another_could_use(now, unit);
  if (is_wanted) course.held += seconds * static_cast<double>(books_.exposure_of(now, unit));
  constexpr double most = 100.0 * 3600;
  if (course.held > most) {
    books_.report(now, Rule::deaf, unit.id(),
                  "never answers, and holds more than 1 A of an hour's current");
    course.held = 0;
  }
  if (now - *course.deaf_since < 1h) return;
  course.deaf_since = now;
  course.held = 0;
}

}  // namespace twc::sim
