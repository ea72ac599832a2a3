// SPDX-License-Identifier: MIT
#pragma once
/// The clock that deadlines are told by.

#include <chrono>
#include <ctime>

#include <twc/types.hpp>

namespace twc::tools {

/// Runs through a suspend, so that what is too old afterwards is seen to be.
[[nodiscard]] inline Time now() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return Time{std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_nsec / 1000}};
}

}  // namespace twc::tools
