// SPDX-License-Identifier: MIT
#include "capture/opening.hpp"

#include <algorithm>

#include "capture/formats.hpp"
#include "capture/front.hpp"
#include "capture/gzip.hpp"
#include "capture/text.hpp"
#include "capture/utf16.hpp"

namespace twc::tools {
namespace {

std::string_view front_as_text(Bytes bytes) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes that may be characters
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// The arrow of a serial monitor, and the `>` of a quoted mail, tell a direction only if there is
/// one for the other, too.
bool may_have_lone_arrows(Bytes front) {
  const std::string_view text = front_as_text(front);
  return begins_like_serial_monitor(text) || has_bare_arrow_of('>', text);
}

}  // namespace

void OpeningReader::feed(Bytes block, RecordSink& sink) {
  while (!is_settled() && !block.empty()) {
    front_[size_++] = block.front();
    block = block.subspan(1);
    look();
    if (is_settled()) give_front(sink);
  }
  if (reader_) reader_->feed(block, sink);
}

void OpeningReader::finish(RecordSink& sink) {
  if (!is_settled()) {
    if (is_automatic()) recognise(Bytes{front_}.first(size_));
    if (!is_settled()) settle(format_.row());
    give_front(sink);
  }
  if (reader_) reader_->finish(sink);
}

Content OpeningReader::content() const {
  if (is_hopeless() || size_ == 0) return content_;
  return reader_ ? reader_->content() : Content::bytes;
}

void OpeningReader::give_front(RecordSink& sink) {
  if (reader_) reader_->feed(Bytes{front_}.first(size_), sink);
}

void OpeningReader::look() {
  if (!format_.row().takes_packed) return settle(format_.row());
  if (size_ < content_mark) return;
  if (size_ == content_mark) look_at_packing();
  if (is_settled()) return;
  if (!is_automatic()) return settle(format_.row());
  const Bytes front = Bytes{front_}.first(size_);
  recognise(size_ == content_mark ? front : front.last(1));  // those before were looked at
  if (is_settled()) return;
  const bool is_line = size_ >= enough && front.back() == '\n' && !may_have_lone_arrows(front);
  if (is_line || size_ == most) settle(format_.row());
}

void OpeningReader::recognise(Bytes front) {
  const auto rows = capture_formats();
  const auto row = std::find_if(rows.rbegin(), rows.rend(), [front](const FormatRow& one) {
    return one.recognises != nullptr && one.recognises(front);
  });
  if (row != rows.rend()) settle(*row);
}

void OpeningReader::look_at_packing() {
  const Bytes front = Bytes{front_}.first(size_);
  if (is_gzip(front)) {
    reader_ = make_gzip_reader(make_reader(format_));
  } else if (is_utf16(front)) {
    reader_ = std::make_unique<Utf16Reader>(make_reader(format_));
  } else if (is_automatic()) {
    const Content found = content_of(front);
    if (found != Content::bytes) content_ = found;
  }
}

/// A text of no format in particular may have a line of any log.
void OpeningReader::settle(const FormatRow& row) {
  const bool is_any_text = &row == &CaptureFormat{}.row();
  const auto logs = is_any_text ? capture_formats() : std::span{&row, 1};
  reader_ = row.make != nullptr ? row.make() : std::make_unique<TextReader>(logs, row.others);
}

}  // namespace twc::tools
