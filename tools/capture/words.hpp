// SPDX-License-Identifier: MIT
#pragma once
/// Takes words and numbers off the front of a line, and remembers whether one was missing.

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/types.hpp>

namespace twc::tools {

class Words {
 public:
  explicit Words(std::string_view text) : rest_{text} {}

  [[nodiscard]] bool are_good() const { return is_good_; }
  [[nodiscard]] std::string_view rest() const { return rest_; }
  void fail() { is_good_ = false; }

  /// `expected` must come next, after blanks.
  Words& word(std::string_view expected) {
    is_good_ = is_good_ && skip(expected);
    return *this;
  }
  /// Whether `expected` came next; it is taken then.
  bool skip(std::string_view expected) {
    skip_blanks();
    if (!rest_.starts_with(expected)) return false;
    rest_.remove_prefix(expected.size());
    return true;
  }
  /// Up to the next blank.
  std::string_view any_word() {
    skip_blanks();
    const std::string_view word = rest_.substr(0, rest_.find(' '));
    rest_.remove_prefix(word.size());
    return word;
  }
  TwcId id() {
    skip_blanks();
    const std::size_t before = rest_.size();
    const auto value = number<std::uint16_t>(16);
    is_good_ = is_good_ && before - rest_.size() == 4;
    return TwcId{value};
  }
  std::uint8_t hex_byte() { return number<std::uint8_t>(16); }
  template <typename Number>
  Number decimal() {
    return number<Number>(10);
  }
  /// `06.59`
  Centiamps amps() {
    constexpr unsigned most = 0xFFFF;
    const unsigned whole = decimal<std::uint16_t>();
    word(".");
    const unsigned hundredths = decimal<std::uint8_t>();
    const unsigned value = whole * 100 + hundredths;
    is_good_ = is_good_ && hundredths < 100 && value <= most;
    return Centiamps{static_cast<std::uint16_t>(is_good_ ? value : 0)};
  }

 private:
  void skip_blanks() { rest_.remove_prefix(std::min(rest_.find_first_not_of(' '), rest_.size())); }
  template <typename Number>
  Number number(int base) {
    skip_blanks();
    Number value = 0;
    const auto [end, error] =
        std::from_chars(rest_.data(), rest_.data() + rest_.size(), value, base);
    is_good_ = is_good_ && error == std::errc{};
    rest_.remove_prefix(static_cast<std::size_t>(end - rest_.data()));
    return value;
  }

  std::string_view rest_;
  bool is_good_ = true;
};

}  // namespace twc::tools
