// SPDX-License-Identifier: MIT
#pragma once
/// SpelledBytes: what the hex in one line spells.

#include <array>
#include <string_view>

#include "capture/spelling.hpp"

namespace twc::tools {

/// The bytes that hex in a line spells, up to the first prose. A line of at most 4096 characters
/// fits.
class SpelledBytes {
 public:
  explicit SpelledBytes(std::string_view text);
  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(size_); }
  /// Whether there was no prose.
  [[nodiscard]] bool is_all() const { return !is_over_; }

  void pair(std::uint8_t byte, bool begins_word);
  void odd_word(const OddWord& word);
  void prose(char c);

 private:
  struct Out;
  std::array<std::uint8_t, 2048> bytes_;  // not cleared: only the first size_ are ever read
  std::size_t size_ = 0;
  bool is_over_ = false;
  Spelling spelling_;
};

}  // namespace twc::tools
