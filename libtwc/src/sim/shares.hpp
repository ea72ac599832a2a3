// SPDX-License-Identifier: MIT
#pragma once
/// How the total is spread over the cars: S7, and equal limits in S8.

#include <map>
#include <optional>

#include "books.hpp"
#include "stops.hpp"

namespace twc::sim {

class Shares {
 public:
  Shares(Books& books, const Stops& stops) : books_{books}, stops_{stops} {}

  void answered(Time now, const Account& unit);
  void look(Time now);
  /// The total, or what the user wants of a unit, has changed: all clocks begin anew.
  void restart();
  /// The car takes what it is let: more would be used.
  [[nodiscard]] bool is_hungry(Time now, const Account& unit) const;

  /// Another car would draw more if this unit left it more.
  [[nodiscard]] bool another_could_use(Time now, const Account& unit) const;

 private:
  struct Clock {
    Time since{};
    std::uint64_t losses = 0;
    bool is_judged = false;
  };
  struct Course {
    std::optional<Clock> leaves{};    ///< it draws less than its limit
    Amount leaves_of = 0;             ///< that limit
    Amount most_drawn = 0;            ///< meanwhile
    std::optional<Clock> has_less{};  ///< than another car, and would use more
    std::optional<Time> hungry_since{};
    Amount drawn = 0;
    std::optional<Time> steady_since{};  ///< it draws that
    std::optional<Time> asked_at{};
    std::optional<Time> served_at{};
    std::optional<Time> rests_since{};  ///< it leaves part of its limit
    std::optional<Amount> capped_at{};  ///< it was lowered to this, because it left current
    bool was_lowered = false;           ///< because it left something
    std::optional<Time> took_back{};    ///< its share, the last time and the one before
    std::optional<Time> took_back_before{};
  };

  void look_at_rest(Time now, const Account& unit, Course& course);
  void look_at_share(Time now, const Account& unit, Course& course);
  void look_at_room(Time now);
  [[nodiscard]] bool keeps(Time now, const Course& course) const;
  [[nodiscard]] bool claims(Time now, const Account& unit, const Course& course) const;
  [[nodiscard]] const Account* richer(Time now, const Account& unit) const;
  [[nodiscard]] Duration lost_time(Time now, const Clock& clock) const;
  [[nodiscard]] Duration slowest(Time now) const;
  [[nodiscard]] Clock begin(Time now) const { return {.since = now, .losses = books_.losses}; }

  Books& books_;
  const Stops& stops_;
  std::map<TwcId, Course> courses_;
  std::optional<Clock> room_;
};

}  // namespace twc::sim
