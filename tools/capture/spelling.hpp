// SPDX-License-Identifier: MIT
#pragma once
/// Spelling: which bytes the words of a line mean. Pairs of hex digits are bytes. So are words of
/// one digit inside a frame, and decimal numbers in a list that begins like a frame: 192, or 251 to
/// 253.

#include <cstdint>

#include <twc/wire/slip.hpp>

#include "capture/body.hpp"
#include "capture/hex_tokens.hpp"

namespace twc::tools {

class Spelling {
 public:
  [[nodiscard]] bool is_decimal() const { return is_decimal_; }
  /// The list is over.
  void reset() { is_decimal_ = false; }

  // `Out` has pair(byte, begins_word), prose(character), is_inside_frame() and end_run().
  template <typename Out>
  void pair(std::uint8_t byte, bool begins_word, Out& out) {
    if (!is_decimal_) return out.pair(byte, begins_word);
    const unsigned tens = byte / 16;
    const unsigned ones = byte % 16;
    if (!begins_word || tens > 9 || ones > 9) {
      end_list(out);
      return out.pair(byte, begins_word);
    }
    out.pair(static_cast<std::uint8_t>(tens * 10 + ones), false);
  }
  template <typename Out>
  void odd_word(const OddWord& word, Out& out) {
    constexpr unsigned most = 0xFF;
    const bool is_byte = word.is_decimal() && word.decimal() <= most;
    const auto byte = static_cast<std::uint8_t>(word.decimal());
    if (is_decimal_) {
      is_byte ? out.pair(byte, false) : end_list(out);
    } else if (word.size == 1 && out.is_inside_frame()) {
      out.pair(word.digits[0], false);
    } else if (word.size == 3 && is_byte && begins_frame(byte) && !out.is_inside_frame()) {
      out.end_run();
      is_decimal_ = true;
      out.pair(byte, false);
    } else {
      out.prose('\0');
    }
  }

 private:
  static bool begins_frame(std::uint8_t byte) {
    return byte == wire::slip_end || begins_body(byte);
  }

  template <typename Out>
  void end_list(Out& out) {
    is_decimal_ = false;
    out.prose('\0');
  }

  bool is_decimal_ = false;
};

}  // namespace twc::tools
