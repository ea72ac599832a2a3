#pragma once
/// Hex in any spelling, with whatever stands around it: what people post.

#include <string_view>

#include "capture/assembler.hpp"
#include "capture/hex_runs.hpp"
#include "capture/hex_tokens.hpp"

namespace twc::tools {

/// Reads a text line by line; a line may come in pieces and have no end. Frames that are open at
/// the end of a line go on in the next.
class HexText {
 public:
  explicit HexText(RecordAssembler& assembler) : runs_{assembler} {}

  /// The beginning of a line: a time of day or the offset of a hex dump is not traffic.
  void begin_line(std::string_view head, RecordSink& sink);
  /// More of the same line.
  void more(std::string_view piece, RecordSink& sink);
  void end_line(RecordSink& sink);
  /// Something else follows, or nothing.
  void stop(RecordSink& sink) { runs_.end_run(sink); }

 private:
  struct TokenSink;
  void prose(char c, RecordSink& sink);

  HexTokens tokens_;
  HexRuns runs_;
  bool is_dump_ = false;     // this line begins with an offset
  bool is_comment_ = false;  // the rest of this line
  bool has_comma_ = false;   // before the comment
  bool saw_slash_ = false;
};

/// What hex in a line spells, up to the first prose. A line of at most 4096 characters fits.
class SpelledBytes {
 public:
  explicit SpelledBytes(std::string_view text);
  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(size_); }

  void pair(std::uint8_t byte, bool begins_word);
  void prose(char c);

 private:
  std::array<std::uint8_t, 2048> bytes_;  // not cleared: only the first size_ are ever read
  std::size_t size_ = 0;
  bool is_over_ = false;
};

}  // namespace twc::tools
