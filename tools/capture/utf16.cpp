// SPDX-License-Identifier: MIT
#include "capture/utf16.hpp"

namespace twc::tools {
namespace {

constexpr unsigned utf16_mark = 0xFEFF;

bool is_printable(std::uint8_t byte) {
  return (byte >= ' ' && byte < 0x7F) || byte == '\n' || byte == '\r' || byte == '\t';
}

}  // namespace

bool is_utf16(Bytes front) {
  constexpr std::size_t enough = 4;
  if (front.size() < enough) return false;
  const bool is_little = is_printable(front[2]) && front[3] == 0;
  const bool is_big = front[2] == 0 && is_printable(front[3]);
  const bool has_little_mark = front[0] == 0xFF && front[1] == 0xFE;
  const bool has_big_mark = front[0] == 0xFE && front[1] == 0xFF;
  return (is_little && (has_little_mark || (is_printable(front[0]) && front[1] == 0))) ||
         (is_big && (has_big_mark || (front[0] == 0 && is_printable(front[1]))));
}

void Utf16Reader::feed(Bytes block, RecordSink& sink) {
  for (const std::uint8_t byte : block) {
    if (!has_half_) {
      half_ = byte;
      has_half_ = true;
      continue;
    }
    has_half_ = false;
    if (!is_begun_) is_big_endian_ = half_ == 0 || (half_ == 0xFE && byte == 0xFF);
    const unsigned unit = is_big_endian_ ? half_ * 256U + byte : byte * 256U + half_;
    const bool is_mark = !is_begun_ && unit == utf16_mark;
    is_begun_ = true;
    if (!is_mark) take(unit, sink);
  }
  flush(sink);
}

void Utf16Reader::take(unsigned unit, RecordSink& sink) {
  constexpr unsigned first_half = 0xD800;
  constexpr unsigned behind_halves = 0xE000;
  if (unit >= first_half && unit < behind_halves) {
    put('?', sink);
  } else if (unit < 0x80) {
    put(unit, sink);
  } else if (unit < 0x800) {
    put(0xC0U | (unit >> 6U), sink);
    put(0x80U | (unit & 0x3FU), sink);
  } else {
    put(0xE0U | (unit >> 12U), sink);
    put(0x80U | ((unit >> 6U) & 0x3FU), sink);
    put(0x80U | (unit & 0x3FU), sink);
  }
}

void Utf16Reader::put(unsigned byte, RecordSink& sink) {
  if (size_ == text_.size()) flush(sink);
  text_[size_++] = static_cast<std::uint8_t>(byte);
}

void Utf16Reader::flush(RecordSink& sink) {
  reader_->feed(Bytes{text_}.first(size_), sink);
  size_ = 0;
}

}  // namespace twc::tools
