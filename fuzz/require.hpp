#pragma once
/// What must hold, or the target stops here.

#include <cstdlib>

namespace twc::fuzz {

inline void require(bool holds) {
  if (!holds) std::abort();
}

}  // namespace twc::fuzz
