// SPDX-License-Identifier: MIT
#include "steadiness.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration settles_within = 3min;
constexpr Duration ramps_within = 25s;
constexpr Amount pulse = 200;
constexpr Amount near_limit = 150;

}  // namespace

/// A spike and an offer that goes round change limits on purpose.
bool Steadiness::is_judged() const {
  return !books_.settings.idle_offer && !books_.settings.raise_spike;
}

/// A turn that ends changes the limits of two cars.
std::size_t Steadiness::allowed() const {
  constexpr std::size_t usual = 6;
  constexpr std::size_t for_a_turn = 4;
  if (books_.settings.order != StopOrder::turns) return usual;
  const auto turns = static_cast<std::size_t>(1h / std::max<Duration>(books_.settings.turn, 1s));
  return usual + for_a_turn * (turns + 1);
}

void Steadiness::limited(Time now, TwcId unit, Centiamps limit) {
  Course& course = courses_[unit];
  const bool is_change = course.last && *course.last != amount(limit);
  course.last = amount(limit);
  if (!is_change) return;
  ++books_.tally.limit_changes;
  if (now - steady_since_ < settles_within || !is_judged()) return;
  course.changes.push_back(now);
  while (now - course.changes.front() > 1h || course.changes.front() < steady_since_) {
    course.changes.pop_front();
  }
  if (course.changes.size() <= allowed()) return;
  books_.count(Rule::steadiness);
  books_.report(now, Rule::steadiness, unit,
                "is sent its limit number " + std::to_string(course.changes.size() + 1) +
                    " within " + in_seconds(now - course.changes.front()) +
                    ", and nothing else has changed");
  course.changes.clear();
}

/// A car is steady while it follows its limit, or takes the same by itself give or take a pulse.
void Steadiness::see(Time now, const PhysicalState& state) {
  Body& body = bodies_[state.port];
  const PhysicalState before = body.state;
  if (before.plugged != state.plugged || before.id != state.id) {
    disturb(now);
    body.takes.reset();
  }
  if (state.cause == Cause::line && before.in_force != state.in_force) disturb(now);
  if (before.in_force != state.in_force) body.changed = now;
  body.state = state;
  if (now - body.changed < ramps_within) return;
  const Amount drawn = amount(state.drawn);
  const bool is_limited = drawn + near_limit >= amount(state.in_force);
  const bool is_same =
      body.takes && std::max(drawn, *body.takes) - std::min(drawn, *body.takes) <= pulse;
  if (is_limited) {
    if (body.takes && drawn > *body.takes + pulse) {
      body.takes.reset();
      disturb(now);
    }
  } else if (!is_same) {
    body.takes = drawn;
    disturb(now);
  }
}

void Steadiness::look(Time now) {
  const auto is_troubled = [&](const Account& unit) {
    const bool is_lost =
        unit.answers() > 0 && unit.exposure(now, books_.spans) > 0 && unit.is_silent(now);
    return is_lost || unit.overdraws_since() || unit.conflicts(now, books_.spans);
  };
  const bool is_calm = books_.is_calm(now) && std::ranges::none_of(books_.accounts, is_troubled);
  if (!is_calm) disturb(now);
  for (const Account& unit : books_.accounts) {
    Course& course = courses_[unit.id()];
    const Time from = std::max(course.judged_from.value_or(Time{}), steady_since_);
    if (!course.judged_from || from != *course.judged_from) course.judged_from = from;
    constexpr Duration enough = 1h;
    if (!course.last || !is_judged() || now - from < enough) continue;
    books_.count(Rule::steadiness);
    course.judged_from = now;
  }
}

}  // namespace twc::sim
