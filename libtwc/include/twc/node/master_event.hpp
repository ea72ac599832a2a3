#pragma once
/// What a master has to tell.

#include <array>
#include <cstdint>
#include <optional>

#include <twc/msg/heartbeat.hpp>
#include <twc/types.hpp>

namespace twc::node {

enum class EventKind : std::uint8_t {
  linked,  ///< a unit answered often enough
  lost,    ///< a unit has not answered for lost_after, or did not follow and hardly answered
  offer,   ///< a unit is offered another limit; 0 with a reason: it is silenced, so that it stops
  echoed,  ///< it repeated the limit: it is in force
  state,   ///< its state changed
  meter,   ///< it sent its meter, which the roster has; so with the next four
  vin,
  serial,
  firmware,
  plug,
  overdraw,       ///< it draws more than its limit for 10 s after the time to fall
  unit_error,     ///< it is in the error state, or said what cannot be
  restarted,      ///< its sign changed
  stopped,        ///< its stop is verified: it draws nothing
  still_drawing,  ///< it was stopped and draws on
  stopped_often,  ///< for the third time or more in one plug-in: the car may refuse soon
  refused,        ///< its car was served and has drawn nothing for 60 s
  deaf,           ///< it announces itself and answered none of three greetings
  held,           ///< the limit is below the minima of charging cars, which keep them for a while
  other_master,   ///< somebody else plays master: for all, or for this unit
  id_conflict,    ///< two units with one id, or one with ours
  echo,           ///< the line echoes what is sent
  link_slow,      ///< units are addressed less often than every 8 s
  link_dead,      ///< nothing was received for 10 s: open the connection anew (networks)
  stale,          ///< nobody renewed the total: the fallback is in force
};

/// Why less is granted than was asked for, or nothing.
enum class Reason : std::uint8_t {
  none,
  max_current,  ///< what the wiring carries
  unit_max,     ///< the unit's own maximum or its ceiling
  rating,       ///< what the unit is built for
  whole_amps,
  shared,      ///< others have their part
  unused,      ///< its car uses no more (S7)
  minimum,     ///< too little is left for a minimum
  quiet_time,  ///< nobody knows yet what an earlier master left running
  waiting,     ///< others have to fall first
  stopped,     ///< by the user
  held,        ///< the limit is below the minima, and cars keep them for a while
  disobeyed,   ///< it did not follow; it is tried again after 10 minutes
  overdraw,    ///< it draws more than its limit, and the sum is too much
  deaf,        ///< it does not hear us
  elsewhere,   ///< it answers another master
  id_conflict,
  stale,
  lost,
};

struct Event {
  EventKind kind{};
  Time at{};
  TwcId unit{};
  Reason reason = Reason::none;
  msg::ChargeState state{};
  Centiamps requested{};  ///< what the policy wants for the unit
  Centiamps granted{};    ///< what was sent to it last; what it echoes if nothing was
  Centiamps echoed{};
  Centiamps drawn{};
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
