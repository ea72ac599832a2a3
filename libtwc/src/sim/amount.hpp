// SPDX-License-Identifier: MIT
#pragma once
/// Currents as the auditor adds them up, and the slowest way down of a car.

#include <algorithm>
#include <chrono>
#include <cstdint>

#include <twc/types.hpp>

namespace twc::sim {

/// Hundredths of an ampere, to be added up without care.
using Amount = std::int64_t;
[[nodiscard]] constexpr Amount amount(Centiamps current) {
  return current.value();
}
inline constexpr Amount most_possible = 8000;
inline constexpr Amount one_ampere = 100;

/// A car has 8 s to react, then it falls at 4 A/s or faster.
[[nodiscard]] constexpr Duration slowest_fall(Amount by) {
  constexpr Duration reaction = std::chrono::seconds{8};
  constexpr Amount a_second = 4 * one_ampere;
  return reaction + std::chrono::seconds{1} * std::max(Amount{0}, by) / a_second;
}

}  // namespace twc::sim
