// SPDX-License-Identifier: MIT
#pragma once
/// Exposure knows the most that one unit may be drawing, and the least it may be held to.

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include <twc/types.hpp>

namespace twc::node {

/// A current that is not known better than this.
struct Range {
  Centiamps low{};
  Centiamps high{};
};

/// L: an answer vouches for what was sent so long before it: units obey late, and answers carry no
/// number.
[[nodiscard]] constexpr Duration vouches_after(Duration round_trip) {
  return round_trip + std::chrono::seconds{3};
}

/// How long things take at worst. Nobody has proven these of units: a unit applies the limit of the
/// very frame that wakes it, stops within 30 s of its last heartbeat, and obeys within 3 s; a car
/// follows a lower limit within 5 s and then falls by at least 4 A a second.
struct SafetyTimes {
  /// The longest time from sending to hearing the answer.
  Duration round_trip = std::chrono::milliseconds{500};
  /// A unit that has not answered for so long may have restarted, lost its master, or resumed an
  /// old limit.
  Duration mute = std::chrono::seconds{10};
  /// A unit that nobody addressed for so long has stopped, provided that it announced itself or was
  /// given up (Exposure::is_free): 30 s, and a margin of 10 s.
  Duration free_after = std::chrono::seconds{40};
};

/// No Wall Connector is rated for more. A limit or a current beyond it cannot be.
inline constexpr Centiamps most_possible = 80_A;

/// Less counts as nothing drawn: idle units report up to 0.33 A.
inline constexpr Centiamps nothing_drawn = 1_A;

/// A Protocol 2 unit that is sent 0 goes on at so much.
inline constexpr Centiamps resting = 6_A;

/// Meters err: a current counts as more than a limit only beyond the larger of 1 A and 5 %.
[[nodiscard]] constexpr Centiamps beyond_doubt(Centiamps limit) {
  constexpr std::uint16_t twentieth = 20;
  const Centiamps part{static_cast<std::uint16_t>(limit.value() / twentieth)};
  return limit + (part > 1_A ? part : 1_A);
}

/// The time from the first echo of a lower limit until a car follows it (S2). A car has 5 s to
/// follow a lower pilot (IEC 61851-1), readings are up to 1 s old, and two seconds are a reserve.
/// Then it falls by at least 4 A a second.
[[nodiscard]] constexpr Duration fall_time(Centiamps from, Centiamps to) {
  constexpr Duration reacts_within = std::chrono::seconds{8};
  constexpr Duration per_ampere = std::chrono::milliseconds{250};
  return reacts_within + (from - to).value() * per_ampere / (1_A).value();
}

/// The books of one unit, kept from the frames to it and from its answers. Several answers to one
/// heartbeat count as one.
class Exposure {
 public:
  constexpr Exposure() = default;
  explicit constexpr Exposure(const SafetyTimes& times) : times_{times} {}

  /// The largest rating that the unit announced. Unknown, it counts as 80 A.
  void set_rating(Centiamps rating) { rating_ = rating; }

  /// A heartbeat leaves for the unit, with or without a limit.
  void sent(Time now, std::optional<Range> limit);
  /// Another frame leaves for it, which a unit may take for a sign that its master lives.
  void addressed(Time now) {
    last_sent_ = now;
    is_abandoned_ = is_given_up_ = false;
  }
  /// The unit answered a heartbeat. An answer that was read later than a round trip after the last
  /// heartbeat, because we were not awake, counts as come then.
  void answered(Time now, Centiamps echo, Centiamps drawn);
  /// The line is there again: meanwhile another master may have kept a unit going that was
  /// silenced, so that its time to stop begins anew.
  void line_up(Time now) {
    if (!last_sent_ || is_free(now)) return;
    line_up_ = now;
    is_abandoned_ = false;
  }
  /// Since when no master has spoken to it, as far as can be known.
  [[nodiscard]] std::optional<Time> left_alone_since() const {
    return last_sent_ ? std::optional{std::max(*last_sent_, line_up_)} : std::nullopt;
  }
  /// It announces itself: it feels abandoned.
  void announced() { is_abandoned_ = true; }
  /// It announces itself with another sign: until it answers it may take up again what it had.
  void restarted() { restarted_ = is_abandoned_ = true; }
  [[nodiscard]] bool has_restarted() const { return restarted_; }
  /// Another master may have told it anything: until it answers, its last limit is unknown.
  void taken_over() {
    is_unknown_ = true;
    was_asked_since_ = false;
  }
  [[nodiscard]] bool is_unknown() const { return is_unknown_ || !last_answer_; }
  /// It answers another master, which may let it draw up to its rating.
  void served_elsewhere(Time now, Centiamps echo);

