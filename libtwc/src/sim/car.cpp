#include <algorithm>
#include <limits>

#include <twc/sim/car.hpp>

namespace twc::sim {
namespace {

using namespace literals;

double seconds(Duration duration) {
  return std::chrono::duration<double>(duration).count();
}

constexpr Duration spike_time = std::chrono::seconds{5};
/// What a car draws that has fallen to its 6 A setting: 5.14 to 5.23 A were seen.
constexpr double stuck_at = 520;
constexpr double ampere_hour = 360'000;  // in 0.01 A x s

}  // namespace

void Car::offer(Time now, Centiamps most) {
  advance(now);
  if (config_.six_amp_bug_until) {
    const bool is_raise = level_ > 0 && most > offered_;
    is_stuck_ = most > 0_A && (is_stuck_ || is_raise);
    const bool is_spike = is_stuck_ && most >= *config_.six_amp_bug_until;
    released_at_ = is_spike ? std::optional{now + spike_time} : std::nullopt;
  }
  if (offered_ == 0_A && most > 0_A) ramps_at_ = now + config_.start_delay;
  offered_ = most;
  begin_stretch(now);
}

void Car::advance(Time now) {
  charged_ += charge(now);
  level_ = level(now);
  if (full_at_ && now >= *full_at_) charged_ = room();
  if (released_at_ && now >= *released_at_) {
    released_at_.reset();
    is_stuck_ = false;
  }
  const bool was_on = is_on_;
  is_on_ = is_scheduled(now) && charged_ < room();
  if (is_on_ && !was_on) ramps_at_ = now + config_.start_delay;
  begin_stretch(now);
}

void Car::begin_stretch(Time now) {
  since_ = now;
  level_ = std::min(level_, target());
  full_at_ = full_at();
}

bool Car::is_scheduled(Time now) const {
  return (!config_.starts_at || now >= *config_.starts_at) &&
         (!config_.ends_at || now < *config_.ends_at);
}

double Car::room() const {
  if (!config_.ampere_hours) return std::numeric_limits<double>::infinity();
  return static_cast<double>(*config_.ampere_hours) * ampere_hour;
}

double Car::target() const {
  if (!is_on_ || offered_ <= config_.shortfall) return 0;
  const int below = offered_.value() - config_.shortfall.value();
  const int most = std::min<int>({below, config_.wants.value(), config_.on_board.value()});
  return is_stuck_ ? std::min<double>(most, stuck_at) : most;
}

double Car::level(Time now) const {
  const Time ramps_at = std::max(since_, ramps_at_);
  if (now <= ramps_at) return level_;
  const double risen = level_ + config_.ramp_per_second.value() * seconds(now - ramps_at);
  return std::min(target(), risen);
}

Centiamps Car::drawn(Time now) const {
  return Centiamps{static_cast<std::uint16_t>(level(now))};
}

/// What has been charged since the stretch began: a triangle, then a block.
double Car::charge(Time now) const {
  const Time ramps_at = std::max(since_, ramps_at_);
  const double waited = seconds(std::min(now, ramps_at) - since_);
  const double reached = level(now);
  const double rise = (reached - level_) / config_.ramp_per_second.value();
  const double after = seconds(std::max(now, ramps_at) - ramps_at);
  return level_ * waited + (level_ + reached) / 2 * rise + reached * (after - rise);
}

/// If nothing changes. It may be late by a part of the ramp, never early.
std::optional<Time> Car::full_at() const {
  if (!config_.ampere_hours || target() <= 0) return std::nullopt;
  const double rise = (target() - level_) / config_.ramp_per_second.value();
  const double in_ramp = (level_ + target()) / 2 * rise;
  const double left = std::max(0.0, room() - charged_ - in_ramp);
  const Time ramps_at = std::max(since_, ramps_at_);
  return ramps_at +
         std::chrono::ceil<Duration>(std::chrono::duration<double>(rise + left / target()));
}

std::optional<Time> Car::deadline() const {
  std::optional<Time> first;
  for (const auto& at : {full_at_, released_at_, config_.starts_at, config_.ends_at}) {
    if (at && *at > since_ && (!first || *at < *first)) first = at;
  }
  return first;
}

node::Car Car::seen(Time now) const {
  node::Car seen{.is_plugged = true, .wants_current = is_on_, .asks = false, .drawn = drawn(now)};
  if (!config_.is_tesla) return seen;
  seen.asks = charged_ < room() && (!config_.ends_at || now < *config_.ends_at);
  if (!config_.vin.empty()) seen.vin = msg::Text<17>{config_.vin};
  return seen;
}

}  // namespace twc::sim
