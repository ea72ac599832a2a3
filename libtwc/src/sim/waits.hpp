// SPDX-License-Identifier: MIT
#pragma once
/// Cars that ask and units that want to be linked: S3, S4 and S8.

#include <map>
#include <optional>

#include "books.hpp"
#include "stops.hpp"

namespace twc::sim {

class Waits {
 public:
  Waits(Books& books, const Stops& stops) : books_{books}, stops_{stops} {}

  void look(Time now);
  void total_changed(Time now);
  void forgive(std::optional<TwcId> unit);
  /// A unit that was silenced for lack of room is left alone for a minute. The frame is not in the
  /// books yet.
  void addressed(Time now, const Account& unit);

 private:
  /// The goal that a unit waits for.
  enum class Goal : std::uint8_t {
    link,        ///< it announced itself, and wants to be spoken to
    link_again,  ///< it was lost or did not obey
    resume,      ///< the master silenced it while its car charged
    amps,        ///< its car asks
    zero_ends,   ///< a Protocol 1 unit that the master stopped by zero
  };
  struct Wait {
    Goal goal{};
    Time since{};
    std::uint64_t losses = 0;
    bool had_room = false;  ///< at once
    Duration longest{};     ///< that it may take, at the worst moment since
    bool is_judged = false;
  };

  void look_at(Time now, const Account& unit);
  [[nodiscard]] std::optional<Goal> goal_of(Time now, const Account& unit) const;
  /// The goal that a unit seems to have, which may lie.
  [[nodiscard]] std::optional<Goal> seeming_goal(Time now, const Account& unit) const;
  [[nodiscard]] std::optional<Goal> goal_to_link(Time now, const Account& unit) const;
  [[nodiscard]] std::optional<Duration> patience(Time now, const Account& unit, Goal goal,
                                                 bool had_room) const;
  [[nodiscard]] Duration usual_patience(Time now, const Account& unit, bool had_room) const;
  [[nodiscard]] Duration slow_fall(Time now) const;
  [[nodiscard]] bool has_room(Time now, const Account& unit) const;
  [[nodiscard]] Amount taken(Time now, const Account& unit, bool stops_holders) const;
  [[nodiscard]] Amount least_of(Time now, const Account& other, const Account& unit,
                                bool stops_holders) const;
  [[nodiscard]] bool is_before(Time now, const Account& other, const Account& unit) const;
  [[nodiscard]] static Rule rule_of(Goal goal);
  [[nodiscard]] static std::string words_of(Goal goal);
  void settle(Time now, const Account& unit, const Wait& wait);

  Books& books_;
  const Stops& stops_;
  std::optional<Time> last_held_up_;  // by a quiet time or an outage
  std::map<TwcId, Wait> waits_;
  std::map<TwcId, Time> asking_since_;  // whether there is room or not
};

}  // namespace twc::sim
