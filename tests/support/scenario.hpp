#pragma once
/// A bus on which anything may happen that the master is promised to stand, all from one seed.

#include <cstdint>
#include <string>

#include <twc/types.hpp>

namespace twc::test {

/// What happens more often than chance would have it.
enum class Emphasis : std::uint8_t {
  everything,
  lowered_totals,
  scarcity,  ///< totals near the sum of the minimums, and below
  stops,     ///< by the user, by zero, of one unit and of all
  calm,      ///< no faults: what is promised of the pace holds to the letter
  lies,      ///< units that report what cannot be, mirror, or do not obey
  restarts,  ///< of units and of the master, cuts, suspends, ids twice
  network,   ///< behind an adapter that holds bytes back
};

struct Outcome {
  std::string violations;  ///< empty: none
  std::string story;       ///< what happened when, to read beside the trace
  std::string trace;       ///< a twclog
  std::uint64_t steps = 0;
  bool is_cut_short = false;  ///< by two units that nobody can tell apart
  std::uint64_t increases =
      0;  ///< limits that were offered: a run in which nothing happens proves nothing
};

[[nodiscard]] Outcome run_scenario(std::uint64_t seed, Emphasis emphasis,
                                   std::uint64_t least_steps);

}  // namespace twc::test
