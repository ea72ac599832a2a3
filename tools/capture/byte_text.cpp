// SPDX-License-Identifier: MIT
#include "capture/byte_text.hpp"

#include <algorithm>
#include <array>

#include <twc/wire/slip.hpp>

#include "capture/body.hpp"
#include "capture/chars.hpp"

namespace twc::tools {
namespace {

constexpr int value_of_hex(char c) {
  if (is_digit(c)) return c - '0';
  if (c >= 'a' && c <= 'f') return c - 'a' + 10;
  return c >= 'A' && c <= 'F' ? c - 'A' + 10 : -1;
}

/// `C0h` and `0C0h`, as assemblers write a byte: its two digits. Any other word is left alone.
std::string_view without_suffix(std::string_view word) {
  if (word.size() < 3 || lower(word.back()) != 'h') return word;
  const bool has_zero = word.size() == 4 && word.front() == '0';
  return word.size() == 3 || has_zero ? word.substr(has_zero ? 1 : 0, 2) : word;
}

}  // namespace

bool is_hex_pairs(std::string_view word) {
  word = without_suffix(word);
  return !word.empty() && word.size() % 2 == 0 &&
         std::ranges::all_of(word, [](char c) { return value_of_hex(c) >= 0; });
}

std::string_view word_at_front_of(std::string_view text) {
  const auto* const end = std::ranges::find_if_not(text, is_of_word);
  return text.substr(0, static_cast<std::size_t>(end - text.begin()));
}

std::string_view without_separators(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(separators), text.size()));
}

bool begins_literal(std::string_view text) {
  constexpr std::array<std::string_view, 4> begins{"b'", "b\"", "'\\", "\"\\"};
  return std::ranges::any_of(begins, [text](auto begin) { return text.starts_with(begin); });
}

bool is_nothing_but_bytes(std::string_view text) {
  text = without_separators(text);
  if (begins_with_traffic(text) || begins_literal(text)) return true;
  if (text.empty()) return false;
  while (!text.empty()) {
    const std::string_view word = word_at_front_of(text);
    if (!is_hex_pairs(word)) return false;
    text = without_separators(text.substr(word.size()));
  }
  return true;
}

bool begins_with_traffic(std::string_view text) {
  if (text.starts_with("0x") || text.starts_with("0X") || text.starts_with("\\x")) {
    text.remove_prefix(2);
  }
  if (text.size() > 3 && text[0] == '0' && lower(text[3]) == 'h') text.remove_prefix(1);
  if (text.size() < 2) return false;
  const auto digit = [&text](std::size_t at) {
    return at < text.size() ? value_of_hex(text[at]) : -1;
  };
  const bool is_three = digit(0) >= 0 && digit(0) < 3 && digit(1) >= 0 && digit(2) >= 0 &&
                        digit(1) < 10 && digit(2) < 10 && digit(3) < 0;
  const int value = is_three ? digit(0) * 100 + digit(1) * 10 + digit(2) : digit(0) * 16 + digit(1);
  if (digit(0) < 0 || digit(1) < 0 || value > 0xFF) return false;
  if (!is_three && digit(2) >= 0 && digit(3) < 0) return false;  // three digits of hex
  return value == wire::slip_end || begins_body(static_cast<std::uint8_t>(value));
}

}  // namespace twc::tools
