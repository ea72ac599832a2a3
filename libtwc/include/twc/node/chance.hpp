// SPDX-License-Identifier: MIT
#pragma once
/// Chance that a node is given as a seed: the same seed, the same choices, on every machine.

#include <cstdint>

#include <twc/types.hpp>

namespace twc::node {

/// A linear congruential generator (Knuth's MMIX), of which only the upper half is used. For ids,
/// signs and a little jitter, not for secrets.
class Chance {
 public:
  explicit constexpr Chance(std::uint64_t seed) : state_{seed} { step(); }

  /// 0 to `limit` - 1; `limit` is not 0.
  constexpr std::uint32_t below(std::uint32_t limit) {
    step();
    return static_cast<std::uint32_t>(state_ >> 32U) % limit;
  }
  /// 0 up to `most`, which is at least 1 µs and less than an hour.
  constexpr Duration up_to(Duration most) {
    return Duration{below(static_cast<std::uint32_t>(most.count()))};
  }

 private:
  constexpr void step() { state_ = state_ * 6364136223846793005U + 1442695040888963407U; }
  std::uint64_t state_;
};

}  // namespace twc::node
