// SPDX-License-Identifier: MIT
#pragma once
/// Numbers with the noun or the verb that agrees with them.

#include <cstdint>
#include <string>
#include <string_view>

#include <fmt/format.h>

namespace twc::tools {

/// "1 echo", "2 echoes".
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view one,
                                         std::string_view many) {
  return fmt::format("{} {}", count, count == 1 ? one : many);
}
/// "1 heartbeat", "2 heartbeats".
[[nodiscard]] inline std::string counted(std::uint64_t count, std::string_view noun) {
  return fmt::format("{} {}{}", count, noun, count == 1 ? "" : "s");
}

}  // namespace twc::tools
