// SPDX-License-Identifier: MIT
#pragma once
/// A bus on which anything may happen that the master is promised to stand, all from one seed.

#include <array>
#include <cstdint>
#include <string>

#include <twc/sim/audit_rule.hpp>
#include <twc/sim/audit_terms.hpp>
#include <twc/sim/bus.hpp>

namespace twc::test {

/// Each promise has worlds that exercise it. All rules are judged in all of them.
enum class Promise : std::uint8_t {
  r1,
  r2,
  r3,
  r4,
  r5,
  r6,
  s1,
  s2,
  s3,
  s4,
  s5,
  s6,
  s7,
  s8,
  s9,
  s10,
};

struct Outcome {
  std::string violations;  ///< empty: none
  std::string story;       ///< all that happened, and when, as comments of the trace
  std::string trace;       ///< a twclog
  std::array<std::uint64_t, sim::rule_count> judged{};
  sim::Tally tally;
};

/// On bytes everybody sits behind a link::Port.
[[nodiscard]] Outcome run_scenario(std::uint64_t seed, Promise promise,
                                   sim::Way way = sim::Way::frames);

}  // namespace twc::test
