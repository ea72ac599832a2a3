// SPDX-License-Identifier: MIT
/// The monitor on simulated evenings: nothing is wrong on them, and damage is only damage. In the
/// environment TWC_SEEDS=10000 runs more of them, and TWC_SEED=17 that one alone.

#include <cmath>
#include <cstdlib>

#include "support/catch.hpp"
#include "support/recorded_bus.hpp"

namespace twc::test {
namespace {

std::uint64_t number_from(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

/// Runs `check` with many seeds; it gives what is wrong, or nothing.
template <typename Check>
void with_seeds(const Check& check) {
  const std::uint64_t only = number_from("TWC_SEED", 0);
  const std::uint64_t last = only != 0 ? only : number_from("TWC_SEEDS", 200);
  std::uint64_t failed = 0;
  for (std::uint64_t seed = only != 0 ? only : 1; seed <= last; ++seed) {
    const std::string wrong = check(seed);
    if (wrong.empty()) continue;
    UNSCOPED_INFO("seed " << seed << ": " << wrong);
    ++failed;
  }
  CHECK(failed == 0);
}

/// A part of `frames` that begins and ends anywhere.
std::span<const Passed> cut(std::span<const Passed> frames, Dice& dice) {
  const std::size_t begin = dice.below(frames.size() / 2 + 1);
  const std::size_t end = frames.size() - dice.below(frames.size() / 2 + 1);
  return frames.subspan(begin, std::max(begin + 1, end) - begin);
}

TEST_CASE("evening: stops, quiet times and restarts of masters are no faults",
          "[bus][monitor][long]") {
  with_seeds([](std::uint64_t seed) {
    Dice dice{seed};
    const std::vector<Passed> frames = random_evening(dice, true);
    return kinds_of(listen_to(frames, 0, dice).findings());
  });
}

TEST_CASE("evening: a part of a clean one is clean, inside a stop too", "[bus][monitor][long]") {
  with_seeds([](std::uint64_t seed) {
    Dice dice{seed};
    const std::vector<Passed> frames = random_evening(dice, seed % 2 == 0);
    return kinds_of(listen_to(cut(frames, dice), 0, dice).findings());
  });
}

TEST_CASE("evening: a piece of some minutes is clean wherever it lies", "[bus][monitor][long]") {
  with_seeds([](std::uint64_t seed) {
    constexpr std::size_t shortest = 20;
    constexpr std::size_t longest = 300;
    Dice dice{seed};
    const std::vector<Passed> frames = random_evening(dice, true);
    if (frames.size() < longest) return std::string{};
    std::string wrong;
    for (int time = 0; time < 5; ++time) {
      const std::size_t size = shortest + dice.below(longest - shortest);
      const auto piece = std::span{frames}.subspan(dice.below(frames.size() - size), size);
      // Units that wait for a master that has not spoken yet have none.
      const bool has_master = std::ranges::any_of(
          piece.first(size / 2), [](const Passed& one) { return one.frame.bytes()[0] != 0xFD; });
      if (has_master) wrong += kinds_of(listen_to(piece, 0, dice).findings());
    }
    return wrong;
  });
}

TEST_CASE("evening: with 0.1 to 10 % of the bytes damaged nothing but damage is found",
          "[bus][monitor][long]") {
  with_seeds([](std::uint64_t seed) {
    Dice dice{seed};
    const std::vector<Passed> frames = random_evening(dice, false);
    const auto part = cut(frames, dice);
    const double exponent = 1 + static_cast<double>(dice.below(1001)) / 500;
    const auto one_in = static_cast<std::size_t>(std::pow(10.0, exponent));
    const bus::Findings findings = listen_to(part, one_in, dice).findings();
    const bool is_only_damage = std::ranges::all_of(findings, [](const bus::Finding& one) {
      return one.standing == bus::Standing::note || is_about_damage(one.cause);
    });
    return is_only_damage ? std::string{} : kinds_of(findings);
  });
}

}  // namespace
}  // namespace twc::test
