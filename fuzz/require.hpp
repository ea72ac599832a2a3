// SPDX-License-Identifier: MIT
#pragma once
/// Stops the target where something does not hold that must.

#include <cstdlib>

namespace twc::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace twc::fuzz
