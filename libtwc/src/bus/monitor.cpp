// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/monitor.hpp>
#include <twc/bus/speaker.hpp>

namespace twc::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr bool is_answer(const wire::Frame& frame) {
  return frame.kind() == wire::FrameKind::report;
}
constexpr bool is_request(const wire::Frame& frame) {
  return frame.kind() == wire::FrameKind::request;
}

bool is_linkready(const msg::Message& message) {
  return std::holds_alternative<msg::MasterLinkready1>(message) ||
         std::holds_alternative<msg::MasterLinkready2>(message);
}

std::optional<TwcId> receiver_of(const msg::Message& message) {
  return std::visit(
      [](const auto& m) -> std::optional<TwcId> {
        if constexpr (requires { m.to; }) return m.to;
        return std::nullopt;
      },
      message);
}

}  // namespace

void Monitor::hear(const When& now, const wire::Event& event, Origin origin) {
  const When at = steady(now);
  ++order_;
  if (const auto* const frame = std::get_if<wire::Frame>(&event)) {
    hear_frame(at, *frame, origin);
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&event)) {
    hear_bad(at, *bad, origin);
  } else if (const auto* const noise = std::get_if<wire::Noise>(&event)) {
    totals_.noise_bytes += noise->wire.count();
    meter_bus_.look_into(noise->wire);
    if (origin == Origin::heard) damage_.hear_noise(at, *noise);
  }
}

void Monitor::pass(Time now) {
  static_cast<void>(steady(now));
}

When Monitor::steady(const When& now) {
  if (!now) return now;
  if (!totals_.first) totals_.first = now;
  totals_.last = std::max(*now, totals_.last.value_or(*now));
  return totals_.last;
}

void Monitor::hear_frame(const When& now, const wire::Frame& frame, Origin origin) {
  if (is_echo(now, frame, origin)) {
    ++totals_.echoes;
    sent_since_echo_ = 0;
    if (totals_.echoes == 1) echo_.since = now;
    echo_.until = now;
    return;
  }
  if (origin == Origin::sent) {
    ++totals_.sent;
    ++sent_since_echo_;
    if (now) echo_filter_.sent(*now, frame);
  } else {
    ++totals_.good;
    damage_.hear_good(now, frame);
    if (is_repeated(now, frame)) return;
  }
  learn(now, frame, origin);
}

bool Monitor::is_echo(const When& now, const wire::Frame& frame, Origin origin) {
  if (origin == Origin::heard) return now && echo_filter_.is_echo(*now, frame);
  return origin == Origin::echo;
}

/// Some adapters and programs give a frame twice. Why 50 ms: no unit says the same twice as fast.
bool Monitor::is_repeated(const When& now, const wire::Frame& frame) {
  constexpr Duration window = milliseconds{50};
  const auto since = between(last_frame_at_, now);
  const bool is_repeated = last_frame_ == frame && since && *since <= window;
  last_frame_ = frame;
  last_frame_at_ = now;
  return is_repeated;
}

void Monitor::hear_bad(const When& now, const wire::BadFrame& bad, Origin origin) {
  if (origin == Origin::echo) return;
  meter_bus_.look_into(bad.wire);
  if (origin == Origin::sent) {
    ++totals_.bad_sent;
    static_cast<void>(sent_faults_.hear(now, bad.wire, origin));
    return;
  }
  ++totals_.bad;
  damage_.hear_bad(now, bad);
  const auto id = named_sender(bad.wire);
  if (id && find(*id) != nullptr) ++watch(*id).damaged;
}

Moment Monitor::moment(const When& now) const {
  return {.at = now,
          .damaged = damage_.damaged(),
          .master_frames = master_frames_,
          .master_starts = master_starts_,
          .master_started = master_started_,
          .master_resumed = master_resumed_,
          .is_doubtful = damage_.is_burst()};
}

void Monitor::learn(const When& now, const wire::Frame& frame, Origin origin) {
  const msg::Message message = msg::decode(frame);
  if (!is_answer(frame)) hear_master(now);
  const Moment at = moment(now);
  count_danger(at, message);
  const auto to = receiver_of(message);
  if (to && *to != TwcId{} && !is_answer(frame)) address(at, message, frame, *to);
  const Unit* const sender =
      roster_.hear(now.value_or(totals_.last.value_or(Time{})), frame, message);
  if (sender == nullptr) return;
  speak(at, message, frame, sender->id);
  if (!is_answer(frame) && origin == Origin::heard) watch(sender->id).is_heard_as_master = true;
}

