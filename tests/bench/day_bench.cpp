/// How long a simulated day takes.

#include <chrono>

#include <fmt/format.h>

#include "support/day.hpp"

int main() {
  constexpr int rounds = 5;
  double best = 1e9;
  std::uint64_t steps = 0;
  for (int round = 0; round < rounds; ++round) {
    const auto start = std::chrono::steady_clock::now();
    twc::test::Day day;
    day.run_to_hour(24);
    const std::chrono::duration<double> passed = std::chrono::steady_clock::now() - start;
    best = std::min(best, passed.count());
    steps = day.bus.steps();
  }
  fmt::print(
      "a simulated day of four units and cars: {:.2f} s, the best of {}; {} steps of the bus\n",
      best, rounds, steps);
}
