// SPDX-License-Identifier: MIT
#pragma once
/// Hex in any spelling, taken apart into byte pairs and the prose between them.

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

#include <twc/wire/function.hpp>

namespace twc::tools {

namespace detail {
enum class Glyph : std::uint8_t {
  digit,   // 0 to 9, A to F, a to f
  letter,  // makes prose of its whole word
  soft,    // may stand between the pairs of a run: blanks , : - " ' and backslash
  hard,    // ends a run: all other punctuation, control characters, emoji
};
struct GlyphInfo {
  Glyph glyph = Glyph::hard;
  std::uint8_t value = 0;
};

consteval std::array<GlyphInfo, 256> glyph_table() {
  std::array<GlyphInfo, 256> table{};
  for (std::uint8_t at = 0; at < 26; ++at) {
    const Glyph glyph = at < 6 ? Glyph::digit : Glyph::letter;
    const auto value = static_cast<std::uint8_t>(10 + at);
    table['a' + at] = {glyph, value};
    table['A' + at] = {glyph, value};
  }
  for (std::uint8_t at = 0; at < 10; ++at) table['0' + at] = {Glyph::digit, at};
  table['_'] = {Glyph::letter, 0};
  // C2 A0 is the no-break space that comes along when a web page is copied.
  constexpr std::string_view between{" \t,:-\"'\\\xC2\xA0"};
  for (const char soft : between) table[static_cast<std::uint8_t>(soft)] = {Glyph::soft, 0};
  return table;
}
inline constexpr auto glyphs = glyph_table();

constexpr GlyphInfo glyph_of(char c) {
  return glyphs[static_cast<std::uint8_t>(c)];
}
}  // namespace detail

/// A word of one or three digits: a byte without its zero, or in decimal, or prose.
struct OddWord {
  std::array<std::uint8_t, 3> digits{};
  std::size_t size = 0;

  [[nodiscard]] bool is_decimal() const {
    return digits[0] < 10 && digits[1] < 10 && digits[2] < 10;
  }
  [[nodiscard]] unsigned decimal() const {
    return size == 1 ? digits[0] : digits[0] * 100U + digits[1] * 10U + digits[2];
  }
};

/// A word is digits between separators, maybe behind 0x or \x, or before an h. It counts if it is
/// all pairs; any other word, and punctuation that does not separate, is prose. The literals of
/// Python, and those of other languages that begin with a backslash, spell a byte with each
/// character. A sink has pair(byte, begins_word), odd_word(word) and prose(character).
class HexTokens {
 public:
  template <typename Sink>
  void scan(std::string_view text, Sink& sink) {
    for (const char c : text) take(c, sink);
  }

  /// The line ends, and with it the word.
  template <typename Sink>
  void end_line(Sink& sink) {
    end_word(sink);
    last_mark_ = last_char_ = quote_ = '\0';
    escape_ = Escape::none;
    is_dotted_ = false;
  }

  /// Whether nothing but blanks followed the last comma.
  [[nodiscard]] bool ends_with_comma() const { return last_mark_ == ','; }

 private:
  template <typename Sink>
  void take(char c, Sink& sink) {
    using detail::Glyph;
    if (quote_ != '\0' || begins_literal(c)) return take_literal(c, sink);
    const auto [glyph, value] = detail::glyph_of(c);
    const char before = std::exchange(last_char_, c);
    if (glyph == Glyph::digit) {
      take_digit(value, sink);
    } else if (is_prefix(c)) {
      digits_ = 0;
      is_prefixed_ = true;
    } else if (glyph == Glyph::letter) {
      is_prose_ = is_prose_ || !is_suffix(c);
      is_suffixed_ = !is_prose_;
    } else {
      const bool is_dot = c == '.' && is_in_dotted_list();
      end_word(sink);
      const bool is_bold = c == '*' && before != '/';  // or in italics
      if (glyph == Glyph::hard && !is_bold && !is_dot) sink.prose(c);
      is_dotted_ = is_dot;
    }
    if (c != ' ') last_mark_ = c;
  }

  template <typename Sink>
  void take_digit(std::uint8_t value, Sink& sink) {
    is_prose_ = is_prose_ || is_suffixed_;
    if (is_prose_) return;
    std::uint8_t& byte = bytes_[digits_ / 2];
    byte = static_cast<std::uint8_t>(digits_ % 2 == 0 ? value : byte * 16 + value);
    if (++digits_ < 2 * bytes_.size()) return;
    give(sink);  // so long a word is no prose, and may have no end
    is_begun_ = true;
    digits_ = 0;
  }

  template <typename Sink>
  void end_word(Sink& sink) {
    const bool is_short_byte = is_prefixed_ && digits_ == 1;  // 0x0
    const bool is_empty = digits_ == 0 && !is_begun_;
    const bool is_odd_word = digits_ == 1 || digits_ == 3;
    if (is_suffixed_ && !is_prose_) {
      has_suffixes_ = true;
      sink.pair(suffixed_byte(), true);
    } else if (is_odd_word && !is_prose_ && !is_prefixed_ && !is_begun_) {
      sink.odd_word(odd_word());
    } else if (is_prose_ || (digits_ % 2 != 0 && !is_short_byte) || (is_prefixed_ && is_empty)) {
      sink.prose('\0');
    } else {
      give(sink);
    }
    digits_ = 0;
    is_begun_ = is_prose_ = is_prefixed_ = is_suffixed_ = false;
  }

