// SPDX-License-Identifier: MIT
#pragma once
/// The events of a master: each kind is a type with its payload and its name.

#include <array>
#include <optional>
#include <string_view>
#include <variant>

#include <twc/msg/heartbeat.hpp>
#include <twc/msg/meter.hpp>
#include <twc/node/amounts.hpp>
#include <twc/node/reports.hpp>
#include <twc/node/unit_status.hpp>
#include <twc/types.hpp>

namespace twc::node {

namespace event {

/// A unit answered often enough.
struct Linked {
  static constexpr std::string_view name = "linked";
  Protocol protocol = Protocol::two;
  Centiamps rating{};
};
/// A unit has not answered for `lost_after`, or did not follow and hardly answered.
struct Lost {
  static constexpr std::string_view name = "lost";
};
/// A unit is offered another limit; 0 with a reason: it is silenced, so that it stops.
struct Offered {
  static constexpr std::string_view name = "offer";
};
/// It repeated the limit: it is in force.
struct Echoed {
  static constexpr std::string_view name = "echoed";
};
/// Its state changed. States that only acknowledge a limit, or pass, are none.
struct StateChanged {
  static constexpr std::string_view name = "state";
  msg::ChargeState state{};
  Charging charging{};
};
/// The five reports are told where they differ from the last one.
struct MeterReported {
  static constexpr std::string_view name = "meter";
  msg::Meter meter;
};
struct VinReported {
  static constexpr std::string_view name = "vin";
  VinText vin;
};
struct SerialReported {
  static constexpr std::string_view name = "serial";
  msg::SerialNumber serial;
};
struct FirmwareReported {
  static constexpr std::string_view name = "firmware";
  FirmwareVersion version{};
};
struct PlugReported {
  static constexpr std::string_view name = "plug";
  msg::Plug plug{};
};
/// It draws more than its limit for 10 s after the time to fall.
struct Overdrawn {
  static constexpr std::string_view name = "overdraw";
};
/// It is in the error state, or said what cannot be.
struct UnitError {
  static constexpr std::string_view name = "unit_error";
  msg::ChargeState state{};
};
/// Its sign changed.
struct Restarted {
  static constexpr std::string_view name = "restarted";
};
/// Its stop is verified: it draws nothing.
struct Stopped {
  static constexpr std::string_view name = "stopped";
};
/// It was stopped and draws on.
struct StillDrawing {
  static constexpr std::string_view name = "still_drawing";
};
/// For the third time or more in one plug-in: the car may refuse soon.
struct StoppedOften {
  static constexpr std::string_view name = "stopped_often";
  unsigned stops = 0;
};
/// Its car was served and has drawn nothing for 60 s.
struct Refused {
  static constexpr std::string_view name = "refused";
  /// The master had stopped its charge before: the car may have to be plugged in again.
  bool may_need_replug = false;
};
/// It announces itself and answered none of three greetings.
struct Deaf {
  static constexpr std::string_view name = "deaf";
};
/// The limit is below the minima of charging cars, which keep them until then. The limit itself is
/// in force later, once cars have been stopped for it.
struct Held {
  static constexpr std::string_view name = "held";
  Time until{};
  std::optional<Time> in_force_at{};
};
/// Somebody else plays master: for all, or for this unit.
struct OtherMaster {
  static constexpr std::string_view name = "other_master";
};
/// Two units with one id, or a unit with ours.
struct IdConflict {
  static constexpr std::string_view name = "id_conflict";
};
/// The line echoes what is sent.
struct EchoHeard {
  static constexpr std::string_view name = "echo";
};
/// Units are addressed less often than every 8 s.
struct LinkSlow {
  static constexpr std::string_view name = "link_slow";
};
/// Nothing was received for 10 s: open the connection anew (networks).
struct LinkDead {
  static constexpr std::string_view name = "link_dead";
};
/// Nobody renewed the total: the fallback is in force.
struct Stale {
  static constexpr std::string_view name = "stale";
};

using Any = std::variant<Linked, Lost, Offered, Echoed, StateChanged, MeterReported, VinReported,
                         SerialReported, FirmwareReported, PlugReported, Overdrawn, UnitError,
                         Restarted, Stopped, StillDrawing, StoppedOften, Refused, Deaf, Held,
                         OtherMaster, IdConflict, EchoHeard, LinkSlow, LinkDead, Stale>;

}  // namespace event

/// It carries all that there is to tell: nobody has to ask the master again.
struct Event {
  Time at{};
  TwcId unit{};     ///< 0000: the whole bus
  Amounts amounts;  ///< for that unit, or for all of them
  event::Any what;

  template <typename E>
  [[nodiscard]] bool is() const {
    return std::holds_alternative<E>(what);
  }
  [[nodiscard]] std::string_view name() const {
    return std::visit([](const auto& one) { return one.name; }, what);
  }
};

/// The last events, oldest first. Where nobody takes them the oldest make room, and are counted.
class EventQueue {
 public:
  void push(const Event& event) {
    if (count_ == events_.size()) {
      first_ = (first_ + 1) % events_.size();
      --count_;
      ++dropped_;
    }
    events_[(first_ + count_++) % events_.size()] = event;
  }
  std::optional<Event> pop() {
    if (count_ == 0) return std::nullopt;
    const Event event = events_[first_];
    first_ = (first_ + 1) % events_.size();
    --count_;
    return event;
  }
  [[nodiscard]] std::size_t dropped() const { return dropped_; }

 private:
  static constexpr std::size_t capacity = 64;
  std::array<Event, capacity> events_{};
  std::size_t first_ = 0;
  std::size_t count_ = 0;
  std::size_t dropped_ = 0;
};

}  // namespace twc::node
