// SPDX-License-Identifier: MIT
#include <algorithm>
#include <type_traits>
#include <utility>
#include <variant>

#include <twc/link/port.hpp>

namespace twc::link {
namespace {

constexpr Time long_ago{Duration::min() / 2};

std::optional<Refusal> refusal_of(NodeRef node, const PortConfig& config) {
  if (config.baud == 0) return Refusal::no_baud;
  if (node.needs_consent() && !config.consent) return Refusal::needs_consent;
  return std::nullopt;
}

}  // namespace

Port::Port(NodeRef node, const PortConfig& config, Time now)
    : node_{node},
      config_{config},
      refusal_{refusal_of(node, config)},
      decoder_{config.spacing.partial_frame},
      echo_{config.spacing.echo},
      line_{std::max(config.baud, std::uint32_t{1})},
      asked_at_{long_ago},
      awake_{now} {
  if (config.is_up) line_up(now);
}

void Port::observe(Observer& observer, Delivery delivery) {
  observer_ = &observer;
  delivery_ = delivery;
}

void Port::line_up(Time now) {
  awake_ = now;
  is_up_ = true;
  if (!listens_until_) listens_until_ = now + config_.listen_first;
  node_.link_up(now);
}

void Port::line_down(Time now) {
  finish(now);
  is_up_ = false;
  node_.link_down(now);
}

/// The node is told nothing: a frame without an end is no frame.
void Port::finish(Time now) {
  decoder_.finish([&](const auto& event) { see(now, bus::Origin::heard, event); });
  show_held();
}

void Port::receive(Time now, Bytes chunk) {
  pass(now);
  if (chunk.empty()) return;
  const bool was_open = decoder_.deadline().has_value();
  bool is_frame = false;
  decoder_.feed(now, chunk, [&](const auto& event) {
    if constexpr (std::is_same_v<decltype(event), const wire::Frame&>) {
      is_frame = true;
      take_frame(now, event);
    } else {
      take(now, event);
    }
  });
  line_.heard(now, was_open, is_frame);
  tell_pause();
}

/// Time has passed: gives up what is half received for too long.
void Port::pass(Time now) {
  notice_stall(now);
  decoder_.feed(now, {}, [&](const wire::Event& event) { take(now, event); });
  if (held_ && now >= held_until_) show_held();
}

/// The loop stalled, or the machine slept: bytes that are read now came long ago, echoes too.
void Port::notice_stall(Time now) {
  constexpr Duration stall = std::chrono::milliseconds{500};
  if (now - awake_ >= stall) {
    const auto due = deadline();
    if (due && now > *due) echo_.delay(now - awake_);
  }
  awake_ = now;
}

/// Noise, damage and end bytes.
void Port::take(Time now, const wire::Event& event) {
  see(now, bus::Origin::heard, event);
  if (!std::holds_alternative<wire::TrailingByte>(event)) node_.hear_damage(now);
}

void Port::take_frame(Time now, const wire::Frame& frame) {
  const bool is_own = is_echo(now, frame);
  see(now, is_own ? bus::Origin::echo : bus::Origin::heard, frame);
  if (!is_own) return node_.hear(now, frame);
  if (observer_ != nullptr && !std::exchange(echo_told_, true)) observer_->echo_found(now);
}

bool Port::is_echo(Time now, const wire::Frame& frame) {
  return config_.drops_echoes && echo_.is_echo(now, frame);
}

/// A frame is held back until the next event, because its end byte comes after it.
void Port::see(Time now, bus::Origin origin, const wire::Event& event) {
  if (observer_ == nullptr) return;
  if (const auto* const end = std::get_if<wire::TrailingByte>(&event)) {
    return see_end_byte(now, *end);
  }
  show_held();
  Seen seen{.at = now, .origin = origin, .what = event, .end = {}};
  if (!std::holds_alternative<wire::Frame>(event)) return show(seen);
  held_ = seen;
  held_until_ = now + config_.spacing.end_byte;
}

/// A byte that comes when its frame was shown already is noise.
void Port::see_end_byte(Time now, wire::TrailingByte end) {
  if (!held_) {
    const wire::Noise noise{wire::Stretch{{&end.value, 1}}};
    return show({.at = now, .origin = bus::Origin::heard, .what = noise, .end = {}});
  }
  held_->end = end.value;
  show_held();
}

void Port::show_held() {
  if (held_) show(*std::exchange(held_, std::nullopt));
}

void Port::show(const Seen& seen) {
  if (observer_ != nullptr) observer_->seen(seen);
}

void Port::tell_pause() {
  constexpr Duration news = std::chrono::milliseconds{1};
  if (observer_ == nullptr || line_.widest_gap() < pause_told_ + news) return;
  pause_told_ = line_.widest_gap();
  observer_->pause_measured(pause_told_, std::min(line_.patience(), config_.spacing.partial_frame));
}

std::optional<Bytes> Port::transmit(Time now, const LineState& line) {
  pass(now);
  const bool may_speak = may_poll(now, line);
  asked_at_ = now;
  if (!may_speak) return std::nullopt;
  waits_since_.reset();
  const auto frame = node_.poll(now);
  if (!frame) return std::nullopt;
  return give(now, *frame, line);
}

bool Port::may_poll(Time now, const LineState& line) {
  if (refusal_ || !listens_until_ || now < *listens_until_) return false;
  if (now >= line_.idle_at(decoder_.deadline()) && !line.has_unread) return true;
  const auto due = node_.deadline();
  if (!due || now < *due) return false;
  if (!waits_since_) waits_since_ = now;
  return now >= line_.at_the_latest(*waits_since_);
}

/// The time of a frame passes also where it does not leave, so that a node that always has another
/// one keeps to the schedule.
std::optional<Bytes> Port::give(Time now, const wire::Frame& frame, const LineState& line) {
  out_ = config_.consent ? wire::SlipFrame::of(frame, config_.end_byte, *config_.consent)
                         : wire::SlipFrame::of(frame, config_.end_byte);
  line_.sends(now, out_ ? out_->bytes().size() : frame.size());
  if (const auto reason = obstacle(line)) {
    if (observer_ != nullptr) observer_->kept_back(now, frame, *reason);
    return std::nullopt;
  }
  echo_.sent(now, frame);
  show_held();
  std::optional<std::uint8_t> end;
  if (config_.end_byte) end = static_cast<std::uint8_t>(*config_.end_byte);
  show({.at = now, .origin = bus::Origin::sent, .what = frame, .end = end});
  return out_->bytes();
}

std::optional<KeptBack> Port::obstacle(const LineState& line) const {
  if (!out_) return KeptBack::harmful;
  if (!is_up_) return KeptBack::line_down;
  if (line.is_blocked) return KeptBack::line_blocked;
  return std::nullopt;
}

void Port::sent(Time now) {
  pass(now);
  line_.sent(now);
}

std::optional<Time> Port::deadline() const {
  constexpr Duration just_after{1};  // a frame has to be older than its limit
  const auto partial_until = decoder_.deadline();
  const bool is_held = held_ && delivery_ == Delivery::prompt;
  auto next = speaks_at(partial_until);
  const auto consider = [&next](Time at) { next = std::min(at, next.value_or(at)); };
  // Nobody is woken for the byte behind a frame, unless somebody waits to see it.
  if (partial_until && (is_held || !decoder_.holds_trailing_byte())) {
    consider(*partial_until + just_after);
  }
  if (is_held) consider(held_until_);
  return next;
}

/// When the node may speak, if it then wants to.
std::optional<Time> Port::speaks_at(const std::optional<Time>& partial_until) const {
  // A node that is due and has nothing to say does not keep the caller awake.
  constexpr Duration breath = std::chrono::milliseconds{1};
  if (refusal_ || !listens_until_) return std::nullopt;
  const auto due = node_.deadline();
  if (!due) return std::nullopt;
  const Time again = *due > asked_at_ ? *due : asked_at_ + breath;
  const Time latest = line_.at_the_latest(waits_since_.value_or(std::max(*due, asked_at_)));
  const Time free = std::min(line_.idle_at(partial_until), latest);
  return std::max({free, again, *listens_until_});
}

}  // namespace twc::link
