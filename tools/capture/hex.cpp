#include "capture/hex.hpp"

#include <algorithm>
#include <charconv>

#include "capture/body.hpp"

namespace twc::tools {
namespace {

std::string_view without_blanks(std::string_view text) {
  return text.substr(std::min(text.find_first_not_of(" \t"), text.size()));
}

/// The offset of a hex dump at the front of `line`: `00000010  C0 …` as hexdump writes it,
/// `00000010: c0fd …` as xxd does, `000010 c0 fd …` as od does. Words of 16 bits, as hexdump and
/// `od -x` print them, stand behind seven digits and one blank.
struct Offset {
  std::size_t size = 0;
  bool is_zero = false;
  bool has_words = false;
  std::array<std::uint64_t, 3> values{};  // in hex, octal and decimal
};

std::size_t count_hex(std::string_view text) {
  return std::min(text.find_first_not_of("0123456789abcdefABCDEF"), text.size());
}

std::array<std::uint64_t, 3> values_of(std::string_view digits) {
  constexpr std::array bases{16, 8, 10};
  std::array<std::uint64_t, 3> values{};
  for (std::size_t at = 0; at < values.size(); ++at) {
    std::from_chars(digits.data(), digits.data() + digits.size(), values.at(at), bases.at(at));
  }
  return values;
}

Offset offset_of(std::string_view line) {
  const std::size_t digits = count_hex(line);
  if (digits < 4 || digits > 8 || digits == line.size()) return {};
  const std::string_view rest = line.substr(digits);
  const bool has_mark = rest.starts_with(": ") || rest.starts_with("  ");
  const bool is_od = rest.front() == ' ' && digits >= 6 && line.front() == '0';
  if (!has_mark && !is_od) return {};
  const std::string_view first = without_blanks(rest);
  const std::string_view second = without_blanks(first.substr(count_hex(first)));
  constexpr std::size_t word_digits = 4;
  const bool begins_with_word =
      digits == 7 && rest.front() == ' ' && count_hex(first) == word_digits;
  const bool has_words = begins_with_word && (second.empty() || count_hex(second) == word_digits);
  if (begins_with_word && !has_words) return {};
  return {digits + 1, line.find_first_not_of('0') >= digits, has_words,
          values_of(line.substr(0, digits))};
}

/// Where a dump ends, hexdump and od print how far they got.
bool is_last_offset(std::string_view line) {
  return line.size() >= 6 && line.size() <= 8 && line.front() == '0' &&
         count_hex(line) == line.size();
}

/// What xxd prints beside the bytes stands behind two blanks, and may be digits. `behind` is what
/// stands behind the digits of the offset.
std::string_view without_characters(std::string_view behind) {
  if (!behind.starts_with(':')) return behind;
  const std::string_view bytes = without_blanks(behind.substr(1));
  return bytes.substr(0, bytes.find("  "));
}

/// hexdump, od and xxd print a star for lines that are the same as the one before.
bool is_squeeze(std::string_view line) {
  return line.starts_with('*') && without_blanks(line.substr(1)).empty();
}

/// The first bytes of a line: whether they begin a frame, or go on with one. A C0 with an end byte
/// and the next C0 behind it closes.
struct Beginning {
  explicit Beginning(std::string_view line) : spelled{line.substr(0, 256)} {}

  [[nodiscard]] bool is_single() const { return spelled.bytes().size() == 1; }
  /// A C0 and an end byte, and nothing more.
  [[nodiscard]] bool is_end() const {
    return spelled.bytes().size() == 2 && spelled.bytes()[0] == wire::slip_end;
  }
  /// Whether it is hex up to a C0 or to its end.
  [[nodiscard]] bool goes_on() const {
    const Bytes bytes = spelled.bytes();
    return bytes.size() > 1 &&
           (spelled.is_all() || std::ranges::find(bytes, wire::slip_end) != bytes.end());
  }
  [[nodiscard]] bool opens_frame() const {
    const Bytes bytes = spelled.bytes();
    if (bytes.size() < 2) return false;
    if (begins_body(bytes[0])) return bytes.size() >= wire::Frame::shortest;
    const bool is_end_byte = bytes.size() > 2 && bytes[2] == wire::slip_end;
    return bytes[0] == wire::slip_end && begins_body(bytes[1]) && !is_end_byte;
  }

  SpelledBytes spelled;
};

}  // namespace

std::optional<std::size_t> HexText::DumpPlace::base_towards(const DumpPlace& next) const {
  for (std::size_t at = 0; at < offsets.size(); ++at) {
    if (offsets.at(at) + bytes == next.offsets.at(at)) return at;
  }
  return std::nullopt;
}

std::uint64_t HexText::DumpPlace::lines_until(const DumpPlace& next, std::size_t base) const {
  const std::uint64_t from = offsets.at(base) + bytes;
  const std::uint64_t to = next.offsets.at(base);
  const bool is_whole = bytes != 0 && to > from && (to - from) % bytes == 0;
  return is_whole ? (to - from) / bytes : 0;
}

struct HexText::TokenSink {
  HexText& text;
  RecordSink& sink;

