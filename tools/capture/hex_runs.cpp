// SPDX-License-Identifier: MIT
#include "capture/hex_runs.hpp"

#include <algorithm>

#include "capture/body.hpp"

namespace twc::tools {
namespace {

constexpr std::size_t shortest = wire::Frame::shortest;
constexpr std::size_t longest = wire::Frame::longest;

}  // namespace

void HexRuns::pair(std::uint8_t byte, bool begins_word, RecordSink& sink) {
  // A line with an end byte, then one that is a body of its own.
  const bool is_closed = mode_ == Mode::wire && is_new_line_ && since_c0_ == 1 && is_long_;
  if (is_closed && begins_body(byte)) end_run(sink);
  is_column_ = is_new_line_ && (is_column_ || mode_ == Mode::none);
  is_new_line_ = false;
  switch (mode_) {
    case Mode::none:
      is_one_word_ = begins_word;
      begin(byte);
      break;
    case Mode::wire: wire_pair(byte, sink); break;
    case Mode::body: body_pair(byte, begins_word, sink); break;
    case Mode::overlong: overlong_pair(byte, sink); break;
    case Mode::closed: closed_pair(byte, begins_word, sink); break;
  }
}

bool HexRuns::wants_more() const {
  if (mode_ == Mode::body) {
    return size_ < shortest || !std::holds_alternative<wire::Frame>(judge_body(bytes()));
  }
  if (mode_ != Mode::wire) return false;
  const bool is_closed = is_long_ && last_size_ >= shortest;
  return !(is_closed && since_c0_ <= 1);
}

bool HexRuns::may_close() const {
  return mode_ == Mode::wire && since_c0_ >= shortest;
}

void HexRuns::begin(std::uint8_t byte) {
  if (byte != wire::slip_end && !begins_body(byte)) return;
  mode_ = byte == wire::slip_end ? Mode::wire : Mode::body;
  bytes_[0] = byte;
  size_ = 1;
  is_long_ = false;
  since_c0_ = last_size_ = 0;
}

void HexRuns::wire_pair(std::uint8_t byte, RecordSink& sink) {
  bytes_[size_++] = byte;
  is_long_ = is_long_ || size_ >= shortest;
  ++since_c0_;
  if (byte == wire::slip_end) {
    last_size_ = since_c0_ - 1;
    since_c0_ = 0;
  }
  if (size_ == bytes_.size()) hear(sink);
}

void HexRuns::body_pair(std::uint8_t byte, bool begins_word, RecordSink& sink) {
  if (size_ == 1 && byte == wire::slip_end) {  // it was an end byte: FC C0
    begin(byte);
    return;
  }
  if (begins_word && is_one_word_ && size_ >= shortest) {
    end_body(sink);
    pair(byte, begins_word, sink);
    return;
  }
  is_one_word_ = is_one_word_ && !begins_word;
  bytes_[size_++] = byte;
  if (size_ > longest) split_body(sink);
}

void HexRuns::overlong_pair(std::uint8_t byte, RecordSink& sink) {
  if (byte == wire::slip_end) {
    end_run(sink);
    begin(byte);
  } else if (size_ < wire::Stretch::capacity) {
    bytes_[size_++] = byte;
  } else {
    ++dropped_;
  }
}

/// Only what UARTs make of a driver that lets go is taken for an end byte here: behind a body, a
/// number may be prose. FB, FC and FD are one unless they begin the next body.
void HexRuns::closed_pair(std::uint8_t byte, bool begins_word, RecordSink& sink) {
  constexpr std::uint8_t least_end_byte = 0xF0;
  if (!maybe_end_ && byte >= least_end_byte) {
    maybe_end_ = byte;
    return;
  }
  mode_ = Mode::none;
  if (maybe_end_ && begins_body(*maybe_end_) && byte != wire::slip_end && !begins_body(byte)) {
    begin(*maybe_end_);
    maybe_end_.reset();
  }
  give_end_byte(sink);
  pair(byte, begins_word, sink);
}

void HexRuns::end_run(RecordSink& sink) {
  const Mode was = mode_;
  if (was == Mode::wire) end_wire(sink);
  if (was == Mode::body) end_body(sink);
  if (was == Mode::overlong) end_overlong(sink);
  give_end_byte(sink);
  mode_ = Mode::none;
}

void HexRuns::end_line(bool ends_with_comma, RecordSink& sink) {
  if (is_new_line_) return;  // an empty line says nothing
  is_new_line_ = true;
  if (mode_ == Mode::wire) {
    if (is_long_) hear(sink);
    const bool is_closed = is_long_ && since_c0_ == 0 && last_size_ >= shortest;
    if (!is_closed) return;
    end_wire(sink);
    mode_ = Mode::closed;
  } else if (mode_ == Mode::closed || !(ends_with_comma || is_column())) {
    end_run(sink);
  }
}

void HexRuns::hear(RecordSink& sink) {
  decoder_.feed({}, bytes(), [&](const auto& event) { give(event, sink); });
  size_ = 0;
}

void HexRuns::end_wire(RecordSink& sink) {
  if (is_long_) {
    hear(sink);
    decoder_.finish([&](const auto& event) { give(event, sink); });
  }
  mode_ = Mode::none;
}

/// A run with a C0 in it that is no body was cut off at its front: it is a body only by accident.
void HexRuns::end_body(RecordSink& sink) {
  mode_ = Mode::none;
  if (size_ < shortest) return;
  const wire::Event event = judge_body(bytes());
  const std::size_t delimiter_at = first_delimiter();
  if (!std::holds_alternative<wire::Frame>(event) && size_ - delimiter_at >= shortest) {
    again_from(delimiter_at, sink);
    end_run(sink);
    return;
  }
  give(event, sink);
  mode_ = Mode::closed;
}

/// It may still be a frame, if it is not unescaped.
void HexRuns::end_overlong(RecordSink& sink) {
  wire::Event event = judge_body(bytes());
  if (auto* const bad = std::get_if<wire::BadFrame>(&event)) {
    bad->wire.recount(bad->wire.count() + dropped_);
  }
  give(event, sink);
}

/// One pair more than a body can have: it is several, or the middle of what was on the wire.
void HexRuns::split_body(RecordSink& sink) {
  for (std::size_t size = longest; size >= shortest; --size) {
    const std::uint8_t next = bytes_[size];
    if (next != wire::slip_end && !begins_body(next)) continue;
    const wire::Event event = judge_body(bytes().first(size));
    if (!std::holds_alternative<wire::Frame>(event)) continue;
    give(event, sink);
    again_from(size, sink);
    return;
  }
  const std::size_t delimiter_at = first_delimiter();
  if (delimiter_at < size_) {
    again_from(delimiter_at, sink);
    return;
  }
  mode_ = Mode::overlong;
  dropped_ = 0;
}

/// Takes the pairs from `at` on as if they came now.
void HexRuns::again_from(std::size_t at, RecordSink& sink) {
  const auto pairs = bytes_;
  const std::size_t size = size_;
  mode_ = Mode::none;
  for (; at < size; ++at) pair(pairs[at], false, sink);
}

std::size_t HexRuns::first_delimiter() const {
  const Bytes all = bytes();
  return static_cast<std::size_t>(std::ranges::find(all, wire::slip_end) - all.begin());
}

void HexRuns::give(const wire::Event& event, RecordSink& sink) {
  exchange_->hear(event, when_, direction_, sink);
}

void HexRuns::give_end_byte(RecordSink& sink) {
  if (maybe_end_ && exchange_->holds_frame()) give(wire::TrailingByte{*maybe_end_}, sink);
  maybe_end_.reset();
}

}  // namespace twc::tools
