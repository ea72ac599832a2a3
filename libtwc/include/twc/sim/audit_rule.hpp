// SPDX-License-Identifier: MIT
#pragma once
/// The rules that an auditor judges, and what it found.

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <twc/types.hpp>

namespace twc::sim {

/// Exposure is the most that a unit may be drawing by what it said and was sent; floor the least
/// that it may be held to. A raise is a frame with a limit above the floor, or any frame to a unit
/// that has not answered for 10 s, because it may resume an old limit.
enum class Rule : std::uint8_t {
  commands,       ///< the master sent a message or a command that it must not send
  unannounced,    ///< it addressed a unit that never announced itself credibly
  left_alone,     ///< it addressed a unit in conflict about its id, or of another master
  raise,          ///< R1: a raise after which the exposures exceed the total, or in the quiet time
  reduction,      ///< R2: a unit is not lowered in time, or is addressed although it does not obey
  in_force,       ///< R3: the limits in force exceed the total beyond the deadline
  minimum,        ///< R4: the raise that breaks R1 was to the minimum
  offer,          ///< R5: a raise above the unit's rating, its maximum or the total
  repetition,     ///< R6: a limit that is not echoed is not sent again
  increase,       ///< a frame of the master's raised a unit, and the limits in force do not fit
  drawn,          ///< the current really drawn exceeds the total
  needless_stop,  ///< S1: a car is stopped although all fit, or another one should have been
  falling,        ///< S2: a car that falls in time is stopped or reported for it
  mute,           ///< S3: a unit that was only mute is called disobedient, or not served again
  stopped_waits,  ///< S4: a car that the master stopped waits although there is room
  turn,           ///< S5: a turn is cut short
  steadiness,     ///< S6: limits change although nothing else does
  unused,         ///< S7: current that one car leaves does not reach another one
  waiting,        ///< S8: a car that asks waits too long for its first amps or its share
  report,         ///< S9: what the master reports is not so
  deaf,           ///< S10: a deaf unit costs the others too much
  second_master,  ///< the master sent although it had heard another one
  quiet_line,     ///< it sent within 0.2 s of a frame that it received
  cadence,        ///< S8: it did not address a unit often enough
};
inline constexpr std::size_t rule_count = static_cast<std::size_t>(Rule::cadence) + 1;
[[nodiscard]] std::string_view name_of(Rule rule);

struct Violation {
  Time at{};
  Rule rule{};
  std::optional<TwcId> unit;
  std::string what;  ///< in words, with the numbers
};

}  // namespace twc::sim
