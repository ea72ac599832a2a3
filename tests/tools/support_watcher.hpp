// SPDX-License-Identifier: MIT
#pragma once
/// Watches a relay with a master and Wall Connectors: an auditor, and what tests ask for.

#include <algorithm>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>
#include <twc/sim/trace.hpp>

#include "tools/support_relay.hpp"

namespace twc::test {

/// The master has place 0 on the relay; unit 1 is 2001, at place 1. Strangers come behind them.
class Watcher final : public Relay::Witness {
 public:
  static constexpr TwcId master_id{0x77AB};
  static constexpr std::size_t master = 0;
  [[nodiscard]] static TwcId id_of(std::size_t unit) {
    return TwcId{static_cast<std::uint16_t>(0x2000U + unit)};
  }

  struct Beat {
    Time at{};
    Centiamps limit{};
  };
  /// The facts that were seen of a unit on the wire.
  struct Seen {
    std::optional<Time> announced;     ///< first
    std::optional<Time> first_answer;  ///< to a heartbeat
    std::optional<Time> beaten;        ///< last
    std::vector<Beat> beats;           ///< since forget()
    Duration longest_gap{};            ///< between heartbeats, since forget()
    Centiamps limit{};                 ///< that it echoes
    std::size_t charging = 0;          ///< how often it has said that it may, since forget()
  };

  Watcher(const sim::AuditSettings& settings, std::size_t units);

  void master_starts(Time now) { auditor_.start(now); }
  void set_total(Time now, Centiamps total) { auditor_.set_total(now, total); }
  /// The master could not talk, through no fault of its own.
  void excuse(Time now) { auditor_.excuse(now); }
  void check(Time now) { auditor_.check(now); }
  /// Notes what a unit lets its car draw; a dead one nothing, and no frame caused that.
  void in_force(Time now, std::size_t unit, Centiamps current);
  void has_died(Time now, std::size_t unit);

  [[nodiscard]] const sim::Auditor& auditor() const { return auditor_; }
  [[nodiscard]] const Seen& seen(std::size_t unit) const { return seen_[unit]; }
  void forget();
  template <typename Condition>
  [[nodiscard]] bool all_units(Condition condition) const {
    return std::all_of(seen_.begin() + 1, seen_.end(), condition);
  }
  /// How many frames came from there.
  [[nodiscard]] std::size_t said_by(std::size_t place) const;
  /// Tells what was found, and the last that passed.
  [[nodiscard]] std::string story() const;

 private:
  void joined(Time now, std::size_t who) override;
  void said(Time now, std::size_t by, const wire::Frame& frame) override;
  void heard(Time now, std::size_t by, const wire::Frame& frame) override;
  void lost(Time now, std::size_t there, const wire::Frame& frame) override;

  void note_beat(Time now, const msg::MasterHeartbeat& beat);
  void note(Time now, Seen& unit, const msg::Message& message) const;
  [[nodiscard]] Seen* find(TwcId id);

  sim::Auditor auditor_;
  sim::Trace trace_{sim::PortId{master}};
  std::vector<Seen> seen_;
  std::vector<sim::Cause> causes_;  // the causes of what a unit does next
  std::map<std::size_t, std::size_t> counts_;
};

}  // namespace twc::test
