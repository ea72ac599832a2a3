// SPDX-License-Identifier: MIT
#pragma once
/// Finds bytes that could be text where their meaning is uncertain, and blanks them.

#include <twc/types.hpp>
#include <twc/wire/stretch.hpp>

namespace twc::tools {

[[nodiscard]] constexpr bool is_digit(std::uint8_t byte) {
  return byte >= '0' && byte <= '9';
}
[[nodiscard]] constexpr bool is_upper(std::uint8_t byte) {
  return byte >= 'A' && byte <= 'Z';
}
[[nodiscard]] constexpr bool is_lower(std::uint8_t byte) {
  return byte >= 'a' && byte <= 'z';
}

/// Three letters or digits in a row. Less tells nothing: the last part of a VIN has three.
[[nodiscard]] bool could_be_text(Bytes bytes);

/// A piece of a damaged stretch, as on the wire. If it could hold text, all behind its code and ids
/// becomes 00; escapes, good or bad, stay what they are, and so does an FF.
[[nodiscard]] wire::Stretch blank_text(Bytes wire);

}  // namespace twc::tools
