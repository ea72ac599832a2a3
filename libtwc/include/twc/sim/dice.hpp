// SPDX-License-Identifier: MIT
#pragma once
/// Seeded chance: the same seed gives the same bus on every machine.

#include <cstddef>
#include <cstdint>

namespace twc::sim {

/// SplitMix64. All that varies in a simulation comes from one of these, so that a run is a replay.
class Dice {
 public:
  explicit constexpr Dice(std::uint64_t seed) : state_{seed} {}

  constexpr std::uint64_t next() {
    constexpr std::uint64_t first = 0xBF58476D1CE4E5B9;
    constexpr std::uint64_t second = 0x94D049BB133111EB;
    std::uint64_t mixed = (state_ += step);
    mixed = (mixed ^ (mixed >> 30U)) * first;
    mixed = (mixed ^ (mixed >> 27U)) * second;
    return mixed ^ (mixed >> 31U);
  }
  /// 0 to `limit` - 1; `limit` is not 0.
  constexpr std::size_t below(std::size_t limit) {
    return static_cast<std::size_t>(next() % limit);
  }
  /// True with a chance of `probability`: 0 never, 1 always. It is one throw in any case.
  constexpr bool chance(double probability) {
    if (probability <= 0) {
      state_ += step;
      return false;
    }
    constexpr double whole = 0x1p-53;
    return static_cast<double>(next() >> 11U) * whole < probability;
  }

 private:
  static constexpr std::uint64_t step = 0x9E3779B97F4A7C15;
  std::uint64_t state_;
};

}  // namespace twc::sim