void Monitor::hear_master(const When& now) {
  constexpr Duration long_silent = seconds{10};
  const auto silent = between(master_heard_, now);
  if (silent && *silent >= long_silent) master_resumed_ = now;
  master_heard_ = now;
}

void Monitor::address(const Moment& now, const msg::Message& message, const wire::Frame& frame,
                      TwcId to) {
  Watch& unit = watch(to);
  ++unit.addressed;
  if (is_request(frame)) unit.answers.ask(now.at, frame.function());
  unit.be_told(now, message);
}

void Monitor::speak(const Moment& now, const msg::Message& message, const wire::Frame& frame,
                    TwcId from) {
  Watch& unit = watch(from);
  ++unit.frames;
  unit.silence.hear(now);
  if (is_answer(frame)) {
    const bool was_asked = unit.answers.hear(now.at, frame.function());
    const bool is_report = speaker_of(frame.function()) == Speaker::either;
    if (!was_asked && is_report && !now.is_doubtful) ++unit.unasked;
  } else {
    speak_as_master(now, unit);
  }
  if (is_linkready(message)) {
    ++master_starts_;
    master_started_ = now.at;
  }
  const bool announces = std::holds_alternative<msg::SlaveLinkready>(message);
  const bool is_of_slave = announces || std::holds_alternative<msg::SlaveHeartbeat>(message);
  if (is_of_slave && !now.is_doubtful) {
    unit.slave.speak(order_, now.at);
    unit.traits.protocol = msg::protocol_of(frame);
  }
  unit.say(now, message, master_spoke_at_ > unit.announced_at);
  if (announces) unit.announced_at = order_;
}

void Monitor::speak_as_master(const Moment& now, Watch& unit) {
  master_spoke_at_ = order_;
  ++master_frames_;
  if (now.is_doubtful) return;
  unit.master.speak(order_, now.at);
  if (last_master_ != unit.id) ++unit.master.turns;
  last_master_ = unit.id;
}

void Monitor::count_danger(const Moment& now, const msg::Message& message) {
  std::optional<wire::Function> code;
  if (const auto* const dangerous = std::get_if<msg::Dangerous>(&message)) {
    code = dangerous->frame.function();
  } else if (const auto* const serial = std::get_if<msg::LegacySerial>(&message)) {
    // So a unit answers that has just written its one-time memory (PROTOCOL.md 6.14).
    if (serial->confirms_a_write()) code = wire::Function::legacy_serial;
  }
  if (!code || now.is_doubtful) return;
  if (!danger_)
    danger_ = Case<DangerSeen>{
        .cause = {.code = *code,   .times = 0 },
          .spell = {.since = now.at, .until = {}}
    };
  ++danger_->cause.times;
  danger_->spell.until = now.at;
}

Watch& Monitor::watch(TwcId id) {
  const auto known = std::span{watches_}.first(watched_);
  auto found = std::ranges::find(known, id, &Watch::id);
  if (found == known.end()) {
    const bool is_full = watched_ == capacity;
    Watch& place = is_full ? *std::ranges::min_element(watches_, {}, &Watch::last_order)
                           : watches_[watched_++];
    place = Watch{};
    place.id = id;
    place.last_order = order_;
    return place;
  }
  found->last_order = order_;
  return *found;
}

const Watch* Monitor::find(TwcId id) const {
  const auto known = watches();
  const auto found = std::ranges::find(known, id, &Watch::id);
  return found == known.end() ? nullptr : &*found;
}

const Answers* Monitor::answers(TwcId unit) const {
  const Watch* const found = find(unit);
  return found != nullptr && found->answers.asked() != 0 ? &found->answers : nullptr;
}

/// Frames that pass the checksum by chance make up ids, rarely the same one twice.
bool Monitor::is_named(const Watch& unit) const {
  return unit.frames + unit.addressed >= 2 || damage_.damaged() == 0;
}

Role Monitor::role(const Watch& unit) {
  if (unit.master.frames == unit.slave.frames) return Role::unknown;
  return unit.master.frames > unit.slave.frames ? Role::master : Role::slave;
}

std::uint32_t Monitor::damaged(TwcId unit) const {
  const Watch* const found = find(unit);
  return found != nullptr ? found->damaged : 0;
}

}  // namespace twc::bus
