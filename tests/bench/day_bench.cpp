// SPDX-License-Identifier: MIT
/// How long a simulated day takes, in time of the processor.

#include <algorithm>
#include <ctime>

#include <fmt/format.h>

#include "support/day.hpp"

namespace {

void measure(twc::sim::Way way, const char* how) {
  constexpr int rounds = 5;
  double best = 1e9;
  std::uint64_t steps = 0;
  for (int round = 0; round < rounds; ++round) {
    const std::clock_t start = std::clock();
    twc::test::Day day{way};
    day.run_to_hour(24);
    best = std::min(best, static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC);
    steps = day.bus.steps();
  }
  fmt::print(
      "a simulated day of four units and cars, {}: {:.2f} s, the best of {}; {} steps of the bus\n",
      how, best, rounds, steps);
}

}  // namespace

int main() {
  measure(twc::sim::Way::frames, "frames told as they are");
  measure(twc::sim::Way::bytes, "all on bytes through Ports");
}
