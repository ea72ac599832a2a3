// SPDX-License-Identifier: MIT
#pragma once
/// The facts that an auditor is given: about a master, about its units, and the master's reports.

#include <chrono>
#include <cstdint>
#include <optional>
#include <vector>

#include <twc/sim/audit_rule.hpp>
#include <twc/sim/observer.hpp>
#include <twc/types.hpp>

namespace twc::sim {

/// The rule that picks the car to stop when there is too little for all of them.
enum class StopOrder : std::uint8_t {
  fair,      ///< the last that started
  priority,  ///< the least important
  turns,     ///< each in its turn
};

/// The settings that the master was given.
struct AuditSettings {
  TwcId master{};
  /// The longest round trip that the master counts with on a network; zero on a serial line.
  Duration round_trip{};
  /// How long a round trip really takes there at most: deadlines of service grow with it.
  Duration answers_in = std::chrono::milliseconds{100};
  Duration lost_after = std::chrono::seconds{26};
  Duration stop_after = std::chrono::seconds{30};
  Duration margin = std::chrono::seconds{10};
  std::size_t expect_units = 0;  ///< so many that answered twice end the quiet time; 0: none do
  bool bus_idle = false;  ///< nothing was charging at the start: the first quiet time is left out
  bool may_use_contactor = false;
  StopOrder order = StopOrder::fair;
  Duration turn = std::chrono::hours{2};
  Duration hold{};
  bool keep_shares = false;
  bool idle_offer = false;   ///< one minimum goes round among idle units
  bool raise_spike = false;  ///< a raise may begin with a spike
  std::vector<Rule> ignored{};
};

enum class Obedience : std::uint8_t {
  prompt,
  late,    ///< up to 2.9 s
  unruly,  ///< disobeys, lies, or does not stop by itself: only the last deadline holds
};

/// The settings of the user for one unit, and how the simulated unit and its car behave.
struct UnitTerms {
  Centiamps minimum{600};
  Centiamps maximum{8000};
  bool stopped = false;  ///< by the user
  bool outside = false;  ///< no promise of service holds: its id is in conflict
  Obedience obedience = Obedience::prompt;
  bool is_kept_alive = false;                 ///< by heartbeats to other units
  int priority = 0;                           ///< larger: more important
  Duration reacts = std::chrono::seconds{5};  ///< its car follows a lower limit within so long
  Centiamps falls_per_second{400};
  Duration obeys = std::chrono::seconds{0};  ///< the unit applies a limit so late at most
};

/// The cause of a change in the state of a unit.
enum class Cause : std::uint8_t {
  time,   ///< nothing that it heard
  line,   ///< a frame that was damaged on the way and passed the checksum
  poll,   ///< a frame of the master's without a limit
  limit,  ///< one with a limit
};

struct PhysicalState {
  PortId port{};  ///< tells units apart that share an id
  TwcId id{};
  Centiamps in_force{};  ///< the most that it allows its car
  Cause cause = Cause::time;
  Centiamps drawn{};  ///< the real current of the car: for a while more than it is allowed
  bool plugged = false;
  bool wants = false;  ///< the car would draw if it were let: it is not full, asleep or refusing
  /// The limit in the frame of the master's that the unit has just heard.
  std::optional<Centiamps> told{};
};

/// The kinds of reports that a master gives of a unit.
enum class Report : std::uint8_t {
  stopped,
  still_drawing,
  overdraw,
  disobeyed,
  lost,
  deaf,
};

/// How often things happened.
struct Tally {
  std::uint64_t stops = 0;  ///< the master stopped cars that charged or asked
  std::uint64_t needless_stops = 0;
  std::uint64_t limit_changes = 0;  ///< a heartbeat that carries another limit than the last one
  std::uint64_t waits = 0;          ///< cars that asked and were served
  Duration longest_wait{};
  Duration all_waits{};
};

}  // namespace twc::sim
