// SPDX-License-Identifier: MIT
#include "capture/text.hpp"

#include <algorithm>
#include <cstring>
#include <utility>

#include "capture/clock_text.hpp"
#include "capture/modbus_text.hpp"
#include "capture/shown.hpp"
#include "capture/status.hpp"

namespace twc::tools {
namespace {

/// Windows puts it at the front of a text.
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

Bytes bytes_of(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters are bytes
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

std::string_view text_of(Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes that are characters
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

}  // namespace

void TextReader::feed(Bytes block, RecordSink& sink) {
  if (!std::exchange(is_fed_, true)) hex_.look_ahead(text_of(block));
  while (!block.empty()) {
    const auto is_line_end = [](std::uint8_t byte) { return byte == '\n' || byte == '\r'; };
    const auto end = std::ranges::find_if(block, is_line_end);
    const auto size = static_cast<std::size_t>(end - block.begin());
    take_piece(text_of(block.first(size)), sink);
    if (end != block.end()) end_line(sink);
    block = block.subspan(std::min(size + 1, block.size()));
  }
}

void TextReader::finish(RecordSink& sink) {
  end_line(sink);
  hex_.stop(sink);
  assembler_.flush(sink);
}

void TextReader::take_piece(std::string_view piece, RecordSink& sink) {
  const std::size_t room = is_long_ ? 0 : longest_head - head_size_;
  const std::string_view head = piece.substr(0, room);
  std::ranges::copy(head, head_.begin() + static_cast<std::ptrdiff_t>(head_size_));
  if (!is_long_) head_size_ += head.size();
  if (!is_long_ && head_size_ == longest_head) {
    is_long_ = true;
    take_head({head_.data(), head_size_}, sink);
  }
  if (is_long_ && is_hex_) hex_.more(piece.substr(head.size()), sink);
}

void TextReader::end_line(RecordSink& sink) {
  if (!is_long_) take_head({head_.data(), head_size_}, sink);
  if (is_hex_) hex_.end_line(sink);
  is_long_ = is_hex_ = false;
  head_size_ = 0;
}

void TextReader::take_head(std::string_view head, RecordSink& sink) {
  if (!is_begun_ && head.starts_with(byte_order_mark)) head.remove_prefix(byte_order_mark.size());
  if (head.empty()) return;
  if (!is_begun_) is_web_page_ = is_web_page(bytes_of(head));
  is_begun_ = true;
  if (others_.twclog && take_twclog(head, sink)) return;
  if (take_log(head, sink)) return;
  if (others_.status && take_status(head, sink)) return;
  if (others_.shown && take_shown(head, sink)) return;
  if (others_.modbus && take_modbus(head, sink)) return;
  if (!others_.hex) return;
  is_hex_ = true;
  hex_.begin_line(head, sink);
}

bool TextReader::take_twclog(std::string_view line, RecordSink& sink) {
  const auto parsed = twclog_.parse(line);
  if (!parsed) return false;
  is_twclog_ = true;
  hex_.stop(sink);
  if (const auto* const record = std::get_if<TwclogRecord>(&*parsed)) {
    assembler_.on_event(record->heard, record->when, record->direction, sink);
    if (record->end && assembler_.holds_frame()) {
      assembler_.on_event(wire::TrailingByte{*record->end}, {}, {}, sink);
    }
    assembler_.flush(sink);
  }
  return true;
}

bool TextReader::take_log(std::string_view line, RecordSink& sink) {
  for (const FormatRow& row : logs_) {
    const auto logged = row.parse_line != nullptr ? row.parse_line(line) : std::nullopt;
    if (!logged) continue;
    hex_.stop(sink);
    exchange_.take(*logged, sink);
    return true;
  }
  return false;
}

/// A log that shows frames says the same twice: only without them its status lines count.
bool TextReader::take_status(std::string_view line, RecordSink& sink) {
  if (assembler_.has_heard()) return false;
  const auto status = parse_status_line(line);
  if (!status) return false;
  hex_.stop(sink);
  assembler_.on_status(*status, find_time_of_day(line), sink);
  return true;
}

bool TextReader::take_shown(std::string_view line, RecordSink& sink) {
  const auto shown = parse_shown_line(line);
  if (!shown) return false;
  hex_.stop(sink);
  if (shown->heard) assembler_.on_event(*shown->heard, shown->when, shown->direction, sink);
  return true;
}

/// Modbus is no frame: it is given as noise, message by message, for whoever knows it there.
bool TextReader::take_modbus(std::string_view line, RecordSink& sink) {
  if (assembler_.has_heard()) return false;
  const ModbusLine modbus{line};
  if (modbus.messages().empty()) return false;
  hex_.stop(sink);
  for (const Bytes message : modbus.messages()) {
    assembler_.on_event(wire::Noise{wire::Stretch{message}}, modbus.when(), {}, sink);
  }
  return true;
}

}  // namespace twc::tools
