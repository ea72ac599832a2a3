// SPDX-License-Identifier: MIT
#pragma once
/// Moments of a test, counted from its beginning.

#include <chrono>

#include <twc/types.hpp>

namespace twc::test {

using namespace std::chrono_literals;

[[nodiscard]] constexpr Time at(Duration since_beginning) {
  return Time{} + since_beginning;
}

}  // namespace twc::test