  /// Time alone frees it: it hears nothing or says nothing. A unit that was not given up counts
  /// until it announces itself: heartbeats to other units may keep it charging.
  void give_up() { is_given_up_ = true; }

  /// The most that the unit may be drawing.
  [[nodiscard]] Centiamps highest(Time now) const;
  /// The least that the unit may be held to: 0 where it has not answered for 10 s.
  [[nodiscard]] Centiamps floor(Time now) const;
  /// The most that the unit may draw when a frame without a limit wakes it: its last limit, or its
  /// rating (R1).
  [[nodiscard]] Centiamps resumable() const;

  /// The unit has stopped: no frame was ever sent to it; or it announced itself or was given up,
  /// and no master can have spoken to it for 40 s.
  [[nodiscard]] bool is_free(Time now) const {
    const bool has_stopped = is_given_up_ || is_abandoned_;
    return !last_sent_ || (has_stopped && now - *left_alone_since() >= times_.free_after);
  }
  /// It announced itself since anything was sent to it.
  [[nodiscard]] bool is_abandoned() const { return is_abandoned_; }
  /// No answer for 10 s, none ever, or nothing sent for long: a frame without a limit may wake it
  /// too.
  [[nodiscard]] bool is_mute(Time now) const {
    return is_free(now) || !last_answer_ || now - *last_answer_ >= times_.mute;
  }
  [[nodiscard]] std::optional<Time> last_answer() const { return last_answer_; }
  [[nodiscard]] std::optional<Time> last_sent() const { return last_sent_; }
  /// When the next replaced echo stops to count, later than `now`.
  [[nodiscard]] std::optional<Time> next_relief(Time now) const;
  /// The current that the unit draws beyond its limit; zero where meters and falling cars explain
  /// it.
  [[nodiscard]] Centiamps overdraw() const;

 private:
  struct Sent {
    Range limit;
    Time at{};
  };
  /// An echo that a lower one has replaced, for as long as it still counts.
  struct Replaced {
    Centiamps limit{};
    Time until{};
  };
  struct Fall {
    Centiamps from{};
    Time until{};
  };
  static constexpr std::size_t most_unretired = 16;
  static constexpr std::size_t most_replaced = 4;

  void wake(std::optional<Range> limit);
  void note_limit(Time now, Range limit);
  void note_fall(Time at, Centiamps from, Centiamps to);
  void retire(Time now);
  [[nodiscard]] Centiamps possible(Centiamps said) const;
  [[nodiscard]] Centiamps known(Time now) const;
  [[nodiscard]] std::span<const Sent> unretired() const {
    return std::span{unretired_}.first(unretired_count_);
  }

  SafetyTimes times_{};
  Centiamps rating_ = most_possible;
  std::optional<Time> last_sent_;
  std::optional<Time> last_heartbeat_;
  std::optional<Time> last_answer_;
  std::array<Range, 2> answers_{};    // to the last two heartbeats that were answered, newest first
  std::size_t answer_count_ = 0;      // how many of these came since it was woken
  std::optional<Centiamps> earlier_;  // its last echo before it was woken
  Centiamps woken_{};                 // the limit it may have resumed, until it has answered twice
  std::size_t woken_answers_ = 0;     // since then
  Centiamps resumes_{};               // the limit it had when it was woken, until it answers
  bool asked_ = false;                // a heartbeat left since the last answer
  Centiamps drawn_{};
  std::array<Sent, most_unretired> unretired_{};
  std::size_t unretired_count_ = 0;
  std::array<Replaced, most_replaced> replaced_{};
  Time replaced_until_{};  // no replaced echo counts from then on
  Fall fall_{};
  Replaced elsewhere_{};
  bool restarted_ = false;
  bool is_abandoned_ = false;
  bool is_given_up_ = false;
  Time line_up_{};
  bool is_unknown_ = false;
  bool was_asked_since_ = false;  // an answer that comes first is older than what is unknown
};

}  // namespace twc::node
