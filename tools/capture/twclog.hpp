// SPDX-License-Identifier: MIT
#pragma once
/// twclog, this project's own capture format: text, one record a line, in the manner of can-utils.
///
///     # twclog 1 clock=epoch
///     (1767225600.104211) bus0 R FDE22019A80C8000000000000000004F FE
///     (1767225600.201883) bus0 N 00F0F8
///     (1767225601.013842) bus0 B FDE0201977770402580000000000001C checksum
///
/// Behind the cause of a B may stand how many bytes there were, where that is more than the 64 that
/// are kept, and rx, tx or echo.

#include <optional>
#include <string>
#include <string_view>
#include <variant>

#include <twc/wire/event.hpp>

#include "capture/note.hpp"
#include "capture/record.hpp"

namespace twc::tools {

struct TwclogRecord {
  Stamp when;
  std::optional<Direction> direction;
  wire::Event heard = wire::Noise{};
  std::optional<std::uint8_t> end;
};

class TwclogParser {
 public:
  struct Comment {};
  using Line = std::variant<Comment, TwclogRecord>;

  /// Nothing for a line that says nothing to this format. A record that somebody cut short, or
  /// whose hex is spoiled, is a truncated frame.
  [[nodiscard]] std::optional<Line> parse(std::string_view line);

 private:
  Clock clock_ = Clock::epoch;
  bool is_twclog_ = false;  // a header or a record was seen: now # begins a comment
};

class TwclogFormat {
 public:
  /// Appends a line; before it a header if it is the first, or if its time is of another kind than
  /// that of the record before. Nothing for recovered frames, which are found again in the B record
  /// that they came from, and for status lines, which have no bytes.
  void append(std::string& out, const Record& record);
  /// An empty capture consists of this line.
  void append_end(std::string& out);
  /// A comment. A header has to stand before it.
  static void append_note(std::string& out, const Note& note);

 private:
  std::optional<Clock> clock_;
};

}  // namespace twc::tools
