// SPDX-License-Identifier: MIT
#pragma once
/// A unit as the users of a master see it.

#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/msg/heartbeat.hpp>
#include <twc/node/amounts.hpp>
#include <twc/node/reports.hpp>
#include <twc/node/share.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// How the master stands to a unit.
enum class Link : std::uint8_t {
  linking,      ///< it announced itself; heartbeats go to it or will
  linked,       ///< it answers
  silenced,     ///< not addressed on purpose, so that it stops
  lost,         ///< it has not answered for `lost_after`
  id_conflict,  ///< two units have this id: neither is addressed
  unreachable,  ///< the line is down
};
[[nodiscard]] constexpr std::string_view to_string(Link link) {
  switch (link) {
    case Link::linking: return "linking";
    case Link::linked: return "linked";
    case Link::silenced: return "silenced";
    case Link::lost: return "lost";
    case Link::id_conflict: return "id_conflict";
    case Link::unreachable: return "unreachable";
  }
  return "unknown";
}

/// The state of a unit in one word; charging_of() has the rule.
enum class Charging : std::uint8_t {
  idle,
  plugged,
  asking,
  charging,
  paused,
  full,
  error,
  unreachable,
};
[[nodiscard]] constexpr std::string_view to_string(Charging charging) {
  switch (charging) {
    case Charging::idle: return "idle";
    case Charging::plugged: return "plugged";
    case Charging::asking: return "asking";
    case Charging::charging: return "charging";
    case Charging::paused: return "paused";
    case Charging::full: return "full";
    case Charging::error: return "error";
    case Charging::unreachable: return "unreachable";
  }
  return "unknown";
}

/// The currents that a unit may be offered.
struct Bounds {
  Centiamps rating{};  ///< the smallest that it announced
  Centiamps least{};   ///< smaller offers are not made
  Centiamps most{};    ///< the smallest of rating, the user's maxima and what it takes
  std::optional<Centiamps> ceiling{};  ///< set by the user at run time
};

/// Tells what keeps a unit from charging.
struct StopStatus {
  bool is_ordered = false;    ///< by the user
  bool is_under_way = false;  ///< by the master, for whatever reason
  /// It was not addressed for so long that it has stopped and counts nothing any more.
  bool is_freed = false;
};

/// The car, as the answers of its unit show it in this plug-in.
struct CarStatus {
  Need need = Need::none;
  bool has_charged = false;
  /// The master has stopped its charge, and it has drawn nothing since.
  bool is_cut_short = false;
  /// The same, although it was served again for a minute: it may have to be plugged in again.
  bool may_need_replug = false;
};

struct UnitStatus {
  TwcId id{};
  Protocol protocol = Protocol::two;
  Link link = Link::linking;
  Charging charging = Charging::idle;
  /// The state that acknowledgements do not hide.
  msg::ChargeState state = msg::ChargeState::ready;
  /// The last answer. It came at `amounts.heard`, and may be old.
  std::optional<msg::SlaveHeartbeat> said{};
  Amounts amounts{};
  /// When what it was told last is in force, where that takes more than the next heartbeats.
  std::optional<Time> in_force_at{};
  /// The most that it may be drawing.
  Centiamps exposure{};
  Bounds bounds{};
  StopStatus stop{};
  CarStatus car{};
  Reported reported{};

  [[nodiscard]] bool is_heartbeated() const {
    return link == Link::linked || link == Link::linking;
  }
  /// The limit in its last answer, also once it has stopped unheard.
  [[nodiscard]] Centiamps echoed() const { return said ? said->limit : Centiamps{}; }
};

/// The state in words: the first row that holds.
///
///   unreachable  the line is down, the unit is lost or deaf, or it gives no answer for 10 s
///   error        state 02
///   charging     it draws 1 A or more
///   paused       the master stopped or silenced it, or it waits for room
///   asking       state 04 or 08 with limit 0; 08 with a limit until it draws
///   paused       the master stopped its charge, and the car has drawn nothing since
///   full         03, or 00 with a car at the plug, after it charged in this plug-in
///   plugged      the plug state or a VIN says that a car is there
///   idle         otherwise
///
/// `is_mute`: the master did not silence it, and it has not answered for 10 s.
[[nodiscard]] Charging charging_of(const UnitStatus& unit, bool is_mute);

}  // namespace twc::node
