// SPDX-License-Identifier: MIT
#pragma once
/// Bytes written as they stand in captures: `"FB E2 03 5D"_hex`, and whole frames: `"…"_frame`.

#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <twc/wire/frame.hpp>

namespace twc::test {

using ByteVector = std::vector<std::uint8_t>;

/// Spaces are for the eye. Anything else that is no pair of hex digits throws.
[[nodiscard]] inline ByteVector from_hex(std::string_view text) {
  constexpr std::string_view digits = "0123456789ABCDEF0123456789abcdef";
  ByteVector bytes;
  bool is_second = false;
  for (const char character : text) {
    if (character == ' ' && !is_second) continue;
    const std::size_t digit = digits.find(character);
    if (digit == std::string_view::npos) throw std::invalid_argument{std::string{text}};
    if (!is_second) bytes.push_back(0);
    bytes.back() = static_cast<std::uint8_t>((std::size_t{bytes.back()} << 4U) | (digit % 16));
    is_second = !is_second;
  }
  if (is_second) throw std::invalid_argument{std::string{text}};
  return bytes;
}

[[nodiscard]] inline std::string to_hex(Bytes bytes) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (const std::uint8_t byte : bytes) {
    if (!text.empty()) text += ' ';
    text += digits[byte >> 4U];
    text += digits[byte & 0xFU];
  }
  return text;
}

/// Throws if `bytes` are no frame.
[[nodiscard]] inline wire::Frame as_frame(Bytes bytes) {
  const auto frame = wire::Frame::check(bytes);
  if (!frame) throw std::invalid_argument{"no frame: " + to_hex(bytes)};
  return *frame;
}

inline namespace literals {
[[nodiscard]] inline ByteVector operator""_hex(const char* text, std::size_t size) {
  return from_hex({text, size});
}
[[nodiscard]] inline wire::Frame operator""_frame(const char* text, std::size_t size) {
  return as_frame(from_hex({text, size}));
}
}  // namespace literals

}  // namespace twc::test
