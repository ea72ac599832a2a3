// SPDX-License-Identifier: MIT
#pragma once
/// ServedUnit holds all that a master knows of one unit: each part answers one question about it.

#include <array>
#include <optional>

#include <twc/msg/heartbeat.hpp>
#include <twc/node/announcements.hpp>
#include <twc/node/demand.hpp>
#include <twc/node/exposure.hpp>
#include <twc/node/gate.hpp>
#include <twc/node/greetings.hpp>
#include <twc/node/inquiry.hpp>
#include <twc/node/link_state.hpp>
#include <twc/node/orders.hpp>
#include <twc/node/rating.hpp>
#include <twc/node/reports.hpp>
#include <twc/node/stopping.hpp>
#include <twc/node/unit_status.hpp>
#include <twc/node/usage.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// The settings of the user for the unit.
struct Terms {
  Centiamps most = most_possible;
  Centiamps least{};
  int priority = 0;
  std::optional<Centiamps> ceiling;  ///< set at run time
  bool is_stopped = false;

  /// Stopped, or given a ceiling of 0, which comes to the same.
  [[nodiscard]] bool is_off() const { return is_stopped || ceiling == Centiamps{}; }
};

/// More current than its limit, beyond doubt and beyond the time that a car takes to fall.
struct Overdraw {
  std::optional<Time> since;
  bool is_told = false;
  Centiamps drawn{};  ///< taken off the shares once it is told
};

/// The limit that the next heartbeat of a unit is to carry. Nothing: it carries none.
struct NextLimit {
  std::optional<Centiamps> limit;
  /// The heartbeat leaves without it where R1 holds it back; otherwise it waits.
  bool may_be_left_out = false;
};

struct ServedUnit {
  TwcId id{};
  Protocol protocol = Protocol::two;
  bool has_odd_protocol = false;  ///< by its last announcement, another one than it speaks
  Terms terms;

  Announcements announcements;
  Rating rating;
  link::State link;
  Greetings greetings;
  Exposure exposure;
  Demand demand;
  Usage usage;
  Orders orders;
  Stopping stopping;
  Overdraw overdraw;
  Reports reports;
  Inquiry inquiry;

  std::optional<msg::SlaveHeartbeat> said;
  bool said_impossible = false;
  std::optional<msg::ChargeState> told_state;  ///< by the last event, and its state in words
  Charging told_charging = Charging::idle;
  std::array<std::optional<Time>, 2>
      answered{};           ///< the last two answered heartbeats, newest first
  unsigned departures = 0;  ///< how many departures of cars the master has taken note of
  unsigned disobeyed = 0;   ///< how often in this plug-in, overdraws too
  TwcId other_master{};     ///< to which it gave an answer, at `answered_other`
  Time answered_other{};
  std::optional<Time> served_elsewhere;  ///< it answered another master then

  Centiamps offer{};               ///< the limit that the policy wants for it
  Time queued{};                   ///< Want::queued
  std::optional<Time> turn_began;  ///< when it was first served in this turn (S5)
  std::optional<Time> spike_since;
  Time due{};                       ///< when its next heartbeat may leave
  std::optional<Time> heartbeated;  ///< when the last one left
  unsigned unanswered = 0;          ///< heartbeats since the last answer

  [[nodiscard]] bool is_heartbeated() const { return link.is_heartbeated(); }
  [[nodiscard]] Centiamps echo() const { return said ? said->limit : Centiamps{}; }
  /// It answered none of the last three heartbeats: one or two may be lost on the line.
  [[nodiscard]] bool misses_answers() const {
    constexpr unsigned several = 3;
    return unanswered >= several;
  }
  /// The smallest offer that it takes.
  [[nodiscard]] Centiamps least() const {
    return std::max(terms.least, orders.least().value_or(Centiamps{}));
  }
  [[nodiscard]] Range effect_of(Centiamps limit) const {
    return Orders::effect_of(protocol, limit);
  }
  /// A heartbeat with `limit`, or without one.
  [[nodiscard]] Wish wish(std::optional<Centiamps> limit) const {
    return {.limit = limit, .effect = limit ? std::optional{effect_of(*limit)} : std::nullopt};
  }
  void go(Time now, link::Input input, Reason why = Reason::none) {
    link = link::transition(link, now, input, why);
  }
};

}  // namespace twc::node
