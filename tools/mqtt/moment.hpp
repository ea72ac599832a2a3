// SPDX-License-Identifier: MIT
#pragma once
/// Now, as the core of twc-mqtt is told it.

#include <cstdint>
#include <string>

#include <twc/types.hpp>

namespace twc::tools {

/// `time` only ever goes on; `unix_s` is the date, for what people read.
struct Moment {
  Time time{};
  std::int64_t unix_s = 0;
};

/// "2026-11-27T20:15:00Z"
[[nodiscard]] std::string date_of(std::int64_t unix_s);

}  // namespace twc::tools
