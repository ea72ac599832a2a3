// SPDX-License-Identifier: MIT
#pragma once
/// Characters, and how they are taken off the front of a text.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string_view>

namespace twc::tools {

[[nodiscard]] constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

[[nodiscard]] constexpr char lower(char c) {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

[[nodiscard]] constexpr std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// A number of `least` to `most` digits.
[[nodiscard]] constexpr std::optional<std::int64_t> take_digits(std::string_view& text,
                                                                std::size_t least,
                                                                std::size_t most) {
  std::size_t size = 0;
  std::int64_t value = 0;
  for (; size < text.size() && size < most && is_digit(text[size]); ++size) {
    value = (value * 10) + (text[size] - '0');
  }
  if (size < least) return std::nullopt;
  text.remove_prefix(size);
  return value;
}

/// Whether one of these characters came; it is taken then.
constexpr bool take_char(std::string_view& text, std::string_view any_of) {
  if (text.empty() || any_of.find(text.front()) == std::string_view::npos) return false;
  text.remove_prefix(1);
  return true;
}

}  // namespace twc::tools
