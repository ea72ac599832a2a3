// SPDX-License-Identifier: MIT
#pragma once
/// Hex in any spelling, with whatever stands around it: what people post.

#include <array>
#include <optional>
#include <string_view>

#include "capture/exchange.hpp"
#include "capture/front.hpp"
#include "capture/hex_dump.hpp"
#include "capture/hex_runs.hpp"
#include "capture/hex_tokens.hpp"
#include "capture/spelling.hpp"
#include "capture/word_order.hpp"

namespace twc::tools {

/// Reads a text line by line; a line may come in pieces and have no end. Frames that are open at
/// the end of a line go on in the next one that has the same direction.
class HexText {
 public:
  HexText(RecordAssembler& assembler, Exchange& exchange)
      : assembler_{&assembler},
        lanes_{Lane{exchange, {}}, Lane{exchange, Direction::received},
               Lane{exchange, Direction::sent}} {}

  /// The beginning of the text, before its first line.
  void look_ahead(std::string_view beginning);
  /// The beginning of a line: its front (front.hpp) or the offset of a hex dump is not traffic.
  void begin_line(std::string_view head, RecordSink& sink);
  /// More of the same line.
  void more(std::string_view piece, RecordSink& sink);
  void end_line(RecordSink& sink);
  /// Something else follows, or nothing.
  void stop(RecordSink& sink);
  [[nodiscard]] bool has_guessed_dates() const { return habits_.dates.is_guessed; }

 private:
  /// The bytes of one direction: frames of both may come in turns, a piece at a time.
  struct Lane {
    Lane(Exchange& exchange, std::optional<Direction> direction) : runs{exchange, direction} {}
    HexRuns runs;
    Spelling spelling;
  };
  /// A line that says when and in which direction bytes go that stand in the lines behind it.
  struct Announcement {
    Stamp when;
    std::optional<Direction> direction;
    bool is_used = false;
  };
  struct TokenSink;

  bool begin_dump_line(std::string_view line, RecordSink& sink);
  void begin_plain_line(std::string_view line, RecordSink& sink);
  void begin_front_line(Front front, RecordSink& sink);
  void go_to(Lane& lane, RecordSink& sink);
  void end_run(RecordSink& sink);
  void prose(char c, RecordSink& sink);
  [[nodiscard]] Lane& lane_of(const std::optional<Direction>& direction);

  RecordAssembler* assembler_;
  HexTokens tokens_;
  std::array<Lane, 3> lanes_;
  std::size_t lane_ = 0;
  std::optional<Announcement> announced_;
  bool has_lone_arrows_ = false;  // a serial monitor puts the same arrow before all lines
  FrontHabits habits_;
  HexDump dump_;
  WordOrder words_;          // in a dump that prints words
  bool is_silent_ = false;   // this line only announces bytes
  bool is_comment_ = false;  // the rest of this line
  bool has_comma_ = false;   // before the comment
  bool saw_slash_ = false;
};

}  // namespace twc::tools
