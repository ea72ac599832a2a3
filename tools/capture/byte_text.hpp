// SPDX-License-Identifier: MIT
#pragma once
/// Whether a text begins with bytes, and with which words.

#include <string_view>

#include "capture/chars.hpp"

namespace twc::tools {

/// May stand between what a log puts before bytes.
inline constexpr std::string_view separators = " \t:|,;=";

[[nodiscard]] std::string_view without_separators(std::string_view text);

/// Letters, digits, and whatever else stands inside the names of programs, files and loggers.
[[nodiscard]] constexpr bool is_of_word(char c) {
  constexpr std::string_view others = "_./@#~+%$&!?\x1B";
  return is_digit(c) || (lower(c) >= 'a' && lower(c) <= 'z') ||
         static_cast<unsigned char>(c) > 0x7F || others.find(c) != std::string_view::npos;
}
[[nodiscard]] std::string_view word_at_front_of(std::string_view text);

/// Whether `word` is hex without 0x, in pairs of digits.
[[nodiscard]] bool is_hex_pairs(std::string_view word);

/// Whether `text` begins with the bytes of Python, or with a string that begins with a backslash.
[[nodiscard]] bool begins_literal(std::string_view text);

/// Whether hex or decimal bytes at the front of `text` can begin a frame: C0, FB, FC or FD.
[[nodiscard]] bool begins_with_traffic(std::string_view text);

/// Whether `text` begins with traffic, or is nothing but pairs: a frame may go on.
[[nodiscard]] bool is_nothing_but_bytes(std::string_view text);

}  // namespace twc::tools
