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

struct UnitStatus {
  TwcId id{};
  Protocol protocol = Protocol::two;
  Link link = Link::linking;
  Charging charging = Charging::idle;
  Need need = Need::none;
  /// The last answer and when it came. Old values are old: compare `heard` with now.
  std::optional<msg::SlaveHeartbeat> said;
  std::optional<Time> heard;
  /// The state that acknowledgements do not hide.
  msg::ChargeState state = msg::ChargeState::ready;
  Centiamps requested{};  ///< the limit that the policy wants for it
  Centiamps granted{};    ///< the limit sent to it last; its echo if none was
  Reason reason = Reason::none;
  /// When what it was told last is in force, where that takes more than the next heartbeats.
  std::optional<Time> in_force_at;
  /// It was not addressed for so long that it has stopped and counts nothing any more.
  bool is_freed = false;
  /// The most that it may be drawing.
  Centiamps exposure{};
  Centiamps rating{};  ///< the smallest that it announced
  Centiamps least{};   ///< smaller offers are not made
  Centiamps most{};    ///< the smallest of rating, the user's maxima and what it takes
  std::optional<Centiamps> ceiling;
  int priority = 0;
  bool is_stopped = false;   ///< by the user
  bool is_stopping = false;  ///< by the master, for whatever reason
  bool has_charged = false;  ///< in this plug-in
  /// The master has stopped its charge, and its car has drawn nothing since.
  bool is_cut_short = false;
  /// The same, although it was served again for a minute: the car may have to be plugged in again.
  bool may_need_replug = false;
  unsigned stops = 0;  ///< how often in this plug-in
  std::optional<Time> stop_began;
  Reported reported;

  [[nodiscard]] bool is_heartbeated() const {
    return link == Link::linked || link == Link::linking;
  }
  [[nodiscard]] Centiamps echoed() const { return said ? said->limit : Centiamps{}; }
  /// As it said last; nothing once it has stopped unheard.
  [[nodiscard]] Centiamps drawn() const { return said && !is_freed ? said->drawn : Centiamps{}; }
  [[nodiscard]] Amounts amounts() const {
    return {.requested = requested,
            .granted = granted,
            .echoed = is_freed ? Centiamps{} : echoed(),
            .drawn = drawn(),
            .reason = reason,
            .heard = heard};
  }
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
