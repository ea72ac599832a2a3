// SPDX-License-Identifier: MIT
#include "common/printable.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace twc::tools {
namespace {

bool continues(char c) {
  return (static_cast<unsigned char>(c) & 0xC0U) == 0x80U;
}

/// How many bytes the character takes that `text` begins with; 0 where it may not be shown.
std::size_t length_of_character(std::string_view text) {
  const auto first = static_cast<unsigned char>(text.front());
  if (first < 0x80U) return first >= ' ' && first != 0x7FU ? 1 : 0;
  const std::size_t length = first >= 0xF0U ? 4 : first >= 0xE0U ? 3 : 2;
  const bool is_whole = first >= 0xC2U && first <= 0xF4U && text.size() >= length &&
                        std::ranges::all_of(text.substr(1, length - 1), continues);
  const bool is_control = first == 0xC2U && text.size() > 1 && text[1] < '\xA0';
  return is_whole && !is_control ? length : 0;
}

}  // namespace

std::string printable(std::string_view text) {
  std::string out;
  while (!text.empty()) {
    const std::size_t length = length_of_character(text);
    if (length == 0) {
      out += fmt::format("\\x{:02X}", static_cast<unsigned char>(text.front()));
    } else {
      out += text.substr(0, length);
    }
    text.remove_prefix(std::max<std::size_t>(length, 1));
  }
  return out;
}

std::string_view excerpt(std::string_view line) {
  constexpr std::size_t most = 60;
  if (line.size() <= most) return line;
  std::size_t end = most;
  while (end > 0 && continues(line[end])) --end;
  return line.substr(0, end);
}

}  // namespace twc::tools