  template <typename Sink>
  void give(Sink& sink) {
    if (digits_ != 0) has_suffixes_ = false;
    for (std::size_t at = 0; at < (digits_ + 1) / 2; ++at) {
      sink.pair(bytes_[at], at == 0 && !is_begun_);
    }
  }

  [[nodiscard]] OddWord odd_word() const {
    OddWord word{.digits = {}, .size = digits_};
    word.digits[0] = digits_ == 1 ? bytes_[0] : static_cast<std::uint8_t>(bytes_[0] >> 4U);
    if (digits_ == 3) {
      word.digits[1] = bytes_[0] & 0x0FU;
      word.digits[2] = bytes_[1];
    }
    return word;
  }

  [[nodiscard]] bool is_bare() const { return !is_begun_ && !is_prose_ && !is_prefixed_; }
  static bool begins_frame(std::uint8_t byte) { return byte == 0xC0 || wire::begins_frame(byte); }

  /// `C0.FB.E0`, as ESPHome prints bytes: a pair between dots, or the first one of a frame.
  [[nodiscard]] bool is_in_dotted_list() const {
    return digits_ == 2 && is_bare() && (is_dotted_ || begins_frame(bytes_[0]));
  }

  /// `C0h 0FBh 0E0h`, as assemblers write bytes; `24h` by itself is prose.
  [[nodiscard]] bool is_suffix(char c) const {
    if ((c != 'h' && c != 'H') || is_suffixed_ || !is_bare()) return false;
    const bool is_byte = digits_ == 2 || (digits_ == 3 && bytes_[0] < 0x10);
    return is_byte && (has_suffixes_ || begins_frame(suffixed_byte()));
  }
  [[nodiscard]] std::uint8_t suffixed_byte() const {
    return digits_ == 2 ? bytes_[0] : static_cast<std::uint8_t>(bytes_[0] * 16 + bytes_[1]);
  }

  enum class Escape : std::uint8_t { none, begun, hex, half };

  /// `b'` or `"\`; the quote of the second one is a separator that went by.
  bool begins_literal(char c) {
    const bool is_python = digits_ == 1 && bytes_[0] == 0xB && !is_prose_ && !is_prefixed_;
    if (is_python && !is_begun_ && is_quote(c)) {
      quote_ = c;
      digits_ = 0;
      is_first_ = true;
      is_opening_ = true;
      return true;
    }
    if (c != '\\' || !is_quote(last_char_)) return false;
    quote_ = last_char_;
    is_first_ = true;
    return true;
  }
  static bool is_quote(char c) { return c == '\'' || c == '"'; }

  template <typename Sink>
  void take_literal(char c, Sink& sink) {
    last_char_ = '\0';
    if (std::exchange(is_opening_, false)) return;
    switch (escape_) {
      case Escape::none:
        if (c == quote_) {
          quote_ = '\0';
        } else if (c == '\\') {
          escape_ = Escape::begun;
        } else {
          spell(static_cast<std::uint8_t>(c), sink);
        }
        break;
      case Escape::begun: take_escaped(c, sink); break;
      case Escape::hex:
      case Escape::half: take_escaped_digit(c, sink); break;
    }
  }
  template <typename Sink>
  void take_escaped(char c, Sink& sink) {
    constexpr std::string_view names = "abtnvfr0e\\'\"";
    constexpr std::string_view values{"\a\b\t\n\v\f\r\0\x1B\\'\"", 12};
    escape_ = c == 'x' ? Escape::hex : Escape::none;
    if (c == 'x') return;
    const std::size_t at = names.find(c);
    if (at == std::string_view::npos) {
      sink.prose(c);
    } else {
      spell(static_cast<std::uint8_t>(values[at]), sink);
    }
  }
  template <typename Sink>
  void take_escaped_digit(char c, Sink& sink) {
    const auto [glyph, value] = detail::glyph_of(c);
    if (glyph != detail::Glyph::digit) {
      escape_ = Escape::none;
      sink.prose(c);
    } else if (escape_ == Escape::hex) {
      half_ = value;
      escape_ = Escape::half;
    } else {
      escape_ = Escape::none;
      spell(static_cast<std::uint8_t>(half_ * 16 + value), sink);
    }
  }
  template <typename Sink>
  void spell(std::uint8_t byte, Sink& sink) {
    sink.pair(byte, std::exchange(is_first_, false));
  }

  [[nodiscard]] bool is_prefix(char c) const {
    if ((c != 'x' && c != 'X') || is_prose_ || is_begun_ || is_prefixed_) return false;
    return (digits_ == 1 && bytes_[0] == 0) || (digits_ == 0 && last_mark_ == '\\');
  }

  std::array<std::uint8_t, 16> bytes_{};
  std::size_t digits_ = 0;     // digits of the word that were not given yet
  bool is_begun_ = false;      // pairs of this word were given already
  bool is_prose_ = false;      // the word is no number
  bool is_prefixed_ = false;   // with 0x or \x
  bool is_suffixed_ = false;   // the word ends in h
  bool has_suffixes_ = false;  // the words before it do
  bool is_dotted_ = false;     // the word stands behind a dot of such a list
  char last_mark_ = '\0';      // the last character that was not a blank
  char last_char_ = '\0';      // the last character
  char quote_ = '\0';          // the quote that opened the literal
  Escape escape_ = Escape::none;
  std::uint8_t half_ = 0;    // the first digit of an escape
  bool is_opening_ = false;  // the quote itself comes
  bool is_first_ = false;    // no byte of the literal was spelled yet
};

}  // namespace twc::tools
