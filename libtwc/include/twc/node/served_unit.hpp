#pragma once
/// A unit as a master sees it: what it said, what it was sent, and how the two of them stand.

#include <array>
#include <optional>

#include <twc/msg/heartbeat.hpp>
#include <twc/node/announcements.hpp>
#include <twc/node/exposure.hpp>
#include <twc/node/master_event.hpp>
#include <twc/node/share.hpp>
#include <twc/types.hpp>

namespace twc::node {

enum class LinkPhase : std::uint8_t {
  announced,    ///< it announced itself and waits for its first heartbeat
  claiming,     ///< it is heartbeated and has not answered three times
  linked,       ///<
  silenced,     ///< not spoken to on purpose, so that it stops
  lost,         ///< has not answered for lost_after
  id_conflict,  ///< two units have this id: neither is spoken to
};

struct ServedUnit {
  TwcId id{};
  Protocol protocol = Protocol::two;
  Centiamps most{};  ///< rating, own maximum and the one for every unit; without the ceiling
  Centiamps own_most = most_possible;  ///< as the user set it
  Centiamps least{};
  int priority = 0;
  std::optional<Centiamps> ceiling;  ///< set at run time
  bool stopped_by_user = false;

  LinkPhase phase = LinkPhase::announced;
  Reason silent_because = Reason::none;
  Time phase_since{};
  Announcements announcements;
  bool has_odd_protocol = false;  ///< by its last announcement, another one than it speaks
  TwcId other_master{};           ///< to which it gave an answer, at `answered_other`
  Time answered_other{};
  std::optional<Time> served_elsewhere;  ///< it answered another master then

  Exposure exposure;
  Time due{};                        ///< when its next heartbeat may leave
  std::optional<Time> heartbeated;   ///< when the last one left
  unsigned answers = 0;              ///< since it was greeted
  unsigned heartbeats_answered = 0;  ///< ever
  std::optional<msg::SlaveHeartbeat> said;
  int impossible = 0;  ///< answers in a row that cannot be
  std::optional<Time> overdraws_since;
  bool overdraw_told = false;

  Need need = Need::none;
  Time need_since{};
  std::uint32_t turn = 0;
  Centiamps offer{};                 ///< what the policy wants for it
  Centiamps falls_to{};              ///< the smallest limit that it has not followed
  std::optional<Centiamps> granted;  ///< the last limit that was sent
  bool was_echoed = false;           ///< `granted`, since it was sent
  /// A Protocol 1 unit that was sent 0: anything but 0 or more lets it go on at 6 A.
  bool is_zeroed = false;
  Time granted_at{};                ///< when `granted` was sent for the first time
  std::optional<Time> falls_since;  ///< the first reduction that it has not followed
  std::optional<Time> raised;       ///< the last raise
  std::optional<Time> spike_since;
  std::optional<Time> unwanted_since;  ///< since when the policy has nothing for it
  std::optional<Time> stops_since;     ///< when a stop was begun
  std::optional<Time> contactor_switched;
  bool contactor_opened = false;  ///< FC B2 was sent; whether it is open is another matter
  bool contactor_acked = false;   ///< FD B2 was heard since
  bool has_risen = false;         ///< the last answer said a larger limit than the one before
  bool stop_told = false;
  int still_answers = 0;  ///< answers in a row that drew nothing
  int stops = 0;          ///< of this plug-in

  [[nodiscard]] bool is_heartbeated() const {
    return phase == LinkPhase::claiming || phase == LinkPhase::linked;
  }
  [[nodiscard]] bool is_stopped_for_good() const {
    return stopped_by_user || silent_because == Reason::disobeyed;
  }
  [[nodiscard]] Centiamps echo() const { return said ? said->limit : Centiamps{}; }
  /// What a limit comes to: a Protocol 2 unit that is sent 0 rests at 6 A.
  [[nodiscard]] Range effect_of(Centiamps limit) const {
    const bool rests = protocol == Protocol::two && limit == Centiamps{};
    return {.low = limit, .high = rests ? 6_A : limit};
  }
  /// It has said so since it was last told anything else: answers carry no number.
  [[nodiscard]] bool has_echoed(Centiamps limit) const {
    const Range effect = effect_of(limit);
    const bool says_so = said && effect.low <= said->limit && said->limit <= effect.high;
    if (!granted) return says_so;
    return says_so && *granted == limit && exposure.last_answer() > granted_at;
  }
  /// What it holds, or may do so without having said it yet.
  [[nodiscard]] Centiamps told() const {
    return granted && !was_echoed ? std::max(*granted, echo()) : echo();
  }
  /// A car waits for a limit (PROTOCOL.md, "Heartbeats").
  [[nodiscard]] bool asks() const {
    using enum msg::ChargeState;
    return said && (said->state == ready_to_charge || said->state == starting) &&
           said->limit == Centiamps{};
  }
  /// Its car waits for its schedule: it closes the contactor when it likes.
  [[nodiscard]] bool may_start() const {
    return said && said->state == msg::ChargeState::ready_to_charge;
  }
  /// Its contactor is not open, whatever it was told: it may have restarted unnoticed.
  [[nodiscard]] bool charges() const {
    using enum msg::ChargeState;
    return said && (said->state == charging || said->state == starting || said->state == busy ||
                    said->drawn >= nothing_drawn);
  }
};

}  // namespace twc::node
