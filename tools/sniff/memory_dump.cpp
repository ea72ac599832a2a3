// SPDX-License-Identifier: MIT
#include "sniff/memory_dump.hpp"

#include <algorithm>
#include <charconv>
#include <optional>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

namespace twc::tools {
namespace {

using MemoryWords = std::vector<std::uint16_t>;

bool is_text_of_dump(std::string_view content) {
  return std::ranges::all_of(content, [](char c) {
    return (c >= ' ' && c <= '~') || c == '\n' || c == '\r' || c == '\t';
  });
}

bool is_hex_digit(char c) {
  return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'f') || (c >= 'A' && c <= 'F');
}

std::optional<unsigned long> parse_hex(std::string_view digits) {
  unsigned long value = 0;
  const char* const end = digits.data() + digits.size();
  const auto [rest, error] = std::from_chars(digits.data(), end, value, 16);
  if (rest != end || error != std::errc{} || digits.empty()) return std::nullopt;
  return value;
}

/// Reads the lines of a hex viewer one by one.
class DumpText {
 public:
  void add_line(std::string_view line);
  [[nodiscard]] MemoryWords take() { return std::move(words_); }

 private:
  void go_to(unsigned long offset);
  void add_data(std::string_view token);
  [[noreturn]] void refuse(std::string_view token) const {
    throw std::invalid_argument{
        fmt::format("line {}: expected words or bytes in hex; got '{}'", line_, token)};
  }

  MemoryWords words_;
  std::size_t line_ = 0;
  std::size_t line_begin_ = 0;  // in `words_`, of the line read last
  std::optional<unsigned long> first_offset_;
  bool repeats_ = false;  // a `*` stands for lines like the one before it
  std::string half_;      // two digits that wait for the other byte of their word
};

/// An offset of hexdump or xxd, in bytes.
std::optional<unsigned long> offset_of(std::string_view token) {
  const bool has_colon = token.ends_with(':');
  if (has_colon) token.remove_suffix(1);
  const bool is_long = token.size() == 7 || token.size() == 8;
  return has_colon || is_long ? parse_hex(token) : std::nullopt;
}

void DumpText::add_line(std::string_view line) {
  constexpr std::string_view blanks = " \t\r,";
  ++line_;
  line = line.substr(0, line.find('|'));  // characters beside the bytes
  const bool is_header = line_ == 1 && line.starts_with("1651 ");
  if (is_header) return;  // Code Composer Studio saves it on top of a file
  bool is_first = true;
  bool has_colon = false;
  for (std::size_t at = line.find_first_not_of(blanks); at < line.size();) {
    const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
    const std::string_view token = line.substr(at, end - at);
    const auto offset = is_first ? offset_of(token) : std::nullopt;
    if (token == "*" && is_first) {
      repeats_ = true;
    } else if (offset) {
      has_colon = token.ends_with(':');
      go_to(*offset);
    } else {
      if (is_first) line_begin_ = words_.size();
      add_data(token);
    }
    const std::size_t next = line.find_first_not_of(blanks, end);
    if (has_colon && !is_first && next != std::string_view::npos && next - end > 1) break;
    at = next;
    is_first = false;
  }
}

void DumpText::go_to(unsigned long offset) {
  if (!first_offset_) first_offset_ = offset;
  const std::size_t wanted = (offset - *first_offset_) / 2;
  const std::size_t size = words_.size() - line_begin_;
  constexpr std::size_t most = 1U << 20U;
  if (repeats_ && size != 0) {
    while (words_.size() < std::min(wanted, most)) words_.push_back(words_[words_.size() - size]);
  }
  repeats_ = false;
  line_begin_ = words_.size();
}

void DumpText::add_data(std::string_view token) {
  std::string_view digits = token;
  if (digits.starts_with("0x") || digits.starts_with("0X")) digits.remove_prefix(2);
  if (digits.size() % 2 != 0 || !std::ranges::all_of(digits, is_hex_digit)) refuse(token);
  for (; !digits.empty(); digits.remove_prefix(2)) {
    half_ += digits.substr(0, 2);
    if (half_.size() < 4) continue;
    words_.push_back(static_cast<std::uint16_t>(*parse_hex(half_)));
    half_.clear();
  }
}

MemoryWords words_of_bytes(std::string_view content) {
  MemoryWords words;
  for (std::size_t at = 0; at + 1 < content.size(); at += 2) {
    const auto high = static_cast<std::uint8_t>(content[at]);
    const auto low = static_cast<std::uint8_t>(content[at + 1]);
    words.push_back(static_cast<std::uint16_t>((unsigned{high} << 8U) | low));
  }
  return words;
}

MemoryWords words_of_text(std::string_view content) {
  DumpText text;
  while (!content.empty()) {
    const std::size_t end = std::min(content.find('\n'), content.size());
    text.add_line(content.substr(0, end));
    content.remove_prefix(std::min(end + 1, content.size()));
  }
  return text.take();
}

/// A character fills a word, so that one byte of it is zero: the other one is the low byte.
void put_low_byte_last(MemoryWords& words) {
  const auto is_character = [](unsigned zero, unsigned other) { return zero == 0 && other != 0; };
  std::ptrdiff_t swapped = 0;
  for (const std::uint16_t word : words) {
    if (is_character(word & 0xFFU, word >> 8U)) ++swapped;
    if (is_character(word >> 8U, word & 0xFFU)) --swapped;
  }
  if (swapped <= 0) return;
  for (std::uint16_t& word : words) {
    word = static_cast<std::uint16_t>((unsigned{word} << 8U) | (unsigned{word} >> 8U));
  }
}

}  // namespace

std::vector<std::uint16_t> read_memory_dump(std::string_view content) {
  constexpr std::size_t least = 256;
  MemoryWords words = is_text_of_dump(content) ? words_of_text(content) : words_of_bytes(content);
  if (words.size() < least) {
    throw std::invalid_argument{
        fmt::format("expected a dump of one-time memory, at least {} words of 16 bits; got {}",
                    least, words.size())};
  }
  put_low_byte_last(words);
  return words;
}

}  // namespace twc::tools
