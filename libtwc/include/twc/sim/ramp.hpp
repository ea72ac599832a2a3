// SPDX-License-Identifier: MIT
#pragma once
/// A current on its way from one level to another: how much flows when, by arithmetic.

#include <algorithm>
#include <chrono>
#include <cmath>
#include <optional>

#include <twc/types.hpp>

namespace twc::sim {

/// It holds `from` until `begins`, goes to `to` at `per_second`, and stays there. Currents are in
/// 0.01 A, charges in 0.01 A x s.
struct Ramp {
  Time since{};
  Time begins{};  ///< not before `since`
  double from = 0;
  double to = 0;
  double per_second = 1;  ///< greater than 0

  [[nodiscard]] bool moves() const { return from != to; }
  [[nodiscard]] double length() const { return std::abs(to - from) / per_second; }
  [[nodiscard]] Time ends() const { return begins + after(length()); }

  [[nodiscard]] double level(Time now) const {
    if (now <= begins) return from;
    const double moved = per_second * seconds(now - begins);
    return to > from ? std::min(to, from + moved) : std::max(to, from - moved);
  }
  /// The charge from `since` until `now`: a block, a trapezium, a block.
  [[nodiscard]] double charge(Time now) const {
    const double waited = seconds(std::min(now, begins) - since);
    const double passed = seconds(std::max(now, begins) - begins);
    const double moved = std::min(passed, length());
    return from * waited + (from + level(now)) / 2 * moved + to * (passed - moved);
  }
  /// When `amount` will have flowed since `since`; nothing: never.
  [[nodiscard]] std::optional<Time> when_charged(double amount) const {
    const double waits = seconds(begins - since);
    if (from > 0 && amount <= from * waits) return since + after(amount / from);
    const double left = amount - from * waits;
    const double on_the_way = (from + to) / 2 * length();
    if (left > on_the_way) {
      if (to <= 0) return std::nullopt;
      return begins + after(length() + (left - on_the_way) / to);
    }
    const double slope = to > from ? per_second : -per_second;
    const double root = std::sqrt(std::max(0.0, from * from + 2 * slope * left));
    return begins + after((root - from) / slope);
  }

 private:
  [[nodiscard]] static double seconds(Duration duration) {
    return std::chrono::duration<double>(duration).count();
  }
  /// Never earlier than that.
  [[nodiscard]] static Duration after(double seconds) {
    return std::chrono::ceil<Duration>(std::chrono::duration<double>(seconds));
  }
};

}  // namespace twc::sim
