// SPDX-License-Identifier: MIT
#include "capture/spelled_bytes.hpp"

#include <twc/wire/slip.hpp>

#include "capture/body.hpp"

namespace twc::tools {

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only what was spelled is read
SpelledBytes::SpelledBytes(std::string_view text) {
  HexTokens tokens;
  tokens.scan(text, *this);
  tokens.end_line(*this);
}

struct SpelledBytes::Out {
  SpelledBytes& spelled;

  void pair(std::uint8_t byte, bool /*begins_word*/) const {
    auto& [bytes, size, is_over, spelling] = spelled;
    if (!is_over && size < bytes.size()) bytes[size++] = byte;
  }
  void prose(char /*c*/) const { spelled.is_over_ = true; }
  void end_run() const {}
  [[nodiscard]] bool is_inside_frame() const {
    const Bytes bytes = spelled.bytes();
    if (bytes.empty()) return false;
    if (bytes.front() == wire::slip_end) return bytes.size() == 1 || bytes.back() != wire::slip_end;
    return bytes.size() < wire::Frame::shortest ||
           !std::holds_alternative<wire::Frame>(judge_body(bytes));
  }
};

void SpelledBytes::pair(std::uint8_t byte, bool begins_word) {
  Out out{*this};
  spelling_.pair(byte, begins_word, out);
}

void SpelledBytes::odd_word(const OddWord& word) {
  Out out{*this};
  spelling_.odd_word(word, out);
}

void SpelledBytes::prose(char /*c*/) {
  is_over_ = true;
}

}  // namespace twc::tools
