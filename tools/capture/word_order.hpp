// SPDX-License-Identifier: MIT
#pragma once
/// WordOrder: the bytes of words of 16 bits, which hexdump and `od -x` print with the second byte
/// first.

#include <cstdint>
#include <optional>
#include <utility>

namespace twc::tools {

class WordOrder {
 public:
  /// Takes the bytes as they are printed, and gives them to `give(byte, begins_word)` as they were.
  /// A last word that had no second byte is printed with 00 for it: that byte is given once another
  /// word follows.
  template <typename Give>
  void take(std::uint8_t byte, bool begins_word, const Give& give) {
    if (begins_word) {
      if (std::exchange(owes_zero_, false)) give(0, false);
      second_ = byte;
    } else if (second_) {
      give(byte, true);
      owes_zero_ = *second_ == 0;
      if (!owes_zero_) give(*second_, false);
      second_.reset();
    }
  }
  void reset() {
    second_.reset();
    owes_zero_ = false;
  }

 private:
  std::optional<std::uint8_t> second_;  // until the first one is there
  bool owes_zero_ = false;
};

}  // namespace twc::tools
