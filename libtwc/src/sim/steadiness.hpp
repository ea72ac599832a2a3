// SPDX-License-Identifier: MIT
#pragma once
/// S6: while nothing else changes, limits do not either.

#include <deque>
#include <map>
#include <optional>

#include "books.hpp"

namespace twc::sim {

class Steadiness {
 public:
  explicit Steadiness(Books& books) : books_{books} {}

  /// A heartbeat with a limit leaves; the books have it already.
  void limited(Time now, TwcId unit, Centiamps limit);
  void see(Time now, const PhysicalState& state);
  void look(Time now);
  /// Something changed: the total, a term, a unit, the line.
  void disturb(Time now) { steady_since_ = now; }

 private:
  struct Body {
    PhysicalState state;
    Time changed{};                 ///< its limit
    std::optional<Amount> takes{};  ///< by the car's own choice, below its limit
  };
  struct Course {
    std::optional<Amount> last{};
    std::deque<Time> changes{};
    std::optional<Time> judged_from{};
  };

  [[nodiscard]] bool is_judged() const;
  [[nodiscard]] std::size_t allowed() const;

  Books& books_;
  Time steady_since_{};
  std::map<PortId, Body> bodies_;
  std::map<TwcId, Course> courses_;
};

}  // namespace twc::sim
