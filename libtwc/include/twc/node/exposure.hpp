#pragma once
/// What a unit may be drawing, what it is sure to be held to, and whether a frame may leave.

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

/// How long things take at worst. Assumed of units and proven nowhere: that a unit applies the
/// limit in the very frame that wakes it, that it stops when it hears no master, that it obeys
/// within 3 s.
struct SafetyTimes {
  /// The longest time from sending to hearing the answer.
  Duration round_trip = std::chrono::milliseconds{500};
  /// Not heard for so long, a unit may have restarted, lost its master, or resumed an old limit.
  Duration mute = std::chrono::seconds{10};
  /// A unit that nobody spoke to for so long has stopped: 30 s, and 10 s for good measure.
  Duration free_after = std::chrono::seconds{40};

  /// An answer vouches for what was sent so long before it: units obey late, and answers carry no
  /// number.
  [[nodiscard]] constexpr Duration settle() const { return round_trip + std::chrono::seconds{3}; }
};

/// No Wall Connector is rated for more. A limit or a current beyond it cannot be.
inline constexpr Centiamps most_possible = 80_A;

/// Less counts as nothing drawn: idle units report up to 0.33 A.
inline constexpr Centiamps nothing_drawn = 1_A;

/// The account of one unit, kept from what was sent to it and what it said. Several answers to one
/// heartbeat count as one.
class Exposure {
 public:
  constexpr Exposure() = default;
  explicit constexpr Exposure(const SafetyTimes& times) : times_{times} {}

  /// What the unit announced. Unknown, it counts as 80 A.
  void set_rating(Centiamps rating) { rating_ = rating; }
  [[nodiscard]] Centiamps rating() const { return rating_; }

  /// A heartbeat leaves for the unit, with or without a limit.
  void sent(Time now, std::optional<Range> limit);
  /// Another frame leaves for it, which a unit may take for a sign that its master lives.
  void addressed(Time now) { last_sent_ = now; }
  /// The unit answered a heartbeat. What is read later than a round trip after the last one,
  /// because we were not awake, counts as come then.
  void answered(Time now, Centiamps echo, Centiamps drawn);
  /// The contactor is known to be open, or may be closed again. Of a unit that does not answer, or
  /// was sent a limit since, it is not known.
  void set_contactor_open(bool is_open) { contactor_open_ = is_open; }
  [[nodiscard]] bool contactor_open(Time now) const { return contactor_open_ && !is_mute(now); }
  /// It announces itself with another sign: until it answers it may take up again what it had.
  void restarted() { restarted_ = true; }
  [[nodiscard]] bool has_restarted() const { return restarted_; }

  /// The most that the unit may be drawing.
  [[nodiscard]] Centiamps highest(Time now) const;
  /// The least that the unit may be held to.
  [[nodiscard]] Centiamps floor(Time now) const;
  /// What it may draw when a frame without a limit wakes it: its last limit, or its rating.
  [[nodiscard]] Centiamps resumable(Time now) const;

  /// Not one frame was sent for so long that the unit has stopped by itself.
  [[nodiscard]] bool is_free(Time now) const;
  /// No answer for 10 s, none ever, or nothing sent for long: a frame without a limit may wake it
  /// too.
  [[nodiscard]] bool is_mute(Time now) const;
  [[nodiscard]] std::optional<Time> last_answer() const { return last_answer_; }
  /// What it draws beyond its limit; zero where meters and ramps explain it.
  [[nodiscard]] Centiamps overdraw() const;

 private:
  struct Sent {
    Range limit;
    Time at{};
  };
  static constexpr std::size_t most_unretired = 16;

  void wake(std::optional<Range> limit);
  void note_limit(Time now, Range limit);
  void retire(Time now);
  [[nodiscard]] Centiamps possible(Centiamps said) const;
  [[nodiscard]] Centiamps account(Time now) const;
  [[nodiscard]] Centiamps known() const;

  SafetyTimes times_{};
  Centiamps rating_ = most_possible;
  std::optional<Time> last_sent_;
  std::optional<Time> last_heartbeat_;
  std::optional<Time> last_answer_;
  std::array<Range, 2> answers_{};  // to the last two heartbeats that were answered, newest first
  Centiamps resumes_{};             // what it had when it was woken, until it answers
  bool asked_ = false;              // a heartbeat left since the last answer
  Centiamps drawn_{};
  std::array<Sent, most_unretired> unretired_{};
  std::size_t unretired_count_ = 0;
  bool contactor_open_ = false;
  bool restarted_ = false;
};

/// What the gate has to know beside the unit itself.
struct Supply {
  Centiamps total{};    ///< what may be drawn by all units together
  Centiamps others{};   ///< the exposures of all other units, summed
  bool is_new = false;  ///< the quiet time after our start: what runs may run on, nothing may rise
};

/// The one gate, called at the last step before a frame leaves for `unit`. A frame that carries
/// more than the unit's floor, or wakes a unit, is a raise; a raise leaves only if afterwards
/// everything that may be drawn fits. Every other frame may leave.
[[nodiscard]] bool may_leave(const Exposure& unit, Time now, std::optional<Range> limit,
                             const Supply& supply);

/// The same for the command that closes the contactor, which is always a raise: what counted for
/// nothing while the contactor was open counts again, and 6 A at least.
[[nodiscard]] bool may_close_contactor(Exposure unit, Time now, const Supply& supply);

}  // namespace twc::node
