// SPDX-License-Identifier: MIT
#pragma once
/// The capture formats: one row for each, with how it is recognised and how it is read.

#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "capture/exchange.hpp"
#include "capture/reader.hpp"

namespace twc::tools {

/// The lines that a text may have beside those that the parser of its format reads.
struct TextLines {
  bool twclog = false;
  bool hex = false;
  bool status = false;
  bool shown = false;   ///< the text that twc-sniff prints
  bool modbus = false;  ///< to the meter of a third generation
};

struct FormatRow {
  std::string_view name;  ///< as `--read` takes it
  /// The record of a line of a log; nothing for a line that is of another format. nullptr: the
  /// format is no log. `auto` asks the rows in their order.
  std::optional<LoggedLine> (*parse_line)(std::string_view line) = nullptr;
  TextLines others{};  ///< the other lines of a text in this format
  /// Whether a file that begins with these bytes is one; nullptr for a text. A file that several
  /// rows recognise is of the last of them.
  bool (*recognises)(Bytes front) = nullptr;
  std::unique_ptr<CaptureReader> (*make)() = nullptr;  ///< nullptr for a text
  bool takes_packed = true;                            ///< gzip is unpacked, and UTF-16 understood
};

/// The first row is that of `auto`.
[[nodiscard]] std::span<const FormatRow> capture_formats();

/// `auto, bin, hex or pcap`, with all of them.
[[nodiscard]] std::string capture_format_names();

}  // namespace twc::tools
