// SPDX-License-Identifier: MIT
#pragma once
/// Checks a master: it keeps its own books, and reports each frame and each deadline that breaks
/// the rules by which units must share a supply, and those by which cars are served.

#include <memory>
#include <optional>
#include <span>
#include <string>

#include <twc/sim/audit_rule.hpp>
#include <twc/sim/audit_terms.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::sim {

/// Watch (watch.hpp) tells it all this from a bus; a test may do so by hand. Times do not decrease.
///
///     Auditor auditor{{.master = TwcId{0x7A7A}}};
///     auditor.start(now);
///     auditor.set_total(now, 32_A);
///     ...
///     CHECK(auditor.violations().empty());
///
/// The auditor reads from the line which cars ask, and when quiet times and waits begin; it never
/// asks the master. It does not judge frames that two linked units of one id answer: nobody can
/// tell those units apart.
class Auditor {
 public:
  explicit Auditor(const AuditSettings& settings);
  Auditor(const Auditor&) = delete;
  Auditor& operator=(const Auditor&) = delete;
  ~Auditor();

  /// The master starts, or starts again and knows nothing. Terms and total stay.
  void start(Time now);
  /// The total: the smaller of the wiring's cap and the user's limit. A limit that a cloud lowers
  /// may be held for AuditSettings::hold at the minima; the cap never.
  void set_total(Time now, Centiamps total, bool may_be_held = false);
  void set_terms(Time now, TwcId unit, const UnitTerms& terms);
  /// The user said `start`, to one unit or to all: nothing is held against them any more.
  void forgive(Time now, std::optional<TwcId> unit);
  /// The master sleeps from now on; nothing is expected of it until excuse().
  void suspend(Time now);
  /// The master was suspended until now, or could not talk for another reason that is not its own.
  void excuse(Time now);
  /// The serial line, or the connection to the adapter, went away and came back.
  void line_down(Time now);
  void line_up(Time now);

  /// A frame left the master.
  void sent(Time now, const wire::Frame& frame);
  /// The master received a good frame that is no echo, damaged on the way or not.
  void received(Time now, const wire::Frame& frame);
  /// The master received something, maybe only an echo of its own: its line carries bytes.
  void noticed(Time now, bool is_echo = false);
  /// The state of a unit, whenever it may have changed.
  void physical(Time now, const PhysicalState& state);
  /// A frame between the master and a unit was lost, damaged, cut off or in a collision: all
  /// deadlines grow.
  void disturbed(Time now);
  /// A damaged frame passed the checksum: service has time to recover from it.
  void garbled(Time now);
  /// The master reports something of a unit, or the current of all units as far as it knows.
  void reported(Time now, TwcId unit, Report what);
  void reported_drawn(Time now, Centiamps sum);
  /// Looks at the deadlines. set_total(), sent() and received() do so, too; after any other call
  /// the caller does.
  void check(Time now);

  /// The first hundred.
  [[nodiscard]] std::span<const Violation> violations() const;
  /// One a line, for the message of a test.
  [[nodiscard]] std::string text() const;
  /// How often the rule had something to judge. A test in which it had nothing proves nothing.
  [[nodiscard]] std::uint64_t judged(Rule rule) const;
  [[nodiscard]] const Tally& tally() const;

  /// These two read the books, to explain a violation.
  [[nodiscard]] Centiamps exposure(Time now, TwcId unit) const;
  [[nodiscard]] Centiamps floor(Time now, TwcId unit) const;

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace twc::sim
