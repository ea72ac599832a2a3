// SPDX-License-Identifier: MIT
#pragma once
/// Seeded chance: the same seed gives the same throws on every machine.

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <random>

namespace twc::test {

class Dice {
 public:
  explicit Dice(std::uint64_t seed) : engine_{seed} {}

  /// 0 to `limit` - 1.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  /// More than 0, and at most 1.
  double fraction() {
    constexpr std::uint64_t sides = std::uint64_t{1} << 53U;
    return static_cast<double>(1 + engine_() % sides) / static_cast<double>(sides);
  }
  std::uint8_t byte() { return static_cast<std::uint8_t>(engine_()); }
  bool one_in(std::size_t count) { return below(count) == 0; }
  template <typename T>
  T pick(std::initializer_list<T> values) {
    return values.begin()[below(values.size())];
  }

 private:
  std::mt19937_64 engine_;
};

}  // namespace twc::test
