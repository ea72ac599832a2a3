#include "stops.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Amount really_charges = 200;
constexpr Duration decides_before = 5s;  // a total counts so long before the stop
constexpr Duration stops_overdraw_after = 18s;
constexpr Duration recently = 60s;
constexpr Duration fell_recently = 40s;

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
  const bool begins = course != nullptr && course->served_since && unit.echo() > 0 &&
                      now - *course->served_since <= recently;
  return has_charged || begins || unit.asks();
}

bool Stops::is_served(Time now, const Account& unit) const {
  return stop_of(unit.id()) == nullptr && !unit.is_free(now, books_.spans) &&
         (unit.echo() > 0 || unit.last_limit() > 0);
}

void Stops::addressed(Time now, const Account& unit, Course& course) {
  const bool was_left_alone = course.stop && course.stop->kind == StopKind::silence &&
                              now - unit.last_heartbeat().value_or(now) > books_.cadence(now);
  if (!was_left_alone) return;
  course.stop.reset();
  course.addressed_since = now;
}

/// Zero stops a Protocol 1 unit; anything else serves it.
void Stops::limited(Time now, const Account& unit, Centiamps limit) {
  Course& course = courses_[unit.id()];
  addressed(now, unit, course);
  const bool is_zero = limit == Centiamps{} && unit.protocol() == Protocol::one;
  if (!is_zero) {
    if (course.stop && limit > Centiamps{} && !books_.terms_of(unit.id()).stopped &&
        course.stop->kind == StopKind::zero) {
      course.stop.reset();
    }
    if (limit > Centiamps{} && (unit.echo() == 0 || !course.served_since)) {
      course.served_since = now;
    }
    return;
  }
  if (!course.stop && unit.echo() > 0) note(now, unit, {.kind = StopKind::zero, .at = now});
}

void Stops::polled(Time now, const Account& unit) {
  addressed(now, unit, courses_[unit.id()]);
}

void Stops::opened(Time now, const Account& unit) {
  if (stop_of(unit.id()) == nullptr) note(now, unit, {.kind = StopKind::contactor, .at = now});
}

void Stops::answered(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  if (unit.charges()) course.charged_at = now;
  if (unit.echo() > 0 && !course.served_since) course.served_since = now;
  if (unit.echo() == 0 && !course.stop) course.served_since.reset();
  if (unit.state() == msg::ChargeState::ready && unit.echo() == 0) course.disobeyed = 0;
  const bool falls = unit.falls(now);
  const bool is_new = !course.last_fall || now - *course.last_fall > fell_recently;
  if (falls && is_new) books_.count(Rule::falling);
  if (falls) course.last_fall = now;
}

/// Where all cars still fit, each of them goes on.
void Stops::total_fell(Time now) {
  Amount minima = 0;
  for (const Account& unit : books_.accounts) {
    if (is_served(now, unit) && is_busy(now, unit)) minima += books_.minimum_of(unit);
  }
  if (minima > 0 && minima <= books_.total()) books_.count(Rule::needless_stop);
}

void Stops::forgive(std::optional<TwcId> unit) {
  for (auto& [id, course] : courses_) {
    if (unit && *unit != id) continue;
    course.disobeyed = 0;
    if (!course.stop) continue;
    course.stop->is_disobedient = course.stop->is_overdraw = course.stop->is_by_user = false;
    course.stop->is_forgiven = true;
  }
}

void Stops::look(Time now) {
  for (const Account& unit : books_.accounts) look_at(now, unit);
}

void Stops::look_at(Time now, const Account& unit) {
  Course& course = courses_[unit.id()];
  const bool is_stuck = unit.exposure(now, books_.spans) > 0 && !books_.is_fed(now, unit);
  const bool overdraws = unit.overdraws_since().has_value();
  if (!is_stuck && !overdraws) course.stuck_since.reset();
  if (is_stuck || overdraws) course.stuck_since = course.stuck_since.value_or(now);
  if (!is_silenced(now, unit, course)) return;
  course.noted = unit.last_sent();
  if (course.stop) {
    course.stop->kind = StopKind::silence;  // zero or the contactor came first
  } else {
    note(now, unit, {.kind = StopKind::silence, .at = *unit.last_sent()});
  }
}

/// It answered to the last frame or nearly so, and the master has spoken to it no more.
bool Stops::is_silenced(Time now, const Account& unit, const Course& course) const {
  const auto last = unit.last_sent();
  if (!last || course.noted == last || unit.answers() == 0 || unit.was_mute()) return false;
  const Duration longest =
      std::max<Duration>(2 * books_.cadence(now), books_.is_remote() ? 15s : 8s);
  if (now - *last < longest || *last < books_.excused) return false;
  const bool is_cut_off = books_.listening.is_down() || books_.has_second_master ||
                          books_.listening.since().value_or(now) > *last;
  const bool restarted = unit.last_announced() && *unit.last_announced() > *last &&
                         *unit.last_announced() - *last < 5s;
  return !is_cut_off && !restarted;
}

