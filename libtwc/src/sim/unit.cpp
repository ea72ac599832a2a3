// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <twc/sim/unit.hpp>

namespace twc::sim {

using namespace literals;

namespace {

/// Zero is an open contactor.
void tell(Car& car, Time now, Centiamps limit) {
  if (limit == 0_A) return car.cut(now);
  car.offer(now, limit);
}

}  // namespace

Unit::Unit(const UnitConfig& config)
    : misbehaviour_{config.misbehaviour},
      slave_{config.slave},
      dice_{config.slave.seed},
      gauge_{config.gauge, config.slave.seed},
      opens_after_{config.opens_after} {
  plan();
}

void Unit::hear(Time now, const wire::Event& event) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  if (frame == nullptr || misbehaviour_.is_deaf) return;
  if (frame->kind() == wire::FrameKind::report) return;
  if (!has_news(now) && slave_.ignores(*frame)) return;
  advance(now);
  if (!has_power()) return;
  slave_.hear(now, misbehaviour_.as_understood(*frame, slave_));
  settle(now);
}

/// Time alone has changed something, be it only what the unit reads of its car.
bool Unit::has_news(Time now) {
  if (next_ && *next_ <= now) return true;
  const Centiamps before = gauge_.reading();
  read(now);
  return gauge_.reading() != before;
}

std::optional<wire::Frame> Unit::poll(Time now) {
  if (!next_ || now < *next_) return std::nullopt;
  advance(now);
  if (!has_power()) return std::nullopt;
  settle(now);
  const auto frame = slave_.poll(now);
  plan();
  if (!frame || misbehaviour_.is_mute || now < silent_until_) return std::nullopt;
  return as_reported(now, *frame);
}

void Unit::plan() {
  next_ = has_power() ? slave_.deadline() : dark_until_;
  if (next_ == Time::max()) next_.reset();
  if (!has_power()) return;
  const auto consider = [this](Time at) { next_ = std::min(next_.value_or(at), at); };
  if (!late_.empty()) consider(late_.front().at);
  if (opens_at_) consider(*opens_at_);
  if (const auto at = car_ ? car_->deadline() : std::nullopt) consider(*at);
}

void Unit::plug(Time now, const Car& car) {
  unplug(now);
  gauge_.clear();
  car_ = car;
  car_->advance(now);
  settle(now);
}

void Unit::unplug(Time now) {
  advance(now);
  car_.reset();
  cut(now);
  settle(now);
}

void Unit::want(Time now, Centiamps current) {
  advance(now);
  if (car_) car_->want(now, current);
  settle(now);
}

void Unit::power_cycle(Time now) {
  advance(now);
  dark_until_.reset();
  start(now);
}

void Unit::start(Time now) {
  slave_.power_cycle(now);
  gauge_.clear();
  cut(now);
  settle(now);
}

void Unit::lose_power(Time now, Time until) {
  advance(now);
  cut(now);
  gauge_.clear();
  slave_.set_car(now, noticed(now));
  dark_until_ = until;
  plan();
}

void Unit::reset(Time now) {
  advance(now);
  if (!has_power()) return;
  slave_.reset(now);
  if (slave_.is_muted()) return plan();
  cut(now);
  settle(now);
}

void Unit::fail(Time now) {
  advance(now);
  slave_.fail(now);
  cut(now);
  settle(now);
}

Centiamps Unit::in_force(Time now) const {
  Centiamps limit = in_force_;
  for (const Change& change : late_) {
    if (change.at <= now) limit = change.limit;
  }
  return limit;
}

Centiamps Unit::drawn(Time now) const {
  if (!car_ || (late_.empty() && opens_at_ && *opens_at_ <= now)) return 0_A;
  if (late_.empty() || now < late_.front().at) return car_->drawn(now);
  Car car = *car_;
  for (const Change& change : late_) {
    if (change.at <= now) tell(car, change.at, change.limit);
  }
  return car.drawn(now);
}

bool Unit::wants_current(Time now) const {
  return car_ && has_power() && !slave_.refuses() && car_->wants_current(now);
}

wire::Frame Unit::as_reported(Time now, const wire::Frame& frame) {
  if (frame.function() == wire::Function::slave_linkready) {
    const bool is_first = !std::exchange(has_announced_, true);
    return is_first ? misbehaviour_.as_first_announced(frame, slave_) : frame;
  }
  const bool is_behind = !late_.empty() && in_force(now) > 0_A;
  const auto held = is_behind ? std::optional{in_force(now)} : std::nullopt;
  return misbehaviour_.as_reported(frame, slave_, held);
}

/// Brings late orders, the power, the readings and the car up to `now`.
void Unit::advance(Time now) {
  if (dark_until_ && *dark_until_ <= now) start(*std::exchange(dark_until_, std::nullopt));
  while (!late_.empty() && late_.front().at <= now) {
    const Change change = late_.front();
    late_.pop_front();
    open_when_due(change.at);
    read(change.at);
    apply(change.at, change.limit);
  }
  open_when_due(now);
  read(now);
  if (car_) car_->advance(now);
}

void Unit::read(Time now) {
  gauge_.read(now, car_ ? &*car_ : nullptr);
}

node::Car Unit::noticed(Time now) const {
  if (!car_) return {};
  node::Car car = car_->seen(now);
  car.drawn = gauge_.reading();
  return car;
}

/// Unit and car tell each other until neither has news.
void Unit::settle(Time now) {
  if (!has_power()) return plan();
  slave_.set_car(now, noticed(now));
  while (slave_.allowed() != ordered_) {
    ordered_ = slave_.allowed();
    obey(now, ordered_);
    slave_.set_car(now, noticed(now));
  }
  // A unit that only says that it has stopped stops when it is left alone.
  const bool is_alone = !slave_.is_linked() && slave_.allowed() == 0_A;
  if (is_alone && in_force_ > 0_A) cut(now);
  plan();
}

void Unit::obey(Time now, Centiamps limit) {
  // No unit goes on without a master: every installation stands on that.
  const bool is_alone = !slave_.is_linked();
  if (misbehaviour_.only_mirrors && limit < in_force_ && !is_alone) return;
  if (misbehaviour_.latest <= Duration{} || is_alone) {
    late_.clear();
    return apply(now, limit);
  }
  const auto wait = Duration{dice_.below(static_cast<std::size_t>(misbehaviour_.latest.count()))};
  const Time after = late_.empty() ? now : late_.back().at;
  late_.push_back({.at = std::max(after, now + wait), .limit = limit});
}

void Unit::apply(Time now, Centiamps limit) {
  const bool lets_fall = limit == 0_A && in_force_ > 0_A && slave_.is_linked() &&
                         slave_.limit() == 0_A && opens_after_ > Duration{};
  in_force_ = limit;
  opens_at_.reset();
  if (!car_) return;
  if (!lets_fall) return tell(*car_, now, limit);
  car_->offer(now, limit);
  opens_at_ = now + opens_after_;
}

void Unit::open_when_due(Time now) {
  if (!opens_at_ || now < *opens_at_) return;
  const Time at = *std::exchange(opens_at_, std::nullopt);
  read(at);
  if (car_) car_->cut(at);
}

/// An event at the unit itself ends every current at once.
void Unit::cut(Time now) {
  late_.clear();
  opens_at_.reset();
  ordered_ = 0_A;
  in_force_ = 0_A;
  if (car_) car_->cut(now);
}

}  // namespace twc::sim
