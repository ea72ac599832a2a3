#include <algorithm>

#include <twc/msg/message.hpp>
#include <twc/sim/unit.hpp>

namespace twc::sim {

using namespace literals;

Unit::Unit(const UnitConfig& config)
    : misbehaviour_{config.misbehaviour}, slave_{config.slave}, dice_{config.slave.seed} {}

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
  car_ = car;
  car_->advance(now);
  settle(now);
}

void Unit::unplug(Time now) {
  car_.reset();
  cut(now);
  settle(now);
}

void Unit::power_cycle(Time now) {
  slave_.power_cycle(now);
  cut(now);
  settle(now);
}

void Unit::reset(Time now) {
  slave_.reset(now);
  if (slave_.is_muted()) return;
  cut(now);
  settle(now);
}

void Unit::fail(Time now) {
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
  return car_ ? std::min(car_->drawn(now), in_force(now)) : 0_A;
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
    apply(change.at, change.limit);
  }
  const auto due = car_ ? car_->deadline() : std::nullopt;
  if (due && *due <= now) car_->advance(now);
}

/// Unit and car tell each other until neither has news.
void Unit::settle(Time now) {
  slave_.set_car(now, car_ ? car_->seen(now) : node::Car{});
  while (slave_.allowed() != ordered_) {
    ordered_ = slave_.allowed();
    obey(now, ordered_);
    slave_.set_car(now, car_ ? car_->seen(now) : node::Car{});
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
  if (car_) car_->offer(now, limit);
}

/// What happens to the unit itself ends every current at once.
void Unit::cut(Time now) {
  late_.clear();
  ordered_ = 0_A;
  apply(now, 0_A);
}

}  // namespace twc::sim
