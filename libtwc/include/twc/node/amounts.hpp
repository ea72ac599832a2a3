// SPDX-License-Identifier: MIT
#pragma once
/// Amounts tell how much current is wanted, sent, confirmed and drawn, and why it is not more.

#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/types.hpp>

namespace twc::node {

/// Why less is granted than was asked for, or nothing.
enum class Reason : std::uint8_t {
  none,
  max_current,  ///< the most that the wiring carries
  unit_max,     ///< the unit's own maximum or its ceiling
  rating,       ///< the most that the unit is built for
  whole_amps,
  shared,          ///< others have their part
  unused,          ///< its car uses no more (S7)
  minimum,         ///< too little is left for a minimum
  quiet_time,      ///< nobody knows yet what an earlier master left running
  waiting,         ///< others come first, or did: a lowered offer to an idle unit stays low
  linking,         ///< a limit is sent after the third answer
  next_heartbeat,  ///< it will carry what is offered
  stopped,         ///< by the user
  held,            ///< the limit is below the minima, and cars keep them for a while
  disobeyed,       ///< it did not follow; it is tried again after 10 minutes
  overdraw,        ///< it draws more than its limit, and the sum is too much
  deaf,            ///< it does not hear us
  elsewhere,       ///< it answers another master
  id_conflict,
  stale,
  lost,
  unreachable,  ///< the line is down
};
/// Empty for Reason::none.
[[nodiscard]] constexpr std::string_view to_string(Reason reason) {
  switch (reason) {
    case Reason::none: return "";
    case Reason::max_current: return "max_current";
    case Reason::unit_max: return "unit_max";
    case Reason::rating: return "rating";
    case Reason::whole_amps: return "whole_amps";
    case Reason::shared: return "shared";
    case Reason::unused: return "unused";
    case Reason::minimum: return "minimum";
    case Reason::quiet_time: return "quiet_time";
    case Reason::waiting: return "waiting";
    case Reason::linking: return "linking";
    case Reason::next_heartbeat: return "next_heartbeat";
    case Reason::stopped: return "stopped";
    case Reason::held: return "held";
    case Reason::disobeyed: return "disobeyed";
    case Reason::overdraw: return "overdraw";
    case Reason::deaf: return "deaf";
    case Reason::elsewhere: return "elsewhere";
    case Reason::id_conflict: return "id_conflict";
    case Reason::stale: return "stale";
    case Reason::unreachable: return "unreachable";
    case Reason::lost: return "lost";
  }
  return "unknown";
}

/// A value that was heard longer ago is old: reports say so.
inline constexpr Duration goes_stale_after = std::chrono::seconds{10};

/// They belong to one unit, or to all of them together.
struct Amounts {
  Centiamps requested{};  ///< the wish of the policy for the unit; for all: of the user
  Centiamps granted{};    ///< the limit sent last, or the echo if none was; for all: the total
  Centiamps echoed{};
  Centiamps drawn{};  ///< as last known, until the unit is sure to have stopped (S9)
  Reason reason = Reason::none;
  /// When the unit said what it echoes and draws; for all: the oldest of these. Nothing: it did
  /// not.
  std::optional<Time> heard{};

  [[nodiscard]] bool is_stale(Time now) const { return heard && now - *heard > goes_stale_after; }
};

}  // namespace twc::node
