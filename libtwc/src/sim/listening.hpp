// SPDX-License-Identifier: MIT
#pragma once
/// When the master really listens: its quiet times, and the answers it awaits after an outage.

#include <map>
#include <optional>
#include <utility>
#include <vector>

#include <twc/sim/audit_terms.hpp>

#include "account.hpp"

namespace twc::sim {

class Listening {
 public:
  explicit Listening(AuditSettings settings) : settings_{std::move(settings)} {}

  void start(Time now);
  /// Bytes came in; an echo of what the master sent proves only that the adapter serves it.
  void noticed(Time now, bool is_echo, std::vector<Account>& units);
  void line_down(Time now);
  void line_up(Time now, std::vector<Account>& units);

  /// The first quiet time of a master: it polls every unit then.
  [[nodiscard]] bool is_first() const { return is_first_; }
  [[nodiscard]] bool is_quiet(Time now, const std::vector<Account>& units) const;
  /// After an outage of 10 s, until every unit that was linked has answered twice or is lost.
  [[nodiscard]] bool is_recovering() const { return !linked_then_.empty(); }
  void look(Time now, const std::vector<Account>& units);
  [[nodiscard]] bool is_down() const { return down_since_.has_value(); }
  /// The end of the last outage, or when the master began to listen.
  [[nodiscard]] std::optional<Time> since() const { return ended_ ? ended_ : listens_since_; }

 private:
  [[nodiscard]] bool is_remote() const { return settings_.round_trip > Duration{}; }
  void end_outage(Time now, Time began, std::vector<Account>& units);

  AuditSettings settings_;
  bool is_first_ = true;
  std::optional<Time> listens_since_;  // nothing: it has not begun
  std::optional<Time> last_byte_;
  std::optional<Time> down_since_;
  std::optional<Time> ended_;
  std::map<TwcId, std::size_t> answers_then_;  // from all units, at the end of the outage
  std::vector<TwcId> linked_then_;
};

}  // namespace twc::sim
