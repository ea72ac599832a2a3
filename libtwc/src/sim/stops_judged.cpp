// SPDX-License-Identifier: MIT
/// Whether a stop had to be: S1, S2 and S5.

#include "stops.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Amount really_charges = 200;
constexpr Duration decides_before = 5s;  // a total counts so long before the stop
constexpr Duration falls_long = 40s;

}  // namespace

bool Stops::is_by_user(const Account& unit) const {
  return books_.terms_of(unit.id()).stopped || books_.most_for(unit) < books_.minimum_of(unit);
}

Amount Stops::total_when_decided(Time at) const {
  return books_.smallest_total(at - decides_before);
}

/// The current that units kept from the others when the master decided, because they did not stop,
/// once they had to have stopped.
Amount Stops::stuck(Time then, const Account& except) const {
  Amount sum = 0;
  for (const Account& unit : books_.accounts) {
    const Course* const course = course_of(unit.id());
    const bool counts = course != nullptr && course->overdue_at >= then - decides_before;
    if (unit.id() != except.id() && counts) sum += course->overdue;
  }
  return sum;
}

/// The unit asked, waited or was to be linked when the master decided, whatever it did since.
bool Stops::asked(Time then, const Account& unit) const {
  const Course* const course = course_of(unit.id());
  return course != nullptr && course->asked_at && *course->asked_at >= then - decides_before;
}

bool Stops::has_waiter(Time now, const Account& except, const Stop& stop,
                       std::optional<int> above) const {
  return std::ranges::any_of(books_.accounts, [&](const Account& unit) {
    // The master cannot know a liar.
    if (unit.id() == except.id() || books_.is_set_aside(now, unit)) return false;
    const bool is_waiting = asked(stop.at, unit) || unit.answers() == 0;
    return is_waiting && (!above || books_.terms_of(unit.id()).priority > *above);
  });
}

/// S1: the minima of the cars that are served, and of this one, do not fit.
void Stops::judge(Time now, const Account& unit, const Stop& stop) {
  const bool really_charges_now = unit.asks() || unit.drawn() >= really_charges;
  // A unit that answers a smaller offer with more has that as its minimum.
  constexpr Amount like_a_minimum = 1000;
  const bool is_above = unit.echo() > unit.last_limit() && unit.echo() <= like_a_minimum;
  const Amount least = is_above ? unit.echo() : 0;
  Amount busy = std::max(books_.minimum_of(unit), least) + stuck(stop.at, unit);
  Amount all = busy;
  for (const Account& other : books_.accounts) {
    if (other.id() == unit.id()) continue;
    const bool is_held = was_served(now, stop.at, other);
    // A unit that only holds makes room for one that is to be greeted.
    const bool is_wanted = is_held || asked(stop.at, other);
    if (is_wanted) all += books_.minimum_of(other);
    const bool may_be_busy = is_busy(stop.at, other) || books_.is_outside(now, other);
    if (is_held && may_be_busy) busy += books_.minimum_of(other);
  }
  const Amount total = total_when_decided(stop.at);
  if (!really_charges_now) {
    const bool is_idle = stop.kind == StopKind::zero || all > total;
    if (!is_idle && !stop.was_busy && !has_waiter(now, unit, stop, std::nullopt)) {
      blame(now, unit, stop, "only holds, and everybody fits");
    }
    return;
  }
  ++books_.tally.stops;
  books_.count(Rule::needless_stop);
  if (busy > total) return judge_order(now, unit, stop);
  const int priority = books_.terms_of(unit.id()).priority;
  const bool is_turn =
      books_.settings.order == StopOrder::turns && has_waiter(now, unit, stop, std::nullopt);
  if (is_turn) return judge_turn(now, unit, stop);
  if (books_.settings.order == StopOrder::priority && has_waiter(now, unit, stop, priority)) return;
  blame(now, unit, stop,
        "is stopped, and minima of " + in_amps(busy) + " fit the total of " + in_amps(total));
}

/// S1: under the fair policy the cars that started last are stopped, under priorities the least
/// important ones. This car could have stayed if all that go before it had gone.
void Stops::judge_order(Time now, const Account& unit, const Stop& stop) {
  if (books_.settings.order == StopOrder::turns) return;
  Amount stays = books_.minimum_of(unit) + stuck(stop.at, unit);
  const Account* first_to_go = nullptr;
  for (const Account& other : books_.accounts) {
    const bool is_held = was_served(now, stop.at, other);
    if (other.id() == unit.id() || !is_held || !is_busy(stop.at, other)) continue;
    if (goes_before(now, other, unit)) {
      first_to_go = &other;
    } else {
      stays += books_.minimum_of(other);
    }
  }
  if (first_to_go == nullptr || stays > total_when_decided(stop.at)) return;
  const auto in_words = [](std::optional<Time> at) {
    return in_seconds(at.value_or(Time{}).time_since_epoch());
  };
  blame(now, unit, stop,
        "is stopped, and charges since " + in_words(latest_start(unit.id())) + "; " +
            in_hex(first_to_go->id()) + " had to be stopped first, and charges since " +
            in_words(earliest_start(first_to_go->id())));
}

/// A car whose unit was out of touch for a while may keep its place.
std::optional<Time> Stops::earliest_start(TwcId id) const {
  const Course* const course = course_of(id);
  return course == nullptr ? std::nullopt : course->first_start;
}

/// A car that paused for long, or that the user stopped, may begin anew, as may one whose unit
/// restarted, or answered that it has no limit.
std::optional<Time> Stops::latest_start(TwcId id) const {
  const Course* const course = course_of(id);
  if (course == nullptr) return std::nullopt;
  return std::max({course->served_since, course->last_start, course->by_user, course->zero_at,
                   books_.find(id)->restarted()});
}

bool Stops::goes_before(Time now, const Account& other, const Account& unit) const {
  constexpr auto clearly_later = 1min;
  const auto began = earliest_start(other.id());
  const bool is_charging = books_.is_fed(now, other) && other.drawn() >= really_charges;
  if (!began || !is_charging || books_.is_outside(now, other)) return false;
  if (books_.settings.order == StopOrder::priority) {
    return books_.terms_of(other.id()).priority < books_.terms_of(unit.id()).priority;
  }
  // A unit that lost its power for a moment did not start anew.
  const auto back = other.restarted();
  const bool has_only_returned = back && *began >= *back && *began - *back < clearly_later;
  const auto since = latest_start(unit.id());
  return since && *began > *since + clearly_later && !has_only_returned;
}

/// S5: a car keeps its turn for nine tenths of it at least.
void Stops::judge_turn(Time now, const Account& unit, const Stop& stop) {
  books_.count(Rule::turn);
  const auto since = served_since(unit.id());
  if (!since) return;
  const Duration turn = stop.at - *since;
  if (10 * turn >= 9 * books_.settings.turn) return;
  ++books_.tally.needless_stops;
  books_.report(
      now, Rule::turn, unit.id(),
      "is stopped after " + in_seconds(turn) + " of a turn of " + in_seconds(books_.settings.turn));
}

void Stops::blame(Time now, const Account& unit, const Stop& stop, std::string why) {
  ++books_.tally.needless_stops;
  const Course* const course = course_of(unit.id());
  const bool fell =
      course != nullptr && course->last_fall && stop.at - *course->last_fall <= falls_long;
  if (fell) books_.report(now, Rule::falling, unit.id(), "falls in time, and is stopped");
  books_.report(now, Rule::needless_stop, unit.id(), std::move(why));
}

}  // namespace twc::sim