  // From the tokens.
  void pair(std::uint8_t byte, bool begins_word) {
    text.saw_slash_ = false;
    if (text.is_comment_) return;
    ++text.place_.bytes;
    if (text.is_dump_) text.dump_line_.add({byte, begins_word});
    give(byte, begins_word);
  }
  void give(std::uint8_t byte, bool begins_word) {
    if (text.has_words_) return text.give_word(byte, begins_word, sink);
    Out out{text, sink};
    text.lanes_[text.lane_].spelling.pair(byte, begins_word, out);
  }
  void odd_word(const OddWord& word) {
    text.saw_slash_ = false;
    if (text.is_comment_) return;
    Out out{text, sink};
    text.lanes_[text.lane_].spelling.odd_word(word, out);
  }
  void prose(char c) const {
    if (!text.is_comment_) text.prose(c, sink);
  }

  // From the spelling.
  struct Out {
    HexText& text;
    RecordSink& sink;

    void pair(std::uint8_t byte, bool begins_word) const {
      text.lanes_[text.lane_].runs.pair(byte, begins_word, sink);
    }
    void prose(char c) const { text.prose(c, sink); }
    void end_run() const { text.lanes_[text.lane_].runs.end_run(sink); }
    [[nodiscard]] bool is_inside_frame() const { return text.lanes_[text.lane_].runs.wants_more(); }
  };
};

HexText::Lane& HexText::lane_of(const std::optional<Direction>& direction) {
  if (!direction) return lanes_[0];
  return lanes_[*direction == Direction::received ? 1 : 2];
}

void HexText::go_to(Lane& lane, RecordSink& sink) {
  const auto next = static_cast<std::size_t>(&lane - lanes_.data());
  if (next == lane_) return;
  if (!lanes_[lane_].runs.wants_more()) end_run(sink);
  assembler_->flush(sink);
  lane_ = next;
}

void HexText::end_run(RecordSink& sink) {
  lanes_[lane_].runs.end_run(sink);
  lanes_[lane_].spelling.reset();
  high_.reset();
  owes_zero_ = false;
}

void HexText::stop(RecordSink& sink) {
  for (std::size_t at = 0; at < lanes_.size(); ++at) {
    if (at != lane_) lanes_[at].runs.end_run(sink);
  }
  end_run(sink);
  announced_.reset();
  is_dump_ = false;
  go_to(lanes_[0], sink);
}

void HexText::look_ahead(std::string_view beginning) {
  has_lone_arrows_ =
      begins_like_serial_monitor(beginning) && beginning.find(" <- ") == std::string_view::npos;
}

void HexText::begin_line(std::string_view head, RecordSink& sink) {
  const std::string_view line = without_blanks(head);
  is_silent_ = false;
  if (begin_dump_line(line, sink)) return;
  const Front front = take_front(line);
  const bool has_front =
      front.is_explicit && !(front.is_only_words && lanes_[lane_].runs.wants_more());
  has_front ? begin_front_line(front, sink) : begin_plain_line(line, sink);
}

bool HexText::begin_dump_line(std::string_view line, RecordSink& sink) {
  const bool was_dump = is_dump_;
  if (was_dump && is_squeeze(line)) {
    is_squeezed_ = is_silent_ = true;
    return true;
  }
  if (was_dump && is_last_offset(line)) {
    follow({values_of(line), 0}, sink);
    is_dump_ = false;
    end_run(sink);
    is_silent_ = true;
    return true;
  }
  const Offset offset = begins_with_traffic(line) ? Offset{} : offset_of(line);
  const DumpPlace place{offset.values, 0};
  is_dump_ = offset.size > 0;
  if (is_dump_ && was_dump && !offset.is_zero) is_dump_ = follow(place, sink);
  if (is_dump_ && !was_dump && !offset.is_zero) {
    constexpr std::size_t half_a_line = 8;
    is_dump_ = Beginning{line.substr(offset.size)}.spelled.bytes().size() >= half_a_line;
  }
  place_ = place;
  has_words_ = is_dump_ && offset.has_words;
  if (was_dump != is_dump_ || offset.is_zero) end_run(sink);
  if (!is_dump_) return false;
  if (offset.is_zero) base_.reset();
  has_seven_digits_ = offset.size == 8;  // and a blank or a mark
  is_squeezed_ = false;
  dump_line_.size = 0;
  if (!lanes_[lane_].runs.is_open()) lanes_[lane_].runs.set_time({});
  more(without_characters(line.substr(offset.size - 1)), sink);
  return true;
}

/// Whether a line at `next` goes on with the dump, behind the last line or behind its repetitions.
bool HexText::follow(const DumpPlace& next, RecordSink& sink) {
  if (!is_squeezed_) {
    const auto base = place_.base_towards(next);
    if (base && place_.bytes != 0) base_ = base;
    return base.has_value();
  }
  // Seven digits are od's, in octal unless told otherwise, or those of hexdump before words.
  constexpr std::array<std::size_t, 3> hex_only{0, 0, 0};
  constexpr std::array<std::size_t, 3> smallest_first{1, 2, 0};
  const auto bases = base_               ? std::array<std::size_t, 3>{*base_, *base_, *base_}
                     : has_seven_digits_ ? smallest_first
                                         : hex_only;
  for (const std::size_t base : bases) {
    const std::uint64_t times = place_.lines_until(next, base);
    if (times != 0) return repeat_line(times, sink);
  }
  return false;
}

/// More than a megabyte of the same is no traffic, and takes time.
bool HexText::repeat_line(std::uint64_t times, RecordSink& sink) {
  constexpr std::uint64_t most_bytes = 1U << 20U;
  const bool is_whole = dump_line_.size == place_.bytes;
  if (!is_whole || times > most_bytes / place_.bytes) return false;
  TokenSink tokens{*this, sink};
  for (std::uint64_t time = 0; time < times; ++time) {
    for (std::size_t at = 0; at < dump_line_.size; ++at) {
      tokens.give(dump_line_.pairs.at(at).byte, dump_line_.pairs.at(at).begins_word);
    }
    lanes_[lane_].runs.end_line(true, sink);
  }
  return true;
}

void HexText::begin_plain_line(std::string_view line, RecordSink& sink) {
  HexRuns& runs = lanes_[lane_].runs;
  if (runs.is_column() && !Beginning{line}.is_single()) end_run(sink);
  // Behind a frame and its end byte, prose may begin with a number.
  const bool is_closed = runs.is_open() && !runs.wants_more() && !begins_with_traffic(line);
  if (is_closed && !Beginning{line}.goes_on()) end_run(sink);
  if (!runs.is_open()) runs.set_time(announced_ ? announced_->when : Stamp{});
  if (announced_) announced_->is_used = true;
  more(line, sink);
}

void HexText::begin_front_line(Front front, RecordSink& sink) {
  if (front.is_only_arrow && front.direction == Direction::received) has_lone_arrows_ = false;
  if (front.is_only_arrow && has_lone_arrows_) front.direction.reset();
  const Stamp when = front.when;
  if (without_blanks(front.rest).empty()) {
    if (front.direction || !announced_ || announced_->is_used) {
      announced_ = Announcement{when, front.direction};
    }
    if (front.direction) go_to(lane_of(front.direction), sink);
    if (lanes_[lane_].runs.is_column()) end_run(sink);
    is_silent_ = true;
    return;
  }
  const Beginning beginning{front.rest};
  const auto goes_on = [&](const Lane& lane) {
    if (lane.runs.is_column()) return beginning.is_single();
    if (lane.runs.wants_end_byte()) return beginning.is_single();
    if (!lane.runs.wants_more()) return false;
    return lane.runs.is_just_opened() || (lane.runs.may_close() && beginning.is_end()) ||
           !beginning.opens_frame();
  };
  if (front.direction) {
    announced_.reset();
    go_to(lane_of(front.direction), sink);
  } else if (announced_ && (!announced_->is_used || goes_on(lanes_[lane_]))) {
    announced_->is_used = true;
    go_to(lane_of(announced_->direction), sink);
  } else {
    announced_.reset();
    go_to(lanes_[0], sink);
  }
  Lane& lane = lanes_[lane_];
  if (!goes_on(lane)) {
    end_run(sink);
    const bool has_time = when.clock != Clock::none || !announced_;
    lane.runs.set_time(has_time ? when : announced_->when);
  }
  more(front.rest, sink);
}

void HexText::more(std::string_view piece, RecordSink& sink) {
  if (is_silent_) return;
  TokenSink tokens{*this, sink};
  tokens_.scan(piece, tokens);
}

void HexText::end_line(RecordSink& sink) {
  if (is_silent_) return;
  TokenSink tokens{*this, sink};
  const bool has_comma = is_comment_ ? has_comma_ : tokens_.ends_with_comma();
  tokens_.end_line(tokens);
  if (saw_slash_) prose(' ', sink);
  lanes_[lane_].runs.end_line(has_comma || is_dump_, sink);
  is_comment_ = false;
}

/// A word of 16 bits is printed with its second byte first. If it is the last one, and there was no
/// second byte, that one is 00: it counts once another word follows.
void HexText::give_word(std::uint8_t byte, bool begins_word, RecordSink& sink) {
  HexRuns& runs = lanes_[lane_].runs;
  if (begins_word) {
    if (std::exchange(owes_zero_, false)) runs.pair(0, false, sink);
    high_ = byte;
  } else if (high_) {
    runs.pair(byte, true, sink);
    owes_zero_ = *high_ == 0;
    if (!owes_zero_) runs.pair(*high_, false, sink);
    high_.reset();
  }
}

/// The text beside a hex dump, and a comment inside a list, do not end what they stand beside.
void HexText::prose(char c, RecordSink& sink) {
  HexRuns& runs = lanes_[lane_].runs;
  const bool is_comment = saw_slash_ && (c == '/' || c == '*');
  saw_slash_ = c == '/' && !saw_slash_ && runs.is_open();
  if (saw_slash_) {
    has_comma_ = tokens_.ends_with_comma();
    return;
  }
  is_comment_ = runs.is_open() && (is_comment || is_dump_);
  if (!is_comment_) end_run(sink);
}

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
