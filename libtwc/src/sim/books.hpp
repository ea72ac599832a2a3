// SPDX-License-Identifier: MIT
#pragma once
/// The books that all rules of an auditor share: the accounts of the units, the settings, the
/// violations found.

#include <algorithm>
#include <array>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include <twc/sim/audit_rule.hpp>
#include <twc/sim/audit_terms.hpp>

#include "account.hpp"
#include "listening.hpp"

namespace twc::sim {

class Books {
 public:
  explicit Books(const AuditSettings& audit);

  // --- violations
  void report(Time now, Rule rule, std::optional<TwcId> unit, std::string what);
  void count(Rule rule) { ++judged.at(static_cast<std::size_t>(rule)); }

  // --- units
  [[nodiscard]] Account* find(TwcId id);
  [[nodiscard]] const Account* find(TwcId id) const;
  [[nodiscard]] const UnitTerms& terms_of(TwcId id) const;
  /// The smallest offer for the unit. The unit may have taught it to the master.
  [[nodiscard]] Amount minimum_of(const Account& unit) const;
  [[nodiscard]] Amount most_for(const Account& unit) const;
  /// The master speaks to the unit, and the unit answers.
  [[nodiscard]] bool is_fed(Time now, const Account& unit) const;
  /// A conflict, another master, or the user keeps the unit from service, as the master can know.
  [[nodiscard]] bool is_set_aside(Time now, const Account& unit) const;
  /// The unit is set aside, or lies: no promise of service holds for it.
  [[nodiscard]] bool is_outside(Time now, const Account& unit) const;

  /// Another master may have kept the unit alive while the line was down, and ours has not
  /// addressed it since.
  [[nodiscard]] bool may_be_kept_alive(Time now, const Account& unit) const {
    return unit.last_sent() && *unit.last_sent() <= excused && now - excused < spans.freed;
  }

  // --- sums
  [[nodiscard]] Amount exposure_of(Time now, const Account& unit) const;
  [[nodiscard]] Amount exposures(Time now) const;
  /// The current that a careful master counts for the unit: more than its exposure until the unit
  /// shows that it was abandoned.
  [[nodiscard]] Amount kept_by(Time now, const Account& unit) const;
  void set_total(Time now, Amount to, bool may_be_held);
  [[nodiscard]] Amount total() const { return total_; }
  /// The total that limits have to fit: during a hold, the minima of the units that charge.
  [[nodiscard]] Amount total_in_force(Time now) const;
  /// The largest total of the last `lasting`, and the smallest since `then`.
  [[nodiscard]] Amount largest_total(Time now, Duration lasting) const;
  [[nodiscard]] Amount smallest_total(Time then) const;
  [[nodiscard]] Time total_set_at() const { return totals_.back().at; }
  void note_hold(Time now);

  // --- pace: books_pace.cpp
  /// The longest that a unit may go without a heartbeat, and the usual time between two of them.
  [[nodiscard]] Duration cadence(Time now) const;
  [[nodiscard]] Duration interval(Time now) const;
  [[nodiscard]] std::size_t units_on_bus(Time now) const;
  [[nodiscard]] bool has_mute_unit(Time now) const;
  void note_loss(Time now);

  // --- deadlines
  [[nodiscard]] bool is_remote() const { return settings.round_trip > Duration{}; }
  [[nodiscard]] bool is_quiet(Time now) const { return listening.is_quiet(now, accounts); }
  /// The master is heard, may raise, and is alone.
  [[nodiscard]] bool is_calm(Time now) const;
  /// A unit that does not obey is given up after so long (R2).
  [[nodiscard]] Duration obeys_within() const;
  /// R3: the deadline where all goes as it should, and the one where a unit has to stop by itself.
  [[nodiscard]] Duration short_deadline(Time now) const;
  [[nodiscard]] Duration long_deadline() const;

  AuditSettings settings;
  Spans spans;
  std::vector<Account> accounts;
  std::map<TwcId, UnitTerms> terms;
  std::map<TwcId, Time> terms_set;
  std::vector<PhysicalState> bodies;
  Listening listening;
  std::vector<Violation> violations;
  std::array<std::uint64_t, rule_count> judged{};
  Tally tally;

  std::uint64_t losses = 0;  // frames that were lost or damaged on the way
  Time started{};
  Time excused{};               // until then the master could not talk
  Time awake{};                 // the end of the master's last sleep
  std::optional<Time> garbled;  // a damaged frame passed the checksum
  std::optional<Time> last_sent;
  std::optional<Time> last_announcement;
  bool has_second_master = false;
  bool is_suspended = false;

 private:
  struct Total {
    Amount amount = 0;
    Time at{};
  };
  [[nodiscard]] Amount charging_minima(Time now) const;

  Amount total_ = 0;
  std::deque<Total> totals_;  // the latest last
  bool may_be_held_ = false;
  std::optional<Time> held_since_;
  std::optional<Time> roomy_since_;
  std::optional<Time> last_disturbance_;
  std::optional<Time> last_long_loss_;  // more than three exchanges in a row
};

/// Hundredths as amperes: "16.00 A".
[[nodiscard]] std::string in_amps(Amount hundredths);
[[nodiscard]] std::string in_hex(TwcId id);
[[nodiscard]] std::string in_seconds(Duration duration);

}  // namespace twc::sim