void Stops::note(Time now, const Account& unit, Stop stop) {
  Course& course = courses_[unit.id()];
  const auto* const order = reductions_.order_of(unit.id());
  constexpr std::size_t answered_often = 3;
  stop.was_busy = is_busy(stop.at, unit);
  stop.is_by_user = is_by_user(unit);
  const bool is_unheeded =
      order != nullptr && stop.at - order->since >= books_.obeys_within() - books_.cadence(now);
  stop.is_disobedient = is_unheeded && unit.answers() >= order->answers + answered_often;
  const auto overdraws = unit.overdraws_since();
  stop.is_overdraw = overdraws && stop.at - *overdraws >= stops_overdraw_after;
  if (stop.is_disobedient) ++course.disobeyed;
  course.stop = stop;
  const bool is_deserved = stop.is_by_user || is_unheeded || stop.is_overdraw ||
                           books_.is_outside(now, unit) || unit.state() == msg::ChargeState::error;
  if (!is_deserved) judge(now, unit, stop);
}

bool Stops::is_by_user(const Account& unit) const {
  return books_.terms_of(unit.id()).stopped || books_.most_for(unit) < books_.minimum_of(unit);
}

Amount Stops::smallest_total(Time at) const {
  return books_.smallest_total(at - decides_before);
}

/// What units that do not stop keep from the others, once they had to have stopped.
Amount Stops::stuck(Time now, const Account& except) const {
  Amount sum = 0;
  for (const Account& unit : books_.accounts) {
    const Course* const course = course_of(unit.id());
    const bool is_old = course != nullptr && course->stuck_since &&
                        now - *course->stuck_since >= books_.long_deadline();
    if (unit.id() != except.id() && is_old) sum += unit.exposure(now, books_.spans);
  }
  return sum;
}

bool Stops::has_waiter(Time now, const Account& except, std::optional<int> above) const {
  return std::ranges::any_of(books_.accounts, [&](const Account& unit) {
    if (unit.id() == except.id() || books_.is_outside(now, unit)) return false;
    const bool is_waiting =
        waits(unit) || unit.asks() || unit.has_announced_since_sent() || unit.answers() == 0;
    return is_waiting && (!above || books_.terms_of(unit.id()).priority > *above);
  });
}

/// S1: the minima of the cars that are served, and of this one, do not fit.
void Stops::judge(Time now, const Account& unit, const Stop& stop) {
  const bool really_charges_now = unit.asks() || unit.drawn() >= really_charges;
  Amount busy = books_.minimum_of(unit) + stuck(now, unit);
  Amount all = busy;
  for (const Account& other : books_.accounts) {
    if (other.id() == unit.id()) continue;
    const bool is_held = is_served(now, other);
    if (is_held || waits(other) || other.asks()) all += books_.minimum_of(other);
    if (is_held && is_busy(stop.at, other)) busy += books_.minimum_of(other);
  }
  const Amount total = smallest_total(stop.at);
  if (!really_charges_now) {
    const bool is_idle = stop.kind == StopKind::zero || all > total;
    if (!is_idle && !stop.was_busy && !has_waiter(now, unit, std::nullopt)) {
      blame(now, unit, stop, "only holds, and everybody fits");
    }
    return;
  }
  ++books_.tally.stops;
  books_.count(Rule::needless_stop);
  if (busy > total) return judge_order(now, unit, stop);
  const int priority = books_.terms_of(unit.id()).priority;
  const bool is_turn = books_.settings.order == Order::turns && has_waiter(now, unit, std::nullopt);
  if (is_turn) return judge_turn(now, unit, stop);
  if (books_.settings.order == Order::priority && has_waiter(now, unit, priority)) return;
  blame(now, unit, stop,
        "is stopped, and minima of " + in_amps(busy) + " fit the total of " + in_amps(total));
}

/// S1: under the fair policy the cars that started last are stopped, under priorities the least
/// important ones. This car could have stayed if all that go before it had gone.
void Stops::judge_order(Time now, const Account& unit, const Stop& stop) {
  if (books_.settings.order == Order::turns) return;
  Amount stays = books_.minimum_of(unit) + stuck(now, unit);
  bool has_first_to_go = false;
  for (const Account& other : books_.accounts) {
    if (other.id() == unit.id() || !is_served(now, other) || !is_busy(stop.at, other)) continue;
    if (goes_before(now, other, unit)) {
      has_first_to_go = true;
    } else {
      stays += books_.minimum_of(other);
    }
  }
  if (!has_first_to_go || stays > smallest_total(stop.at)) return;
  blame(now, unit, stop, "is stopped, and another one had to be stopped first");
}

bool Stops::goes_before(Time now, const Account& other, const Account& unit) const {
  constexpr auto clearly_later = 1min;
  const auto began = served_since(other.id());
  const bool is_charging = books_.is_fed(now, other) && other.drawn() >= really_charges;
  if (!began || !is_charging || books_.is_outside(now, other)) return false;
  if (books_.settings.order == Order::priority) {
    return books_.terms_of(other.id()).priority < books_.terms_of(unit.id()).priority;
  }
  const auto since = served_since(unit.id());
  return since && *began > *since + clearly_later;
}

/// S5.
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
      course != nullptr && course->last_fall && stop.at - *course->last_fall <= fell_recently;
  if (fell) books_.report(now, Rule::falling, unit.id(), "falls in time, and is stopped");
  books_.report(now, Rule::needless_stop, unit.id(), std::move(why));
}

}  // namespace twc::sim
