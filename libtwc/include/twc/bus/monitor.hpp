// SPDX-License-Identifier: MIT
#pragma once
/// Listens to a bus and names what is wrong with it. Never sends.

#include <array>
#include <span>

#include <twc/bus/damage.hpp>
#include <twc/bus/echo.hpp>
#include <twc/bus/finding.hpp>
#include <twc/bus/meter_bus.hpp>
#include <twc/bus/roster.hpp>
#include <twc/bus/watch.hpp>
#include <twc/msg/message.hpp>
#include <twc/wire/event.hpp>

namespace twc::bus {

/// The sums over all that was heard.
struct Totals {
  std::uint64_t good = 0;  ///< frames of others
  std::uint64_t bad = 0;
  std::uint64_t sent = 0;      ///< our own
  std::uint64_t bad_sent = 0;  ///< our own that are no frames: our program makes errors
  std::uint64_t echoes = 0;
  std::uint64_t noise_bytes = 0;
  std::uint64_t logged = 0;  ///< events that a log told without showing frames
  When first;
  When last;

  [[nodiscard]] Duration lasted() const { return between(first, last).value_or(Duration{}); }
};

/// Hears all that a decoder gives, and tells what is wrong: one finding a cause, each with its
/// evidence. A clean bus gives none, however a capture of it begins and ends, and one damaged frame
/// proves nothing.
///
///     decoder.feed(now, chunk, [&](const wire::Event& event) { monitor.hear(now, event); });
///     for (const bus::Finding& one : monitor.findings()) std::visit(explain, one.cause);
class Monitor {
 public:
  /// As many ids as the roster has; those of damaged frames that pass the checksum come and go.
  static constexpr std::size_t capacity = Roster::capacity;

  /// `now` is nothing where the source knows no time: then what depends on time is not found. Times
  /// that run backwards count as standing still. Recovered frames must not be told.
  void hear(const When& now, const wire::Event& event, Origin origin = Origin::heard);
  /// The log of a program tells this instead of frames.
  void hear_logged(const When& now, const LoggedHeartbeat& heartbeat);
  void hear_logged(const When& now, const msg::SlaveLinkready& announcement);
  /// The unit answered, and the log does not tell what.
  void hear_logged(const When& now, TwcId unit);
  /// Time has passed; to be told at the beginning and the end of listening, where that is known.
  void pass(Time now);

  [[nodiscard]] Findings findings() const;
  [[nodiscard]] const Totals& totals() const { return totals_; }
  [[nodiscard]] const Roster& roster() const { return roster_; }
  /// Latency and loss of each id that was asked something.
  [[nodiscard]] const Answers* answers(TwcId unit) const;
  /// Frames that begin like one of `unit` and are damaged.
  [[nodiscard]] std::uint32_t damaged(TwcId unit) const;
  /// All ids, in the order of appearance.
  [[nodiscard]] std::span<const Watch> units() const { return watches(); }
  /// Whether it is worth naming: heard or addressed more than once.
  [[nodiscard]] bool is_named(const Watch& unit) const;
  /// The role that most of its frames fit.
  [[nodiscard]] static Role role(const Watch& unit);

 private:
  friend class Verdict;

  [[nodiscard]] When steady(const When& now);
  void hear_frame(const When& now, const wire::Frame& frame, Origin origin);
  void hear_bad(const When& now, const wire::BadFrame& bad, Origin origin);
  [[nodiscard]] bool is_echo(const When& now, const wire::Frame& frame, Origin origin);
  [[nodiscard]] bool is_repeated(const When& now, const wire::Frame& frame);
  [[nodiscard]] Moment moment(const When& now) const;
  void learn(const When& now, const wire::Frame& frame, Origin origin);
  void hear_master(const When& now);
  void address(const Moment& now, const msg::Message& message, const wire::Frame& frame, TwcId to);
  void speak(const Moment& now, const msg::Message& message, const wire::Frame& frame, TwcId from);
  void speak_as_master(const Moment& now, Watch& unit);
  void count_danger(const Moment& now, const msg::Message& message);
  Watch& watch(TwcId id);
  [[nodiscard]] const Watch* find(TwcId id) const;
  [[nodiscard]] std::span<const Watch> watches() const {
    return std::span{watches_}.first(watched_);
  }

  Roster roster_;
  std::array<Watch, capacity> watches_{};
  std::size_t watched_ = 0;
  Totals totals_;
  DamageWatch damage_;
  ProgramFaults sent_faults_;
  MeterBusWatch meter_bus_;
  EchoFilter echo_filter_;
  std::uint64_t order_ = 0;
  std::uint64_t master_spoke_at_ = 0;  // in this order
  std::uint32_t master_frames_ = 0;
  std::uint32_t master_starts_ = 0;
  When master_started_;
  When master_heard_;
  When master_resumed_;
  std::optional<TwcId> last_master_;
  std::optional<wire::Frame> last_frame_;
  When last_frame_at_;
  std::optional<Case<DangerSeen>> danger_;
  std::uint64_t sent_since_echo_ = 0;
  Spell echo_;
};

}  // namespace twc::bus
