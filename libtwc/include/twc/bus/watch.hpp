// SPDX-License-Identifier: MIT
#pragma once
/// The monitor watches one unit over time: a small machine for each thing that can go wrong with
/// it.

#include <optional>

#include <twc/bus/answers.hpp>
#include <twc/bus/logged.hpp>
#include <twc/bus/watch_draw.hpp>
#include <twc/bus/watch_limit.hpp>
#include <twc/bus/watch_link.hpp>
#include <twc/bus/watch_values.hpp>
#include <twc/msg/message.hpp>

namespace twc::bus {

/// The part of one unit in one role: how many frames, and from when to when in their order.
struct Part {
  std::uint32_t frames = 0;
  std::uint32_t turns = 0;  ///< how often it began after another one had spoken in this role
  std::uint64_t first = 0;
  std::uint64_t last = 0;
  When first_at;
  When last_at;

  void speak(std::uint64_t order, const When& now) {
    if (frames++ == 0) {
      first = order;
      first_at = now;
    }
    last = order;
    last_at = now;
  }
  /// Whether each went on after the other had begun.
  [[nodiscard]] bool overlaps(const Part& other) const {
    return frames != 0 && other.frames != 0 && last > other.first && other.last > first;
  }
};

/// All that is watched of one id.
struct Watch {
  /// The unit is told `message`.
  void be_told(const Moment& now, const msg::Message& message);
  /// The unit says `message`.
  void say(const Moment& now, const msg::Message& message, bool master_spoke);

  /// Whether the last heartbeats look as if its master stopped it: a stop by silence begins with
  /// the smallest limit or right after a lower one, and a unit that has no limit needs none.
  [[nodiscard]] bool may_be_stopped() const;

  /// A log tells of the unit and of frames that were sent to it.
  void be_logged(const When& now, const LoggedHeartbeat& heartbeat);

  TwcId id{};
  std::uint64_t last_order = 0;  ///< when the last frame from it or for it came
  std::uint32_t frames = 0;      ///< from it
  std::uint32_t damaged = 0;     ///< bad frames that begin like one from it
  std::uint32_t addressed = 0;
  std::uint64_t announced_at = 0;  ///< in the order of frames
  std::uint32_t unasked = 0;       ///< reports that nobody asked for
  Part master;
  Part slave;
  bool is_heard_as_master = false;  ///< and not only sent by this program
  TwcId its_master{};               ///< that addressed it last
  Traits traits;
  std::optional<Centiamps> limit_in_force;  ///< as it said last
  std::optional<Centiamps> limit_sent;      ///< the last one
  When lowered_at;                          ///< when it was sent a lower one than before
  Answers answers;
  LinkWatch link;
  FaceWatch faces;
  FaceWatch master_faces;
  SilenceWatch silence;
  GapWatch gap;
  PairWatch pairs;
  LimitWatch limit;
  AskWatch ask;
  ZeroWatch zero;
  StuckWatch stuck;
  FlapWatch flap;
  DrawWatch draw;
  SixWatch six;
  ValueWatch values;
  TextWatch texts;
  ErrorWatch error;
  LoggedWatch logged;
  std::optional<Case<ErrorCommanded>> error_commanded;
};

}  // namespace twc::bus
