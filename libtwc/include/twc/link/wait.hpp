// SPDX-License-Identifier: MIT
#pragma once
/// From a deadline to the time-out of poll(2) or epoll_wait(2).

#include <algorithm>
#include <chrono>
#include <limits>
#include <optional>

#include <twc/types.hpp>

namespace twc::link {

/// Rounded up: a time-out that is a little too short makes a loop spin until the deadline. -1,
/// "forever", without a deadline.
[[nodiscard]] constexpr int milliseconds_until(Time now, const std::optional<Time>& deadline) {
  if (!deadline) return -1;
  if (*deadline <= now) return 0;
  constexpr std::int64_t most = std::numeric_limits<int>::max();
  const auto wait = std::chrono::ceil<std::chrono::milliseconds>(*deadline - now).count();
  return static_cast<int>(std::min<std::int64_t>(wait, most));
}

}  // namespace twc::link
