// SPDX-License-Identifier: MIT
#pragma once
/// Demand knows what the car at one unit wants: whether it charges, asks, holds a limit, or
/// nothing.

#include <chrono>
#include <optional>

#include <twc/msg/contactor.hpp>
#include <twc/msg/heartbeat.hpp>
#include <twc/node/exposure.hpp>
#include <twc/node/share.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// A car that the master stopped while it charged still waits (S4): it asks until it is served or
/// leaves. A car that draws nothing for 60 s after it was served no longer asks.
class Demand {
 public:
  /// `is_offered`: the unit is to have a limit.
  void answered(Time now, const msg::SlaveHeartbeat& said, bool is_offered = true);
  /// The unit answers its first heartbeat: a car that has a limit may be about to start. Not so
  /// one that held it a moment ago: its announcement was somebody else's damaged frame.
  void linked(Time now, const Demand& before) {
    constexpr Duration moment = std::chrono::seconds{10};
    const bool held = before.need() == Need::holding && now - before.answered_ <= moment;
    if (limit_ > Centiamps{} && !held) served_ = now;
    has_refused_ = true;  // nothing was served yet
  }
  /// The unit reports its plug.
  void plugged(msg::Plug plug);
  /// The master lets a unit charge again that kept its limit behind an open contactor.
  void resumed(Time now) {
    if (limit_ == Centiamps{}) return;
    served_ = now;
    has_refused_ = !waits_;
  }
  /// The master ends the charge.
  void stopped(Time now);

  [[nodiscard]] Need need() const;
  /// State 04 or 08 with limit 0.
  [[nodiscard]] bool asks() const { return asks_; }
  /// Its car was stopped while it charged, and was not served since.
  [[nodiscard]] bool waits() const { return waits_; }
  /// It was served, and its car has drawn nothing for 60 s: told once.
  [[nodiscard]] bool refuses(Time now);
  /// Its car drew current within a minute before the last answer: a unit that is not heard keeps
  /// what it had.
  [[nodiscard]] bool drew() const { return drew_ && answered_ - *drew_ < minute; }
  /// Its car has drawn current in this plug-in.
  [[nodiscard]] bool has_charged() const { return has_charged_; }
  /// The master stopped its charge, and the car has drawn nothing since.
  [[nodiscard]] bool is_cut_short() const { return is_cut_short_; }
  /// The same, although it was served again for a minute.
  [[nodiscard]] bool resists() const { return is_cut_short_ && !waits_; }
  /// The state that acknowledgements of limits do not hide (states 05 to 07, 09 and 0A pass).
  [[nodiscard]] msg::ChargeState state() const { return state_; }
  /// The car left: counted so that a master notices.
  [[nodiscard]] unsigned departures() const { return departures_; }

 private:
  static constexpr Duration minute = std::chrono::seconds{60};
  void leave();
  void note_end_of_stop(Time now);

  msg::ChargeState state_ = msg::ChargeState::ready;
  bool is_heard_ = false;
  Centiamps limit_{};
  bool is_at_zero_ = false;  // in its last two answers
  bool draws_ = false;
  bool asks_ = false;
  bool waits_ = false;
  bool has_refused_ = false;
  bool has_charged_ = false;
  bool has_paused_ = false;  // since it was stopped
  bool is_cut_short_ = false;
  Time answered_{};
  std::optional<Time> drew_;
  std::optional<Time> served_;
  std::optional<Time> stopped_;
  unsigned departures_ = 0;
};

}  // namespace twc::node
