// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include <twc/sim/car.hpp>
#include <twc/unit/vin.hpp>

namespace twc::sim {
namespace {

using namespace literals;

constexpr Duration spike_time = std::chrono::seconds{5};
/// A car that has fallen to its 6 A setting draws so much: 5.14 to 5.23 A were seen.
constexpr double stuck_at = 520;
constexpr double ampere = 100;           // in 0.01 A
constexpr double ampere_hour = 360'000;  // in 0.01 A x s

double number_of(Centiamps current) {
  return current.value();
}

Centiamps rounded(double current) {
  return Centiamps{static_cast<std::uint16_t>(std::lround(current))};
}

}  // namespace

std::string vin_of(unsigned number) {
  constexpr unsigned numbers = 1'000'000;
  constexpr std::size_t check_at = 8;
  std::string vin = "5YJ3E7EB0KF" + std::to_string(numbers + number % numbers).substr(1);
  vin[check_at] = unit::vin_check_digit(vin).value_or('0');
  return vin;
}

void Car::offer(Time now, Centiamps most) {
  pass(course_, now);
  Course& course = course_;
  if (config_.six_amp_bug_until) {
    const bool is_raise = course.ramp.from > 0 && most > course.pilot.offered();
    course.is_stuck = most > 0_A && (course.is_stuck || is_raise);
    const bool is_spike = course.is_stuck && most >= *config_.six_amp_bug_until;
    course.released_at = is_spike ? std::optional{now + spike_time} : std::nullopt;
  }
  const bool was_let = course.pilot.followed() > 0_A;
  course.pilot.offer(now, most, config_.reacts_after);
  if (!was_let) course.rises_from = now + config_.start_delay;
  aim(course, now);
}

void Car::cut(Time now) {
  pass(course_, now);
  course_.pilot.cut();
  course_.ramp.from = 0;
  course_.is_stuck = false;
  course_.released_at.reset();
  aim(course_, now);
}

void Car::want(Time now, Centiamps current) {
  pass(course_, now);
  config_.wants = current;
  aim(course_, now);
}

void Car::advance(Time now) {
  if (turns_by(course_, now)) pass(course_, now);
}

Car::Course Car::at(Time now) const {
  Course course = course_;
  pass(course, now);
  return course;
}

/// All that happens until `now`, in its order; afterwards the ramp begins now.
void Car::pass(Course& course, Time now) const {
  now = std::max(now, course.ramp.since);
  while (turns_by(course, now)) turn(course, *course.turns_at);
  turn(course, now);
}

std::optional<Time> Car::next_turn(const Course& course) const {
  const Time since = course.ramp.since;
  std::optional<Time> first;
  const auto consider = [&](std::optional<Time> at) {
    if (at && *at > since && (!first || *at < *first)) first = at;
  };
  if (course.ramp.moves()) {
    consider(course.ramp.begins);
    consider(course.ramp.ends());
  }
  consider(course.pilot.next());
  consider(course.charged_at);
  consider(course.released_at);
  consider(config_.starts_at);
  consider(config_.ends_at);
  if (config_.pulses && course.full_since) {
    const Duration every = config_.pulses->every;
    const Time begun = *course.full_since + (since - *course.full_since) / every * every;
    consider(begun + config_.pulses->length);
    consider(begun + every);
  }
  return first;
}

void Car::turn(Course& course, Time now) const {
  const bool has_come = course.charged_at && now >= *course.charged_at;
  course.charged = has_come ? course.charges_to : course.charged + course.ramp.charge(now);
  course.ramp.from = course.ramp.level(now);
  course.pilot.advance(now);
  if (course.released_at && now >= *course.released_at) {
    course.released_at.reset();
    course.is_stuck = false;
  }
  decide(course, now);
  aim(course, now);
}

void Car::decide(Course& course, Time now) const {
  const bool is_full = course.charged >= room();
  if (is_full && !course.full_since) course.full_since = now;
  const bool was_on = course.is_on;
  course.is_on = is_scheduled(now) && (!is_full || pulses(course, now));
  if (course.is_on && !was_on) course.rises_from = now + config_.start_delay;
}

/// The ramp from the present current to the wanted one.
void Car::aim(Course& course, Time now) const {
  Ramp& ramp = course.ramp;
  ramp.to = target(course);
  const bool rises = ramp.to > ramp.from;
  ramp.since = now;
  ramp.begins = rises ? std::max(now, course.rises_from) : now;
  ramp.per_second = number_of(rises ? config_.rise_per_second : config_.fall_per_second);
  course.charged_at.reset();
  if (config_.ampere_hours && !course.full_since) {
    course.charges_to = next_step(course);
    course.charged_at = ramp.when_charged(course.charges_to - course.charged);
    if (course.charged_at) course.charged_at = std::max(*course.charged_at, now + Duration{1});
  }
  course.turns_at = next_turn(course);
}

bool Car::is_scheduled(Time now) const {
  return (!config_.starts_at || now >= *config_.starts_at) &&
         (!config_.ends_at || now < *config_.ends_at);
}

/// The first pulse comes one period after it was full.
bool Car::pulses(const Course& course, Time now) const {
  if (!config_.pulses || !course.full_since) return false;
  const Duration since_full = now - *course.full_since;
  return since_full >= config_.pulses->every &&
         since_full % config_.pulses->every < config_.pulses->length;
}

double Car::room() const {
  if (!config_.ampere_hours) return std::numeric_limits<double>::infinity();
  return static_cast<double>(*config_.ampere_hours) * ampere_hour;
}

/// The car wants whole amps while it tapers.
double Car::wanted(const Course& course) const {
  if (course.full_since) return config_.pulses ? number_of(config_.pulses->current) : 0;
  const double most = number_of(std::min(config_.wants, config_.on_board));
  const double tapers = static_cast<double>(config_.tapering_ampere_hours) * ampere_hour;
  const double left = room() - course.charged;
  if (left >= tapers) return most;
  constexpr double rounding = 1e-6;
  return std::min(most,
                  std::max(1.0, std::ceil(most * left / tapers / ampere - rounding)) * ampere);
}

/// The charge from which on the car wants less.
double Car::next_step(const Course& course) const {
  const double most = number_of(std::min(config_.wants, config_.on_board));
  const double tapers = static_cast<double>(config_.tapering_ampere_hours) * ampere_hour;
  const double left = room() - course.charged;
  if (tapers <= 0 || most <= 0) return room();
  if (left > tapers) return room() - tapers;
  return room() - tapers * (wanted(course) - ampere) / most;
}

double Car::target(const Course& course) const {
  const Centiamps let = course.pilot.followed() - config_.shortfall;
  if (!course.is_on) return 0;
  const double most = std::min({number_of(let), wanted(course), number_of(config_.on_board)});
  return course.is_stuck ? std::min(most, stuck_at) : most;
}

Centiamps Car::drawn(Time now) const {
  return rounded(turns_by(course_, now) ? at(now).ramp.from : course_.ramp.level(now));
}

bool Car::wants_current(Time now) const {
  return seen(now).wants_current;
}

node::Car Car::seen(Time now) const {
  return turns_by(course_, now) ? seen(at(now), now) : seen(course_, now);
}

node::Car Car::seen(const Course& course, Time now) const {
  const double level = course.ramp.level(now);
  node::Car seen{.is_plugged = true,
                 .wants_current = course.is_on || level > 0,
                 .asks = false,
                 .drawn = rounded(level)};
  if (!config_.is_tesla) return seen;
  seen.asks = !course.full_since && (!config_.ends_at || now < *config_.ends_at);
  if (!config_.vin.empty()) seen.vin = msg::Text<17>{config_.vin};
  return seen;
}

}  // namespace twc::sim
