// SPDX-License-Identifier: MIT
#pragma once
/// The sanitizers are slow. They look for faults of memory and arithmetic, which show in a part of
/// what it takes to prove a percentage.

#include <cstddef>

namespace twc::test {

// The second is for tests that are not, and run programs that are.
#if defined(__SANITIZE_ADDRESS__) || defined(TWC_SANITIZED_PROGRAMS)
inline constexpr bool is_sanitized = true;
#else
inline constexpr bool is_sanitized = false;
#endif

/// How often to try: `count` times, under the sanitizers an eighth of that.
[[nodiscard]] constexpr std::size_t fewer_if_sanitized(std::size_t count) {
  return is_sanitized ? count / 8 : count;
}

}  // namespace twc::test
