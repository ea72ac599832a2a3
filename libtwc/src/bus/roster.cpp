// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/bus/roster.hpp>
#include <twc/bus/speaker.hpp>
#include <twc/wire/detail/cursor.hpp>

namespace twc::bus {
namespace {

constexpr bool is_legacy_request(wire::Function code) {
  using enum wire::Function;
  return code == legacy_serial_request || code == legacy_model_request ||
         code == legacy_firmware_request;
}

/// Enters what one message says of its sender.
struct Learn {
  Time now{};
  Unit* unit = nullptr;

  template <typename M>
  void operator()(const M& m) const {
    if constexpr (requires { m.sign; }) unit->sign = m.sign;
    if constexpr (requires { m.maximum; }) unit->rating = m.maximum;
    if constexpr (std::same_as<M, msg::SlaveHeartbeat>) unit->heartbeat = {.at = now, .what = m};
    if constexpr (std::same_as<M, msg::Meter>) unit->meter = {.at = now, .what = m};
    if constexpr (std::same_as<M, msg::PlugState>) unit->plug = {.at = now, .what = m.plug};
    if constexpr (std::same_as<M, msg::Firmware>) unit->firmware = m.version;
    if constexpr (std::same_as<M, msg::LegacyFirmware>) unit->legacy_firmware = m.version;
    if constexpr (std::same_as<M, msg::LegacyModel>) unit->model = m.model;
    if constexpr (std::same_as<M, msg::Vin>) unit->vin.hear(m);
    if constexpr (requires { m.number; }) unit->serial = m.number;
  }
};

}  // namespace

const Unit* Roster::hear(Time now, const wire::Frame& frame, const msg::Message& message) {
  const auto sender = sender_of(frame, message);
  remember_request(frame);
  if (!sender || *sender == TwcId{}) return nullptr;
  Unit& unit = enter(now, *sender);
  unit.last_heard = now;
  if (const auto protocol = msg::protocol_of(frame)) unit.protocol = protocol;
  const Speaker speaker = speaker_of(frame.function());
  if (speaker == Speaker::master) unit.role = Role::master;
  if (speaker == Speaker::slave) unit.role = Role::slave;
  std::visit(Learn{.now = now, .unit = &unit}, message);
  return &unit;
}

std::optional<TwcId> Roster::sender_of(const wire::Frame& frame,
                                       const msg::Message& message) const {
  if (asked_ && asked_->answer == frame.function()) return asked_->who;
  return std::visit(
      [](const auto& m) -> std::optional<TwcId> {
        if constexpr (requires { m.from; }) return m.from;
        return std::nullopt;
      },
      message);
}

/// Real units do not look at the ids in these requests, and most programs leave them 0000. Any
/// other frame in between ends the waiting; the answer itself does not, for it may come twice.
void Roster::remember_request(const wire::Frame& frame) {
  const wire::Function code = frame.function();
  if (is_legacy_request(code)) {
    wire::Reader in{frame};
    static_cast<void>(in.id());
    asked_ = {.who = in.id(), .answer = as_kind(wire::FrameKind::report, code)};
  } else if (asked_ && asked_->answer != code) {
    asked_.reset();
  }
}

const Unit* Roster::find(TwcId id) const {
  const auto known = units();
  const auto found = std::ranges::find(known, id, &Unit::id);
  return found == known.end() ? nullptr : &*found;
}

Unit& Roster::enter(Time now, TwcId id) {
  const auto known = std::span{units_}.first(count_);
  const auto found = std::ranges::find(known, id, &Unit::id);
  if (found != known.end()) return *found;
  const bool is_full = count_ == capacity;
  Unit& unit = is_full ? *std::ranges::min_element(units_, {}, &Unit::last_heard) : units_[count_];
  if (!is_full) ++count_;
  unit = Unit{};
  unit.id = id;
  unit.first_heard = now;
  return unit;
}

}  // namespace twc::bus
