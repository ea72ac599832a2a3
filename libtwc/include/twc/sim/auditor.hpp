#pragma once
/// Checks a master: it keeps its own books, and reports each frame and each deadline that breaks
/// the rules by which units must share a supply.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <twc/sim/observer.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::sim {

/// Exposure is the most that a unit may be drawing by what it said and was sent; floor the least
/// that it may be held to. A raise is a frame with a limit above the floor, or any frame to a unit
/// that has not answered for 10 s, because it may resume an old limit.
enum class Rule : std::uint8_t {
  commands,     ///< sent what a master must not send, or a limit by the wrong command
  unannounced,  ///< addressed a unit that never announced itself
  raise,        ///< R1: a raise after which the exposures exceed the total, or in the quiet time
  reduction,    ///< R2: what is commanded still exceeds the total, or who does not obey is fed
  in_force,     ///< R3: the limits in force exceed the total beyond the deadline
  minimum,      ///< R4: the raise that breaks R1 was to the minimum
  offer,        ///< R5: a limit above the unit's rating, its maximum or the total
  increase,     ///< a frame of the master's raised a unit, and the limits in force exceed the total
  starvation,   ///< a unit that asks waits although there is room
  second_master,  ///< sent although another master was heard
  quiet_line,     ///< sent within 0.2 s of a frame that it received
  cadence,        ///< a unit was not addressed often enough
  repetition,     ///< R6: no limit although the unit says more than it was last sent, or was sent 0
};
[[nodiscard]] std::string_view name_of(Rule rule);

struct Violation {
  Time at{};
  Rule rule{};
  std::optional<TwcId> unit;
  std::string what;  ///< in words, with the numbers
};

/// What the master was told, and what is promised of the units.
struct AuditSettings {
  TwcId master{};
  Duration round_trip{};  ///< longest, of a network; zero on a serial line
  Duration stop_after = std::chrono::seconds{30};
  Duration margin = std::chrono::seconds{10};
  std::size_t expect_units = 0;  ///< so many that answered twice end the quiet time; 0: none do
  bool bus_idle = false;         ///< nothing was charging at the start: there is no quiet time
  bool may_use_contactor = false;
  std::vector<Rule> ignored{};
};

enum class Obedience : std::uint8_t {
  prompt,
  late,   ///< up to 2 s
  never,  ///< or says what is not so: only the last of all deadlines holds
};

/// What the user set for one unit, and how the simulated unit behaves.
struct UnitTerms {
  Centiamps minimum{600};
  Centiamps maximum{8000};
  bool stopped = false;  ///< by the user
  bool outside = false;  ///< of the promise never to starve: in conflict about its id
  Obedience obedience = Obedience::prompt;
};

/// What changed the state of a unit.
enum class Cause : std::uint8_t {
  time,   ///< nothing that it heard
  line,   ///< a frame that was damaged on the way and passed the checksum
  poll,   ///< a frame of the master's without a limit
  limit,  ///< one with a limit
};

struct PhysicalState {
  PortId port{};  ///< tells units apart that share an id
  TwcId id{};
  Centiamps in_force{};  ///< what it allows its car
  Cause cause = Cause::time;
  Centiamps drawn{};  ///< what the car really draws: for a while more than it is allowed
  bool plugged = false;
  bool wants = false;  ///< the car would draw if it were let: it is not full, asleep or refusing
};

/// Watch (watch.hpp) tells it all this from a bus; a test may do so by hand. Times do not decrease.
///
///     Auditor auditor{{.master = TwcId{0x7A7A}}};
///     auditor.start(now);
///     auditor.set_total(now, 32_A);
///     ...
///     CHECK(auditor.violations().empty());
///
/// It does not judge frames that two linked units of one id answer: those cannot be told apart.
class Auditor {
 public:
  explicit Auditor(const AuditSettings& settings);
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;
  ~Auditor();

  /// The master starts, or starts again and knows nothing. Terms and total stay.
  void start(Time now);
  /// The smaller of what the wiring carries and what the user hands out.
  void set_total(Time now, Centiamps total);
  void set_terms(Time now, TwcId unit, const UnitTerms& terms);
  /// The master was suspended until now, or could not talk for another reason that is not its own.
  void excuse(Time now);

  /// A frame left the master.
  void sent(Time now, const wire::Frame& frame);
  /// The master received a good frame that is no echo, damaged on the way or not.
  void received(Time now, const wire::Frame& frame);
  /// The state of a unit, whenever it may have changed.
  void physical(Time now, const PhysicalState& state);
  /// A frame to the unit, or its answer, was lost, damaged, cut off or in a collision.
  void disturbed(Time now, TwcId unit);
  /// Looks at the deadlines. All calls above do so, too.
  void check(Time now);

  /// The first hundred.
  [[nodiscard]] std::span<const Violation> violations() const;
  /// One a line, for the message of a test.
  [[nodiscard]] std::string text() const;

  /// What the books say, for those who wonder about a violation.
  [[nodiscard]] Centiamps exposure(Time now, TwcId unit) const;
  [[nodiscard]] Centiamps floor(Time now, TwcId unit) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twc::sim
