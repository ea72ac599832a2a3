// SPDX-License-Identifier: MIT
#pragma once
/// Capture files in, records out.

#include <cstdint>
#include <memory>
#include <optional>
#include <stdexcept>
#include <string_view>

#include "capture/content.hpp"
#include "capture/record.hpp"

namespace twc::tools {

enum class CaptureFormat : std::uint8_t { automatic, bin, hex, twclog, twcmanager, esphome, pcap };
/// As `--read` takes it.
[[nodiscard]] constexpr std::string_view to_string(CaptureFormat format) {
  switch (format) {
    case CaptureFormat::automatic: return "auto";
    case CaptureFormat::bin: return "bin";
    case CaptureFormat::hex: return "hex";
    case CaptureFormat::twclog: return "twclog";
    case CaptureFormat::twcmanager: return "twcmanager";
    case CaptureFormat::esphome: return "esphome";
    case CaptureFormat::pcap: return "pcap";
  }
  return "unknown";
}

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

/// `automatic` looks at the content: pcap and raw bytes are told apart from text, and in text every
/// line may have a format of its own. In every format but `bin`, gzip is unpacked and
/// UTF-16 is understood.
[[nodiscard]] std::unique_ptr<CaptureReader> make_reader(CaptureFormat format);

}  // namespace twc::tools
