// SPDX-License-Identifier: MIT
#pragma once
/// How the players tell what happens: `--format`.

#include <cstdint>
#include <string_view>

#include "common/paint.hpp"
#include "common/shared_options.hpp"

namespace twc::tools {

enum class Style : std::uint8_t { text, json };

/// JSON is for programs, and never painted.
[[nodiscard]] Paint paint_of(Style style, Color choice);

/// Throws std::invalid_argument with what was expected.
[[nodiscard]] Style parse_style(std::string_view text);

}  // namespace twc::tools
