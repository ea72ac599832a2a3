// SPDX-License-Identifier: MIT
/// The promises of the master, each in random worlds that exercise it. All rules are judged in all
/// of them, and a rule that had nothing to judge fails its test. Seeds that fail are listed, the
/// first with what happened and the last traffic. In the environment TWC_SEEDS=20000 runs more of
/// them, and TWC_SEED=17 that one alone; TWC_WAY=bytes puts everybody behind a link::Port.

#include <algorithm>
#include <cstdlib>
#include <iostream>
#include <sstream>

#include "support/catch.hpp"
#include "support/scenario.hpp"

namespace twc::test {
namespace {

using sim::Rule;

std::uint64_t number_in(const char* variable, std::uint64_t otherwise) {
  const char* const text = std::getenv(variable);
  return text != nullptr ? std::strtoull(text, nullptr, 10) : otherwise;
}

sim::Way way_asked_for() {
  const char* const way = std::getenv("TWC_WAY");
  return way != nullptr && std::string_view{way} == "bytes" ? sim::Way::bytes : sim::Way::frames;
}

struct Sum {
  std::array<std::uint64_t, sim::rule_count> judged{};
  std::uint64_t stops = 0;
  std::uint64_t limit_changes = 0;
  std::uint64_t waits = 0;
  Duration longest_wait{};

  void add(const Outcome& outcome) {
    for (std::size_t rule = 0; rule < judged.size(); ++rule) judged[rule] += outcome.judged[rule];
    stops += outcome.tally.stops;
    limit_changes += outcome.tally.limit_changes;
    waits += outcome.tally.waits;
    longest_wait = std::max(longest_wait, outcome.tally.longest_wait);
  }
  [[nodiscard]] std::string text() const {
    std::ostringstream text;
    for (std::size_t rule = 0; rule < judged.size(); ++rule) {
      text << ' ' << sim::name_of(static_cast<Rule>(rule)) << '=' << judged[rule];
    }
    text << " stops=" << stops << " limit_changes=" << limit_changes << " waits=" << waits
         << " longest_wait=" << static_cast<double>(longest_wait.count()) / 1e6;
    return text.str();
  }
};

/// Each world is judged by all rules; `rules` are those of the promise, which have to have
/// something to judge. TWC_SEEDS judges more worlds, TWC_SEED one of them.
void keep_promise(Promise promise, std::uint64_t usual_seeds, std::initializer_list<Rule> rules) {
  const std::uint64_t only = number_in("TWC_SEED", 0);
  const std::uint64_t first = only != 0 ? only : 1;
  const std::uint64_t last = only != 0 ? only : number_in("TWC_SEEDS", usual_seeds);
  Sum sum;
  std::uint64_t failed = 0;
  std::string first_story;
  for (std::uint64_t seed = first; seed <= last; ++seed) {
    const Outcome outcome = run_scenario(seed, promise, way_asked_for());
    sum.add(outcome);
    if (outcome.violations.empty()) continue;
    UNSCOPED_INFO("seed " << seed << "\n" << outcome.violations);
    if (failed++ == 0) first_story = outcome.trace + outcome.story;
  }
  std::cout << first_story;  // not a message of Catch, which would break its lines
  std::cout << "seeds " << first << " to " << last << ", judged:" << sum.text() << std::endl;
  CHECK(failed == 0);
  if (only != 0) return;
  for (const Rule rule : rules) {
    INFO(sim::name_of(rule) << " had nothing to judge");
    CHECK(sum.judged[static_cast<std::size_t>(rule)] > 0);
  }
}

TEST_CASE("promise R1: no raise takes the sum of exposures over the total", "[promise][long]") {
  keep_promise(Promise::r1, 60, {Rule::raise, Rule::increase, Rule::drawn});
}
TEST_CASE("promise R2: reductions come first, and a unit that does not obey is given up",
          "[promise][long]") {
  keep_promise(Promise::r2, 60, {Rule::reduction});
}
TEST_CASE("promise R3: a lowered total is in force in time", "[promise][long]") {
  keep_promise(Promise::r3, 60, {Rule::in_force, Rule::drawn});
}
TEST_CASE("promise R4: a minimum raises nothing", "[promise][long]") {
  keep_promise(Promise::r4, 60, {Rule::minimum});
}
TEST_CASE("promise R5: no raise is above rating, maximum or total", "[promise][long]") {
  keep_promise(Promise::r5, 60, {Rule::offer});
}
TEST_CASE("promise R6: a limit is sent until it is echoed", "[promise][long]") {
  keep_promise(Promise::r6, 60, {Rule::repetition});
}
TEST_CASE("promise S1: no car is stopped while all of them fit", "[promise][long]") {
  keep_promise(Promise::s1, 60, {Rule::needless_stop});
}
TEST_CASE("promise S2: a car that falls in time is not called disobedient", "[promise][long]") {
  keep_promise(Promise::s2, 60, {Rule::falling});
}
TEST_CASE("promise S3: a unit that was mute is served again", "[promise][long]") {
  keep_promise(Promise::s3, 40, {Rule::mute});
}
TEST_CASE("promise S4: a car that the master stopped is served again", "[promise][long]") {
  keep_promise(Promise::s4, 60, {Rule::stopped_waits});
}
TEST_CASE("promise S5: turns last", "[promise][long]") {
  keep_promise(Promise::s5, 15, {Rule::turn});
}
TEST_CASE("promise S6: limits are steady while nothing else changes", "[promise][long]") {
  keep_promise(Promise::s6, 15, {Rule::steadiness});
}
TEST_CASE("promise S7: current that one car leaves reaches another one", "[promise][long]") {
  keep_promise(Promise::s7, 15, {Rule::unused});
}
TEST_CASE("promise S8: a car that asks is served in time", "[promise][long]") {
  keep_promise(Promise::s8, 60, {Rule::waiting, Rule::cadence});
}
TEST_CASE("promise S9: reports are true", "[promise][long]") {
  keep_promise(Promise::s9, 60, {Rule::report});
}
TEST_CASE("promise S10: a deaf unit costs the others little", "[promise][long]") {
  keep_promise(Promise::s10, 15, {Rule::deaf});
}

}  // namespace
}  // namespace twc::test
