#include <algorithm>
#include <cmath>

#include <twc/msg/message.hpp>
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
      gauge_{config.gauge} {
  constexpr std::size_t steps = 2001;  // from -1 to 1 of the error
  Dice own{config.slave.seed};
  reads_as_ = 1 + gauge_.error * (static_cast<double>(own.below(steps)) / (steps / 2) - 1);
  if (gauge_.period > Duration{}) {
    reads_at_ = Duration{own.below(static_cast<std::size_t>(gauge_.period.count()))};
  }
}

void Unit::hear(Time now, const wire::Event& event) {
  const auto* const frame = std::get_if<wire::Frame>(&event);
  if (frame == nullptr) return;
  constexpr std::uint8_t report = 0xFD;
  if (frame->bytes()[0] == report) return;
  advance(now);
  slave_.hear(now, as_understood(*frame));
  settle(now);
}

std::optional<wire::Frame> Unit::poll(Time now) {
  const auto due = deadline();
  if (!due || now < *due) return std::nullopt;
  advance(now);
  settle(now);
  const auto frame = slave_.poll(now);
  if (!frame || misbehaviour_.is_mute || now < silent_until_) return std::nullopt;
  return as_reported(now, *frame);
}

std::optional<Time> Unit::deadline() const {
  std::optional<Time> first = slave_.deadline();
  const auto consider = [&first](Time at) { first = std::min(first.value_or(at), at); };
  if (!late_.empty()) consider(late_.front().at);
  if (const auto at = car_ ? car_->deadline() : std::nullopt) consider(*at);
  return first;
}

void Unit::plug(Time now, const Car& car) {
  unplug(now);
  reading_ = 0_A;
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

void Unit::power_cycle(Time now) {
  advance(now);
  slave_.power_cycle(now);
  reading_ = 0_A;
  cut(now);
  settle(now);
}

void Unit::reset(Time now) {
  advance(now);
  slave_.reset(now);
  if (slave_.is_muted()) return;
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
  if (!car_) return 0_A;
  if (late_.empty() || now < late_.front().at) return car_->drawn(now);
  Car car = *car_;
  for (const Change& change : late_) {
    if (change.at <= now) tell(car, change.at, change.limit);
  }
  return car.drawn(now);
}

bool Unit::wants_current(Time now) const {
  return car_ && car_->wants_current(now) && !slave_.refuses();
}

/// A heartbeat whose limit it ignores is to it one without.
wire::Frame Unit::as_understood(const wire::Frame& frame) const {
  if (!misbehaviour_.ignores_reductions) return frame;
  const msg::Message message = msg::decode(frame);
  const auto* const heartbeat = std::get_if<msg::MasterHeartbeat>(&message);
  if (heartbeat == nullptr || !heartbeat->command.has_limit()) return frame;
  if (heartbeat->to != id() || heartbeat->limit >= slave_.limit()) return frame;
  return msg::encode(msg::MasterHeartbeat{.from = heartbeat->from, .to = heartbeat->to},
                     slave_.config().protocol);
}

wire::Frame Unit::as_reported(Time now, const wire::Frame& frame) const {
  const bool is_behind = !late_.empty() && in_force(now) > 0_A;
  if (!misbehaviour_.reports_limit && !is_behind) return frame;
  const msg::Message message = msg::decode(frame);
  const auto* const heartbeat = std::get_if<msg::SlaveHeartbeat>(&message);
  if (heartbeat == nullptr) return frame;
  msg::SlaveHeartbeat reported = *heartbeat;
  reported.limit = misbehaviour_.reports_limit.value_or(in_force(now));
  return msg::encode(reported, slave_.config().protocol);
}

/// Brings what was put off, and the car, up to `now`.
void Unit::advance(Time now) {
  while (!late_.empty() && late_.front().at <= now) {
    const Change change = late_.front();
    late_.pop_front();
    read(change.at);
    apply(change.at, change.limit);
  }
  read(now);
  if (car_) car_->advance(now);
}

/// Nothing but time has changed the current since the last reading that was due.
void Unit::read(Time now) {
  Time at = now;
  if (gauge_.period > Duration{}) {
    const Duration since = now.time_since_epoch() - reads_at_;
    at = Time{reads_at_ + since / gauge_.period * gauge_.period};
  }
  if (read_at_ && at <= *read_at_) return;
  read_at_ = at;
  constexpr double most = 0xFFFF;
  const double reads = car_ ? car_->drawn(at).value() * reads_as_ : 0;
  reading_ = Centiamps{static_cast<std::uint16_t>(std::lround(std::min(most, reads)))};
}

node::Car Unit::noticed(Time now) const {
  if (!car_) return {};
  node::Car car = car_->seen(now);
  car.drawn = reading_;
  return car;
}

/// Unit and car tell each other until neither has news.
void Unit::settle(Time now) {
  slave_.set_car(now, noticed(now));
  while (slave_.allowed() != ordered_) {
    ordered_ = slave_.allowed();
    obey(now, ordered_);
    slave_.set_car(now, noticed(now));
  }
  // One that only says that it has stopped stops when it is left alone.
  const bool is_alone = !slave_.is_linked() && slave_.allowed() == 0_A;
  if (is_alone && in_force_ > 0_A) cut(now);
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
  in_force_ = limit;
  if (car_) tell(*car_, now, limit);
}

/// What happens to the unit itself ends every current at once.
void Unit::cut(Time now) {
  late_.clear();
  ordered_ = 0_A;
  apply(now, 0_A);
}

}  // namespace twc::sim
