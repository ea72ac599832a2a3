#pragma once
/// The auditor from the inside: the books of all units, and the clocks that run.

#include <algorithm>
#include <map>

#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>

#include "account.hpp"

namespace twc::sim {

struct Auditor::State {
  explicit State(const AuditSettings& audit);

  // --- frames: audit_frames.cpp
  void judge(Time now, const wire::Frame& frame);
  void receive(Time now, const wire::Frame& frame);

  // --- deadlines: audit_deadlines.cpp
  void check(Time now);
  void see(Time now, const PhysicalState& state);
  void note_lowering(Time now, Amount from);
  /// The largest total that a frame which arrives now may have been sent for.
  [[nodiscard]] Amount total_under_way(Time now) const;
  void restart_in_force(Time now);
  void check_cadence(Time now, const Account& unit);
  /// The longest that a unit may go without a frame.
  [[nodiscard]] Duration cadence(Time now) const;

  void report(Time now, Rule rule, std::optional<TwcId> unit, std::string what);
  [[nodiscard]] Account* find(TwcId id);
  [[nodiscard]] const UnitTerms& terms_of(TwcId id) const;
  [[nodiscard]] Amount exposures(Time now) const;
  [[nodiscard]] bool is_quiet(Time now) const;
  [[nodiscard]] bool is_remote() const { return settings.round_trip > Duration{}; }

  AuditSettings settings;
  Spans spans;
  std::vector<Violation> violations;
  std::vector<Account> accounts;
  std::map<TwcId, UnitTerms> terms;
  Amount total = 0;
  /// What left before the last lowering could not know of it.
  struct Lowering {
    Amount from = 0;
    Time at{};
  };
  std::optional<Lowering> lowered;
  Time started{};

  // of other frames that the master received
  std::optional<Time> last_received;
  std::optional<Time> last_request;
  std::optional<Time> last_of_other_master;
  bool has_second_master = false;

  // R2: since when what is commanded exceeds the total, and who was told to fall
  struct Fall {
    Amount to = 0;
    Time since{};
  };
  std::optional<Time> commanded_over_since;
  std::map<TwcId, Fall> falls;

  // R3
  struct Body {
    PhysicalState state;
    Amount counted = 0;  // without what the line or a timer did
  };
  struct InForce {
    Time since{};   // of the last lowering
    Time smooth{};  // of the last one, or of the last trouble since
  };
  std::vector<Body> bodies;
  std::optional<InForce> in_force_over;

  // starvation, and what else excuses
  std::map<TwcId, Time> asking_since;
  std::optional<Time> last_trouble;  // a unit lost or silenced
  std::optional<Time> last_over;     // exposures above the total
  std::optional<Time> last_disturbance;
  Time last_change{};
  std::optional<Time> last_announcement;
  Time excused{};

 private:
  void judge_heartbeat(Time now, const msg::MasterHeartbeat& heartbeat);
  void judge_command(Time now, const Account& unit, msg::Command command);
  void judge_offer(Time now, const Account& unit, Centiamps limit);
  void judge_raise(Time now, const Account& unit, Amount floor, std::optional<Centiamps> limit);
  [[nodiscard]] bool is_to_be_silent(Time now, TwcId id) const;
  void judge_repetition(Time now, const Account& unit);
  void judge_fed(Time now, const Account& unit);
  void judge_request(Time now, TwcId to);
  void judge_switch(Time now, TwcId to, bool opens);
  void judge_timing(Time now);
  [[nodiscard]] Account* addressee(Time now, TwcId to);
  void note_fall(Time now, const Account& unit, Amount before, Centiamps limit);
  [[nodiscard]] bool is_of_a_master(Time now, const wire::Frame& frame) const;

  void check_commanded(Time now);
  void check_in_force(Time now);
  void check_starvation(Time now);
  void check_waiting(Time now, const Account& unit);
  [[nodiscard]] Amount in_force(Time now) const;
  [[nodiscard]] bool is_said(Time now, const PhysicalState& state) const;
  [[nodiscard]] Amount knowable(Time now, const PhysicalState& state) const;
  [[nodiscard]] bool has_only_the_last_deadline(Time now) const;
  [[nodiscard]] bool has_room_for(Time now, const Account& unit) const;
  [[nodiscard]] Amount least_of(Time now, const Account& unit) const;
  [[nodiscard]] std::size_t units_on_bus(Time now) const;
};

/// Hundredths as amperes: "16.00".
[[nodiscard]] std::string in_amps(Amount hundredths);
[[nodiscard]] std::string in_seconds(Duration duration);

}  // namespace twc::sim
