// SPDX-License-Identifier: MIT
#include "capture/hex.hpp"

#include <algorithm>

#include "capture/body.hpp"
#include "capture/byte_text.hpp"
#include "capture/chars.hpp"
#include "capture/spelled_bytes.hpp"

namespace twc::tools {
namespace {

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

struct HexText::TokenSink {
  HexText& text;
  RecordSink& sink;

  // From the tokens.
  void pair(std::uint8_t byte, bool begins_word) {
    text.saw_slash_ = false;
    if (text.is_comment_) return;
    text.dump_.add({byte, begins_word});
    give(byte, begins_word);
  }
  void give(std::uint8_t byte, bool begins_word) {
    HexRuns& runs = text.lanes_[text.lane_].runs;
    if (text.dump_.has_words()) {
      text.words_.take(byte, begins_word,
                       [&](std::uint8_t one, bool begins) { runs.pair(one, begins, sink); });
      return;
    }
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
  words_.reset();
}

void HexText::stop(RecordSink& sink) {
  for (std::size_t at = 0; at < lanes_.size(); ++at) {
    if (at != lane_) lanes_[at].runs.end_run(sink);
  }
  end_run(sink);
  announced_.reset();
  dump_.stop();
  go_to(lanes_[0], sink);
}

void HexText::look_ahead(std::string_view beginning) {
  has_lone_arrows_ =
      begins_like_serial_monitor(beginning) && beginning.find(" <- ") == std::string_view::npos;
  habits_.has_bare_arrows = has_bare_arrow_of('<', beginning);
}

void HexText::begin_line(std::string_view head, RecordSink& sink) {
  const std::string_view line = without_blanks(head);
  is_silent_ = false;
  if (begin_dump_line(line, sink)) return;
  const Front front = take_front(line, habits_);
  const bool has_front =
      front.is_explicit && !(front.is_only_words && lanes_[lane_].runs.wants_more());
  has_front ? begin_front_line(front, sink) : begin_plain_line(line, sink);
}

/// A line with an offset holds bytes behind it, and no front.
bool HexText::begin_dump_line(std::string_view line, RecordSink& sink) {
  const HexDump::Step step = dump_.take(line);
  TokenSink tokens{*this, sink};
  for (std::uint64_t time = 0; time < step.repeats; ++time) {
    for (const HexDump::Pair& pair : dump_.last_line()) tokens.give(pair.byte, pair.begins_word);
    lanes_[lane_].runs.end_line(true, sink);
  }
  if (step.is_break) end_run(sink);
  is_silent_ = step.kind == HexDump::Kind::mark;
  if (step.kind != HexDump::Kind::bytes) return is_silent_;
  dump_.begin_line();
  if (!lanes_[lane_].runs.is_open()) lanes_[lane_].runs.set_time({});
  more(step.bytes, sink);
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
  lanes_[lane_].runs.end_line(has_comma || dump_.is_open(), sink);
  is_comment_ = false;
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
  is_comment_ = runs.is_open() && (is_comment || dump_.is_open());
  if (!is_comment_) end_run(sink);
}

}  // namespace twc::tools
