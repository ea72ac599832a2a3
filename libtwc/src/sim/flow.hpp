// SPDX-License-Identifier: MIT
#pragma once
/// Judges the limits that units really hold their cars to, and the current that really flows: R3,
/// and raises that come too early.

#include <map>
#include <optional>
#include <vector>

#include "books.hpp"
#include "reductions.hpp"

namespace twc::sim {

class Flow {
 public:
  Flow(Books& books, const Reductions& reductions) : books_{books}, reductions_{reductions} {}

  void see(Time now, const PhysicalState& state);
  void look(Time now);
  void total_fell(Time now);
  /// The deadlines begin anew: the master could not act, or only now learns of a unit.
  void restart_clock(Time now);

 private:
  /// One unit as it is, and without what the line or a timer of its own did.
  struct Body {
    PhysicalState state;
    Amount counted = 0;
    std::optional<Amount> told{};
    Time told_at{};
    std::map<PortId, Amount> known_then{};  ///< the others' known limits when it was told
    Time falls_until{};                     ///< until then its car may follow an earlier limit
    bool is_anothers = false;               ///< another master changed it while the line was down
    Time anothers_at{};
  };
  struct Over {
    Time since{};
    Time smooth{};  ///< since then a raise has no longer been under way
    std::uint64_t losses = 0;
    bool is_long = false;
    bool has_liar = false;
    bool is_judged = false;
    bool is_healthy_judged = false;
  };

  [[nodiscard]] bool is_masters(Time now, const Body& body, const PhysicalState& state) const;
  void judge_increase(Time now, const Body& body, Amount before, bool is_late);
  void look_at_limits(Time now);
  void look_at_healthy(Time now);
  void look_at_current(Time now);
  [[nodiscard]] Over begin_over(Time now) const;
  [[nodiscard]] Amount in_force(Time now) const;
  [[nodiscard]] Amount knowable(Time now, const PhysicalState& state) const;
  [[nodiscard]] Amount known_of(Time now, const Body& one, const Body& rising) const;
  [[nodiscard]] bool is_unheard(Time now, const PhysicalState& state) const;
  [[nodiscard]] bool was_woken(Time now, const Body& body) const;
  [[nodiscard]] bool is_out_of_reach(Time now, const Body& body) const;
  [[nodiscard]] bool is_said(Time now, const PhysicalState& state) const;
  [[nodiscard]] bool is_troubled(Time now, const PhysicalState& state) const;
  [[nodiscard]] bool lies(const PhysicalState& state) const;
  [[nodiscard]] bool must_stop_some() const;
  [[nodiscard]] static Duration time_to_fall(Amount by);
  [[nodiscard]] Duration longest_fall() const;
  [[nodiscard]] Duration lost_time(Time now, const Over& over) const;

  Books& books_;
  const Reductions& reductions_;
  std::vector<Body> bodies_;
  std::optional<Over> over_;
  Time drawn_excused_until_{};
  std::optional<Time> drawn_over_since_;
  bool is_drawn_judged_ = false;
};

}  // namespace twc::sim
