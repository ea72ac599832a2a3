/// What is promised of the master, each with random events, losses and damage. Seeds that fail are
/// listed, the first with what happened and the last traffic. In the environment TWC_SEEDS=20000
/// runs more of them, and TWC_SEED=17 that one alone.

#include <cstdlib>

#include "support/catch.hpp"
#include "support/scenario.hpp"

namespace twc::test {
namespace {

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

void keep_promise(Emphasis emphasis) {
  constexpr std::uint64_t steps = 5000;
  constexpr std::uint64_t usual_seeds = 200;
  const std::uint64_t only = number_in("TWC_SEED", 0);
  const std::uint64_t first = only != 0 ? only : 1;
  const std::uint64_t last = only != 0 ? only : number_in("TWC_SEEDS", usual_seeds);
  std::uint64_t increases = 0;
  std::uint64_t failed = 0;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Outcome outcome = run_scenario(seed, emphasis, steps);
    increases += outcome.increases;
    if (outcome.violations.empty() && !outcome.is_cut_short) CHECK(outcome.steps >= steps);
    if (outcome.violations.empty()) continue;
    UNSCOPED_INFO("seed " << seed << "\n" << outcome.violations);
    if (failed++ == 0) UNSCOPED_INFO(outcome.story << "\n" << outcome.trace);
  }
  CHECK(failed == 0);
  CHECK(increases > last - first);
}

TEST_CASE(
    "promise 1: no frame takes the sum of exposures over the total, or an offer over a maximum",
    "[promise][long]") {
  keep_promise(Emphasis::everything);
}
TEST_CASE("promise 2: a lowered total is on the wire with the next heartbeats and soon in force",
          "[promise][long]") {
  keep_promise(Emphasis::lowered_totals);
}
TEST_CASE("promise 3: a minimum raises nothing, with too little for it a unit waits or is stopped",
          "[promise][long]") {
  keep_promise(Emphasis::scarcity);
}
TEST_CASE("promise 4: zero means stop", "[promise][long]") {
  keep_promise(Emphasis::stops);
}
TEST_CASE("promise 5: heartbeats first, on a line without faults", "[promise][long]") {
  keep_promise(Emphasis::calm);
}
TEST_CASE("promise 5: heartbeats first, through a network", "[promise][long]") {
  keep_promise(Emphasis::network);
}
TEST_CASE("promise 7: impossible values are counted on the safe side", "[promise][long]") {
  keep_promise(Emphasis::lies);
}
TEST_CASE("promise 8: starts, restarts, losses, suspends and ids twice", "[promise][long]") {
  keep_promise(Emphasis::restarts);
}

}  // namespace
}  // namespace twc::test
