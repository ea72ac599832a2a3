// SPDX-License-Identifier: MIT
#pragma once
/// The capture formats: one row for each, with how it is recognised and how it is read.

#include <memory>
#include <span>
#include <string>
#include <string_view>

#include "capture/reader.hpp"
#include "capture/text.hpp"

namespace twc::tools {

struct FormatRow {
  CaptureFormat format;
  /// Whether a file that begins with these bytes is one; nullptr for texts, where each line has a
  /// format of its own.
  bool (*recognises)(Bytes front);
  TextFormats lines;  ///< the kinds of lines in a text of this format
  std::unique_ptr<CaptureReader> (*make)(const FormatRow& row);
};

/// A file that several rows recognise is of the last of them.
[[nodiscard]] std::span<const FormatRow> capture_formats();
[[nodiscard]] const FormatRow& row_of(CaptureFormat format);

/// Throws std::invalid_argument, with all names, for any other.
[[nodiscard]] CaptureFormat parse_capture_format(std::string_view name);

/// `auto, bin, hex or pcap`, with all of them.
[[nodiscard]] std::string capture_format_names();

}  // namespace twc::tools
