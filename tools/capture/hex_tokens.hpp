#pragma once
/// Hex in any spelling, taken apart into byte pairs and the prose between them.

#include <array>
#include <cstdint>
#include <string_view>

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

/// A word is digits between separators, maybe behind 0x or \x. It counts if it is all pairs; any
/// other word, and punctuation that does not separate, is prose. A sink has pair(byte,
/// begins_word) and prose(character).
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
    last_mark_ = '\0';
  }

  /// Whether nothing but blanks followed the last comma.
  [[nodiscard]] bool ends_with_comma() const { return last_mark_ == ','; }

 private:
  template <typename Sink>
  void take(char c, Sink& sink) {
    using detail::Glyph;
    const auto [glyph, value] = detail::glyph_of(c);
    if (glyph == Glyph::digit) {
      take_digit(value, sink);
    } else if (is_prefix(c)) {
      digits_ = 0;
      is_prefixed_ = true;
    } else if (glyph == Glyph::letter) {
      is_prose_ = true;
    } else {
      end_word(sink);
      if (glyph == Glyph::hard) sink.prose(c);
    }
    if (c != ' ') last_mark_ = c;
  }

  template <typename Sink>
  void take_digit(std::uint8_t value, Sink& sink) {
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
    if (is_prose_ || (digits_ % 2 != 0 && !is_short_byte) || (is_prefixed_ && is_empty)) {
      sink.prose('\0');
    } else {
      give(sink);
    }
    digits_ = 0;
    is_begun_ = is_prose_ = is_prefixed_ = false;
  }

  template <typename Sink>
  void give(Sink& sink) {
    for (std::size_t at = 0; at < (digits_ + 1) / 2; ++at) {
      sink.pair(bytes_[at], at == 0 && !is_begun_);
    }
  }

  [[nodiscard]] bool is_prefix(char c) const {
    if ((c != 'x' && c != 'X') || is_prose_ || is_begun_ || is_prefixed_) return false;
    return (digits_ == 1 && bytes_[0] == 0) || (digits_ == 0 && last_mark_ == '\\');
  }

  std::array<std::uint8_t, 16> bytes_{};
  std::size_t digits_ = 0;    // of the word, that were not given yet
  bool is_begun_ = false;     // pairs of this word were given already
  bool is_prose_ = false;     // of the word
  bool is_prefixed_ = false;  // with 0x or \x
  char last_mark_ = '\0';     // the last character that was not a blank
};

}  // namespace twc::tools
