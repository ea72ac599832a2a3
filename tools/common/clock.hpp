// SPDX-License-Identifier: MIT
#pragma once
/// Date and time, for what people and files see.

#include <chrono>

#include "capture/record.hpp"
#include "endpoint/clock.hpp"

namespace twc::tools {

[[nodiscard]] inline Stamp stamp_now() {
  using std::chrono::system_clock;
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::microseconds>(system_clock::now().time_since_epoch());
  return {.clock = Clock::epoch, .microseconds = since_1970.count()};
}

}  // namespace twc::tools
