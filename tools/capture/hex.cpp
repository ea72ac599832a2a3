#include "capture/hex.hpp"

#include <algorithm>
#include <optional>

#include "capture/body.hpp"
#include "capture/clock_text.hpp"

namespace twc::tools {
namespace {

std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// The offset of a hex dump at the front of `line`: `00000010  C0 …` as
/// hexdump writes it, `00000010: c0fd …` as xxd does, `000010 c0 fd …` as od does.
struct Offset {
  std::size_t size = 0;
  bool is_zero = false;
};

Offset offset_of(std::string_view line) {
  const std::size_t digits =
      std::min(line.find_first_not_of("0123456789abcdefABCDEF"), line.size());
  if (digits < 4 || digits > 8 || digits == line.size()) return {};
  const std::string_view rest = line.substr(digits);
  const bool has_mark = rest.starts_with(": ") || rest.starts_with("  ");
  const bool is_od = rest.front() == ' ' && digits >= 6 && line.front() == '0';
  if (!has_mark && !is_od) return {};
  return {digits + 1, line.find_first_not_of('0') >= digits};
}

bool begins_with_traffic(std::string_view line) {
  const SpelledBytes first{line.substr(0, std::min<std::size_t>(2, line.size()))};
  if (first.bytes().empty()) return false;
  return first.bytes()[0] == wire::slip_end || begins_body(first.bytes()[0]);
}

}  // namespace

struct HexText::TokenSink {
  HexText& text;
  RecordSink& sink;

  void pair(std::uint8_t byte, bool begins_word) const {
    text.saw_slash_ = false;
    if (!text.is_comment_) text.runs_.pair(byte, begins_word, sink);
  }
  void prose(char c) const {
    if (!text.is_comment_) text.prose(c, sink);
  }
};

void HexText::begin_line(std::string_view head, RecordSink& sink) {
  std::string_view line = without_blanks(head);
  const bool was_dump = is_dump_;
  const Offset offset = begins_with_traffic(line) ? Offset{} : offset_of(line);
  is_dump_ = offset.size > 0;
  std::optional<std::int64_t> time;
  bool has_date = false;
  if (!is_dump_) {
    has_date = take_date(line);
    if (has_date && !line.empty()) line.remove_prefix(1);
    time = take_time_of_day(line);
  }
  line.remove_prefix(offset.size);
  if (has_date || time || was_dump != is_dump_ || offset.is_zero) runs_.end_run(sink);
  if (!runs_.is_open()) runs_.set_time(time ? Stamp{Clock::day, *time} : Stamp{});
  more(line, sink);
}

void HexText::more(std::string_view piece, RecordSink& sink) {
  TokenSink tokens{*this, sink};
  tokens_.scan(piece, tokens);
}

void HexText::end_line(RecordSink& sink) {
  TokenSink tokens{*this, sink};
  const bool has_comma = is_comment_ ? has_comma_ : tokens_.ends_with_comma();
  tokens_.end_line(tokens);
  if (saw_slash_) prose(' ', sink);
  runs_.end_line(has_comma || is_dump_, sink);
  is_comment_ = false;
}

/// The text beside a hex dump, and a comment inside a list, do not end what they stand beside.
void HexText::prose(char c, RecordSink& sink) {
  const bool is_comment = saw_slash_ && (c == '/' || c == '*');
  saw_slash_ = c == '/' && !saw_slash_ && runs_.is_open();
  if (saw_slash_) {
    has_comma_ = tokens_.ends_with_comma();
    return;
  }
  is_comment_ = runs_.is_open() && (is_comment || is_dump_);
  if (!is_comment_) runs_.end_run(sink);
}

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only what was spelled is read
SpelledBytes::SpelledBytes(std::string_view text) {
  HexTokens tokens;
  tokens.scan(text, *this);
  tokens.end_line(*this);
}

void SpelledBytes::pair(std::uint8_t byte, bool /*begins_word*/) {
  if (!is_over_ && size_ < bytes_.size()) bytes_[size_++] = byte;
}

void SpelledBytes::prose(char /*c*/) {
  is_over_ = true;
}

}  // namespace twc::tools
