#pragma once
/// How the players tell what happens: `--format`.

#include <cstdint>
#include <string_view>

namespace twc::tools {

enum class Style : std::uint8_t { text, json };

/// Throws std::invalid_argument with what was expected.
[[nodiscard]] Style parse_style(std::string_view text);

}  // namespace twc::tools
