// SPDX-License-Identifier: MIT
#pragma once
/// HexRuns: finds the traffic in a text of byte pairs. A run of at least 13 pairs that begins with
/// C0 is what was on the wire; one that begins with FB, FC or FD is an unescaped body.

#include <array>
#include <cstdint>
#include <optional>

#include <twc/wire/decoder.hpp>

#include "capture/exchange.hpp"

namespace twc::tools {

class HexRuns {
 public:
  HexRuns(Exchange& exchange, std::optional<Direction> direction)
      : exchange_{&exchange}, direction_{direction} {}

  /// The time of what begins from here on.
  void set_time(Stamp when) { when_ = when; }

  void pair(std::uint8_t byte, bool begins_word, RecordSink& sink);
  /// Anything but hex ends the run.
  void end_run(RecordSink& sink);
  /// A line has ended. Only a frame that is still open goes on in the next one, or a body in a list
  /// whose last item has a comma behind it, or one of which each line has one byte.
  void end_line(bool ends_with_comma, RecordSink& sink);

  [[nodiscard]] bool is_open() const { return mode_ == Mode::wire || mode_ == Mode::body; }
  /// Whether the frame that is open is not complete.
  [[nodiscard]] bool wants_more() const;
  /// Whether nothing stands behind its C0 yet.
  [[nodiscard]] bool is_just_opened() const { return mode_ == Mode::wire && since_c0_ == 0; }
  /// Whether a C0 could close it.
  [[nodiscard]] bool may_close() const;
  /// Whether a frame has just been closed by the end of its line.
  [[nodiscard]] bool wants_end_byte() const { return mode_ == Mode::closed; }
  /// Whether a body is open that has come one byte a line.
  [[nodiscard]] bool is_column() const { return mode_ == Mode::body && is_column_; }

 private:
  enum class Mode : std::uint8_t {
    none,
    wire,      // in a run that began with C0
    body,      // in one that began with FB, FC or FD
    overlong,  // in a body that is too long to be one; its first bytes are kept
    closed,    // behind a frame: an end byte may follow
  };

  void begin(std::uint8_t byte);
  void wire_pair(std::uint8_t byte, RecordSink& sink);
  void body_pair(std::uint8_t byte, bool begins_word, RecordSink& sink);
  void overlong_pair(std::uint8_t byte, RecordSink& sink);
  void closed_pair(std::uint8_t byte, bool begins_word, RecordSink& sink);
  void hear(RecordSink& sink);
  void end_wire(RecordSink& sink);
  void end_body(RecordSink& sink);
  void split_body(RecordSink& sink);
  void end_overlong(RecordSink& sink);
  void again_from(std::size_t at, RecordSink& sink);
  [[nodiscard]] std::size_t first_delimiter() const;
  void give(const wire::Event& event, RecordSink& sink);
  void give_end_byte(RecordSink& sink);
  [[nodiscard]] Bytes bytes() const { return Bytes{bytes_}.first(size_); }

  Exchange* exchange_;
  std::optional<Direction> direction_;
  wire::Decoder decoder_;
  Stamp when_;
  Mode mode_ = Mode::none;
  std::array<std::uint8_t, 256> bytes_{};  // the bytes of the run that were not judged yet
  std::size_t size_ = 0;
  bool is_long_ = false;       // the run has at least 13 pairs
  std::size_t since_c0_ = 0;   // pairs since the last C0 of a wire run
  std::size_t last_size_ = 0;  // pairs between its last two
  bool is_new_line_ = true;    // no pair yet in this line
  bool is_column_ = false;     // no line of the body has had more than one pair
  bool is_one_word_ = false;   // the body has no separator in it
  std::size_t dropped_ = 0;    // pairs of an overlong body that were not kept
  std::optional<std::uint8_t> maybe_end_;
};

}  // namespace twc::tools
