// SPDX-License-Identifier: MIT
#pragma once
/// The books of one unit of 32 A, and what is written into them.

#include <twc/node/exposure.hpp>

#include "support/at.hpp"

namespace twc::test {

[[nodiscard]] constexpr node::Range just(Centiamps limit) {
  return {.low = limit, .high = limit};
}

/// A heartbeat, and its answer 0.2 s later.
inline void beat(node::Exposure& unit, Duration when, std::optional<node::Range> limit,
                 Centiamps echo, Centiamps drawn = {}) {
  unit.sent(at(when), limit);
  unit.answered(at(when + 200ms), echo, drawn);
}

/// It was heartbeated every second up to 5 s, and always echoed `echo`.
[[nodiscard]] inline node::Exposure books_of(Centiamps echo, Centiamps drawn = {}) {
  node::Exposure unit;
  unit.set_rating(32_A);
  for (Duration when = -30s; when < 6s; when += 1s) beat(unit, when, std::nullopt, echo, drawn);
  return unit;
}

}  // namespace twc::test
