#include <algorithm>

#include <twc/bus/monitor.hpp>
#include <twc/wire/slip.hpp>

namespace twc::bus {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr bool is_answer(const wire::Frame& frame) {
  return frame.bytes()[0] == 0xFD;
}
constexpr bool is_request(const wire::Frame& frame) {
  return frame.bytes()[0] == 0xFB;
}

/// What a master also tells about itself, unasked.
constexpr bool is_report(wire::Function code) {
  using enum wire::Function;
  return code == meter || code == firmware || code == serial || code == vin_1 || code == vin_2 ||
         code == vin_3;
}

/// Whether the sender of a frame with this code stands right behind the code.
bool names_sender(wire::Function code) {
  using enum wire::Function;
  const wire::FunctionInfo* const info = wire::find(code);
  const bool is_legacy = code == legacy_serial || code == legacy_model || code == legacy_firmware ||
                         code == legacy_serial_request || code == legacy_model_request ||
                         code == legacy_firmware_request;
  return info != nullptr && info->hazard != wire::Hazard::never && code != idle && !is_legacy;
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

void ErrorRate::count(const When& now, bool is_good) {
  constexpr Duration minute = seconds{60};
  const auto since = between(begin_, now);
  if (!now) return;
  if (!since || *since >= minute) {
    worst_ = worst();
    begin_ = now;
    good_ = 0;
    bad_ = 0;
  }
  ++(is_good ? good_ : bad_);
}

std::uint32_t ErrorRate::in_this_minute() const {
  constexpr std::uint32_t enough = 5;
  constexpr std::uint32_t one_in = 20;
  return bad_ >= enough && bad_ * one_in >= bad_ + good_ ? bad_ : 0;
}

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
    return;
  }
  if (origin == Origin::sent) {
    ++totals_.sent;
    if (now) echo_filter_.sent(*now, frame);
  } else {
    ++totals_.good;
    rate_.count(now, true);
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
    return;
  }
  ++totals_.bad;
  rate_.count(now, false);
  const wire::Unescaped body = wire::unescape(bad.wire.bytes());
  const Bytes bytes = body.bytes();
  if (bytes.size() < 4) return;
  const auto word = [&](std::size_t at) { return (unsigned{bytes[at]} << 8U) | bytes[at + 1]; };
  if (!names_sender(static_cast<wire::Function>(word(0)))) return;
  const TwcId id{static_cast<std::uint16_t>(word(2))};
  if (find(id) != nullptr) ++watch(id).damaged;
}

void Monitor::learn(const When& now, const wire::Frame& frame, Origin origin) {
  const msg::Message message = msg::decode(frame);
  count_danger(message);
  const auto to = receiver_of(message);
  if (to && *to != TwcId{} && !is_answer(frame)) address(now, message, frame, *to);
  const Time at = now.value_or(totals_.last.value_or(Time{}));
  const Unit* const sender = roster_.hear(at, frame);
  if (sender == nullptr) return;
  speak(now, message, frame, sender->id);
  if (!is_answer(frame) && origin == Origin::heard) watch(sender->id).is_heard_as_master = true;
}

void Monitor::address(const When& now, const msg::Message& message, const wire::Frame& frame,
                      TwcId to) {
  Watch& unit = watch(to);
  ++unit.addressed;
  if (is_request(frame)) unit.answers.ask(now, frame.function());
  unit.be_told(now, message);
}

void Monitor::speak(const When& now, const msg::Message& message, const wire::Frame& frame,
                    TwcId from) {
  Watch& unit = watch(from);
  ++unit.frames;
  unit.silence.hear(now);
  if (is_answer(frame)) {
    const bool was_asked = unit.answers.hear(now, frame.function());
    if (!was_asked && is_report(frame.function())) ++unit.unasked;
  } else {
    unit.master.speak(order_);
    master_spoke_at_ = order_;
  }
  const bool announces = std::holds_alternative<msg::SlaveLinkready>(message);
  if (announces || std::holds_alternative<msg::SlaveHeartbeat>(message)) unit.slave.speak(order_);
  unit.say(now, message, master_spoke_at_ > unit.announced_at);
  if (announces) unit.announced_at = order_;
}

void Monitor::count_danger(const msg::Message& message) {
  std::optional<wire::Function> code;
  if (const auto* const dangerous = std::get_if<msg::Dangerous>(&message)) {
    code = dangerous->frame.function();
  } else if (const auto* const serial = std::get_if<msg::LegacySerial>(&message)) {
    // So a unit answers that has just written its one-time memory (PROTOCOL.md 6.14).
    const auto& chars = serial->number.chars();
    if (chars[0] == '\x01' && chars[1] == '\0') code = wire::Function::legacy_serial;
  }
  if (!code) return;
  danger_ = DangerSeen{.code = danger_ ? danger_->code : *code,
                       .times = danger_ ? danger_->times + 1 : 1};
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

std::uint32_t Monitor::damaged(TwcId unit) const {
  const Watch* const found = find(unit);
  return found != nullptr ? found->damaged : 0;
}

}  // namespace twc::bus
