// SPDX-License-Identifier: MIT
#pragma once
/// S10: a unit that announces itself and never answers costs the others little.

#include <map>
#include <optional>

#include "books.hpp"
#include "shares.hpp"

namespace twc::sim {

class Greetings {
 public:
  Greetings(Books& books, const Shares& shares) : books_{books}, shares_{shares} {}

  /// A heartbeat leaves for the unit; it is not in the books yet.
  void addressed(Time now, const Account& unit);
  void answered(TwcId id) { courses_.erase(id); }
  void forgive(std::optional<TwcId> unit);
  void look(Time now);

 private:
  struct Course {
    int greetings = 0;
    Time began{};  ///< when the last greeting began
    Time last{};   ///< when the last frame left
    bool is_over = false;
    bool is_forgiven = false;  ///< one greeting is free
    std::optional<Time> deaf_since{};
    Time looked_at{};
    double held = 0;  ///< by it while others would use it, in 0.01 A x s
  };

  void age(Time now, Course& course);
  void look_at(Time now, const Account& unit, Course& course);

  Books& books_;
  const Shares& shares_;
  std::map<TwcId, Course> courses_;
};

}  // namespace twc::sim
