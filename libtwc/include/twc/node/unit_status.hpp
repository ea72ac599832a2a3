#pragma once
/// A unit as the users of a master see it.

#include <optional>

#include <twc/msg/heartbeat.hpp>
#include <twc/node/master_event.hpp>
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
};

struct UnitStatus {
  TwcId id{};
  Protocol protocol = Protocol::two;
  Link link = Link::linking;
  Need need = Need::none;
  /// The last answer and when it came. Old values are old: compare `heard` with now.
  std::optional<msg::SlaveHeartbeat> said;
  std::optional<Time> heard;
  /// The state that acknowledgements do not hide.
  msg::ChargeState state = msg::ChargeState::ready;
  Centiamps requested{};  ///< what the policy wants for it
  Centiamps granted{};    ///< what was sent to it last; what it echoes if nothing was
  Reason reason = Reason::none;
  /// It was not addressed for so long that it has stopped.
  bool has_stopped = false;
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
  unsigned stops = 0;        ///< of this plug-in
  std::optional<Time> stop_began;

  [[nodiscard]] bool is_heartbeated() const {
    return link == Link::linked || link == Link::linking;
  }
  [[nodiscard]] Centiamps echoed() const { return said ? said->limit : Centiamps{}; }
  /// As it said last; nothing once it has stopped unheard.
  [[nodiscard]] Centiamps drawn() const { return said && !has_stopped ? said->drawn : Centiamps{}; }
};

}  // namespace twc::node
