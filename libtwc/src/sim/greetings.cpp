#include "greetings.hpp"

#include <utility>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr int patient_for = 3;
constexpr Duration pause = 15s;  // between two greetings at the least

/// How long a deaf unit is left alone before greeting number `greeting`.
Duration left_alone(int greeting) {
  if (greeting == patient_for + 1) return 1min;
  return greeting == patient_for + 2 ? 2min : 5min;
}

}  // namespace

void Greetings::forgive(std::optional<TwcId> unit) {
  for (auto& [id, course] : courses_) {
    if (!unit || *unit == id) course.is_forgiven = true;
  }
}

/// All heartbeats to a unit that follow each other are one greeting, for as long as one may last.
void Greetings::addressed(Time now, const Account& unit) {
  if (unit.answers() > 0 && !unit.is_free(now, books_.spans)) return;
  Course& course = courses_[unit.id()];
  const Duration alone = now - course.last;
  const Duration longest = books_.settings.lost_after + books_.cadence(now);
  const bool is_new = course.greetings == 0 || alone >= pause || now - course.began > longest;
  course.last = now;
  if (!is_new) return;
  course.began = now;
  ++course.greetings;
  if (course.greetings <= patient_for) return;
  books_.count(Rule::deaf);
  if (!course.deaf_since) {
    course.deaf_since = now;
    course.looked_at = now;
  }
  const Duration least = left_alone(course.greetings);
  const bool is_free = std::exchange(course.is_forgiven, false);
  if (is_free || 10 * alone >= 9 * least) return;
  books_.report(now, Rule::deaf, unit.id(),
                "has not answered " + std::to_string(course.greetings - 1) +
                    " greetings, and is greeted again after " + in_seconds(alone));
}

void Greetings::look(Time now) {
  for (const Account& unit : books_.accounts) {
    const auto course = courses_.find(unit.id());
    if (course != courses_.end() && course->second.deaf_since) look_at(now, unit, course->second);
  }
}

/// At most 1 A of what another car would use, averaged over an hour.
void Greetings::look_at(Time now, const Account& unit, Course& course) {
  const double seconds = static_cast<double>((now - course.looked_at).count()) / 1e6;
  course.looked_at = now;
  const bool is_wanted = std::ranges::any_of(books_.accounts, [&](const Account& other) {
    return other.id() != unit.id() && shares_.is_hungry(now, other);
  });
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
