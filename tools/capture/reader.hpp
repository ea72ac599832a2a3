// SPDX-License-Identifier: MIT
#pragma once
/// Capture files in, records out.

#include <memory>
#include <stdexcept>
#include <string_view>

#include "capture/content.hpp"
#include "capture/record.hpp"

namespace twc::tools {

struct FormatRow;

/// A format that `--read` takes. capture/formats.cpp has a row for each.
class CaptureFormat {
 public:
  /// `auto` looks at the content: pcap and raw bytes are told apart from text, and in text every
  /// line may have a format of its own. In every format but `bin`, gzip is unpacked and UTF-16 is
  /// understood.
  CaptureFormat();
  /// Throws std::invalid_argument, with all names, for a name that no format has.
  explicit CaptureFormat(std::string_view name);
  explicit CaptureFormat(const FormatRow& row) : row_{&row} {}

  [[nodiscard]] const FormatRow& row() const { return *row_; }
  friend bool operator==(CaptureFormat, CaptureFormat) = default;

 private:
  const FormatRow* row_;
};

/// The file is not of its format, or of a kind of it that nobody can read: why, in words.
class NoCapture : public std::runtime_error {
 public:
  using std::runtime_error::runtime_error;
};

/// Reads a capture block by block, in constant memory. How it is cut into blocks never changes the
/// records.
class CaptureReader {
 public:
  CaptureReader() = default;
  CaptureReader(const CaptureReader&) = delete;
  CaptureReader& operator=(const CaptureReader&) = delete;
  virtual ~CaptureReader() = default;

  /// Throws NoCapture; so does finish().
  virtual void feed(Bytes block, RecordSink& sink) = 0;
  /// The file has ended: gives what is left in hand.
  virtual void finish(RecordSink& sink) = 0;
  /// The kind of the input, as far as it was fed.
  [[nodiscard]] virtual Content content() const { return Content::bytes; }
  /// Whether a date such as 07/09/2026 was read with the day first, and nothing told that it is.
  [[nodiscard]] virtual bool has_guessed_dates() const { return false; }
};

[[nodiscard]] std::unique_ptr<CaptureReader> make_reader(CaptureFormat format);

}  // namespace twc::tools
