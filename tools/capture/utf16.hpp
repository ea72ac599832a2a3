// SPDX-License-Identifier: MIT
#pragma once
/// UTF-16, as Windows writes logs: made into UTF-8 for another reader.

#include <array>
#include <memory>

#include "capture/reader.hpp"

namespace twc::tools {

/// Whether a file that begins with `front`, four bytes of it, is a text in UTF-16: by its byte
/// order mark, or because every second byte of two printable characters is NUL.
[[nodiscard]] bool is_utf16(Bytes front);

/// Gives the text to `reader`. A character that stands in two halves, as emoji do, comes out as one
/// question mark for each: no byte of a frame is spelled with it.
class Utf16Reader final : public CaptureReader {
 public:
  explicit Utf16Reader(std::unique_ptr<CaptureReader> reader) : reader_{std::move(reader)} {}

  void feed(Bytes block, RecordSink& sink) override;
  void finish(RecordSink& sink) override { reader_->finish(sink); }
  [[nodiscard]] Content content() const override { return reader_->content(); }
  [[nodiscard]] bool has_guessed_dates() const override { return reader_->has_guessed_dates(); }

 private:
  void take(unsigned unit, RecordSink& sink);
  void put(unsigned byte, RecordSink& sink);
  void flush(RecordSink& sink);

  std::unique_ptr<CaptureReader> reader_;
  std::array<std::uint8_t, 4096> text_{};
  std::size_t size_ = 0;
  std::uint8_t half_ = 0;  // the first byte of a character
  bool has_half_ = false;
  bool is_big_endian_ = false;
  bool is_begun_ = false;
};

}  // namespace twc::tools
