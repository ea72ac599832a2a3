#pragma once
/// The only clocks that the tools read.

#include <chrono>
#include <ctime>

#include <twc/types.hpp>

#include "capture/record.hpp"

namespace twc::tools {

/// Runs through a suspend, so that what is too old afterwards is seen to be.
[[nodiscard]] inline Time now() {
  timespec time{};
  clock_gettime(CLOCK_BOOTTIME, &time);
  return Time{std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_nsec / 1000}};
}

/// Date and time, for what people and files see.
[[nodiscard]] inline Stamp stamp_now() {
  using std::chrono::system_clock;
  const auto since_1970 =
      std::chrono::duration_cast<std::chrono::microseconds>(system_clock::now().time_since_epoch());
  return {.clock = Clock::epoch, .microseconds = since_1970.count()};
}

}  // namespace twc::tools
