#pragma once
/// Hex in any spelling, with whatever stands around it: what people post.

#include <array>
#include <optional>
#include <string_view>

#include "capture/exchange.hpp"
#include "capture/front.hpp"
#include "capture/hex_runs.hpp"
#include "capture/hex_tokens.hpp"
#include "capture/spelling.hpp"

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

 private:
  /// What goes in one direction: frames of both may come in turns, a piece at a time.
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

  /// How far a dump has come, for each base that its offsets may have.
  struct DumpPlace {
    std::array<std::uint64_t, 3> offsets{};
    std::size_t bytes = 0;  // in the line
    /// The base in which `next` begins where this line ends.
    [[nodiscard]] std::optional<std::size_t> base_towards(const DumpPlace& next) const;
    /// How often this line stands between itself and `next`; 0 where that cannot be.
    [[nodiscard]] std::uint64_t lines_until(const DumpPlace& next, std::size_t base) const;
  };
  /// The bytes of a line of a dump, as they were read.
  struct DumpLine {
    struct Pair {
      std::uint8_t byte;
      bool begins_word;
    };
    static constexpr std::size_t longest = 64;
    std::array<Pair, longest> pairs{};
    std::size_t size = 0;
    void add(Pair pair) {
      if (size < longest) pairs[size++] = pair;
    }
  };

  bool begin_dump_line(std::string_view line, RecordSink& sink);
  bool follow(const DumpPlace& next, RecordSink& sink);
  bool repeat_line(std::uint64_t times, RecordSink& sink);
  void begin_plain_line(std::string_view line, RecordSink& sink);
  void begin_front_line(Front front, RecordSink& sink);
  void go_to(Lane& lane, RecordSink& sink);
  void end_run(RecordSink& sink);
  void give_word(std::uint8_t byte, bool begins_word, RecordSink& sink);
  void prose(char c, RecordSink& sink);
  [[nodiscard]] Lane& lane_of(const std::optional<Direction>& direction);

  RecordAssembler* assembler_;
  HexTokens tokens_;
  std::array<Lane, 3> lanes_;
  std::size_t lane_ = 0;
  std::optional<Announcement> announced_;
  bool has_lone_arrows_ = false;  // a serial monitor puts the same arrow before all lines
  bool is_dump_ = false;          // this line begins with an offset
  DumpPlace place_;               // of the last line that did
  DumpLine dump_line_;            // the last line that did
  bool is_squeezed_ = false;      // a `*` stands behind it: it comes again and again
  bool has_seven_digits_ = false;
  std::optional<std::size_t> base_;  // of its offsets, once two of them have told it
  bool has_words_ = false;           // and has words of 16 bits, the low byte last
  bool is_silent_ = false;           // this line only announces
  bool is_comment_ = false;          // the rest of this line
  bool has_comma_ = false;           // before the comment
  bool saw_slash_ = false;
  std::optional<std::uint8_t> high_;  // of a word, until its low byte is there
  bool owes_zero_ = false;            // a high byte that may only fill the last word
};

/// What hex in a line spells, up to the first prose. A line of at most 4096 characters fits.
class SpelledBytes {
 public:
  explicit SpelledBytes(std::string_view text);
  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(size_); }
  /// Whether there was no prose.
  [[nodiscard]] bool is_all() const { return !is_over_; }

  void pair(std::uint8_t byte, bool begins_word);
  void odd_word(const OddWord& word);
  void prose(char c);

 private:
  struct Out;
  std::array<std::uint8_t, 2048> bytes_;  // not cleared: only the first size_ are ever read
  std::size_t size_ = 0;
  bool is_over_ = false;
  Spelling spelling_;
};

}  // namespace twc::tools
