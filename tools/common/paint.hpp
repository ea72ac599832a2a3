// SPDX-License-Identifier: MIT
#pragma once
/// Colour, for people who look at a terminal.

#include <cstdint>
#include <string>
#include <utility>

namespace twc::tools {

enum class Paint : std::uint8_t { plain, colored };

/// Trouble stands out in red.
[[nodiscard]] inline std::string in_red(std::string line, Paint paint) {
  return paint == Paint::colored ? "\x1b[31m" + line + "\x1b[0m" : std::move(line);
}

}  // namespace twc::tools
