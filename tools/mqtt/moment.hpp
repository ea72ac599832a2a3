// SPDX-License-Identifier: MIT
#pragma once
/// The time of a call, as mqtt::Bus takes it: a clock that only goes on, and the date.

#include <cstdint>
#include <string>

#include <twc/types.hpp>

namespace twc::tools {

struct Moment {
  Time time{};
  std::int64_t unix_s = 0;
};

/// "2026-11-27T20:15:00Z"
[[nodiscard]] std::string date_of(std::int64_t unix_s);

}  // namespace twc::tools
