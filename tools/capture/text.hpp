// SPDX-License-Identifier: MIT
#pragma once
/// TextReader: captures that are text. Every line may have a format of its own.

#include <array>
#include <span>
#include <string_view>

#include "capture/assembler.hpp"
#include "capture/exchange.hpp"
#include "capture/formats.hpp"
#include "capture/hex.hpp"
#include "capture/reader.hpp"
#include "capture/twclog.hpp"

namespace twc::tools {

class TextReader final : public CaptureReader {
 public:
  /// Asks the parsers of `logs` in their order.
  TextReader(std::span<const FormatRow> logs, TextLines others)
      : logs_{logs}, others_{others}, exchange_{assembler_}, hex_{assembler_, exchange_} {}

  void feed(Bytes block, RecordSink& sink) override;
  void finish(RecordSink& sink) override;
  [[nodiscard]] Content content() const override {
    if (is_twclog_) return Content::capture;
    return is_web_page_ ? Content::web_page : Content::text;
  }
  [[nodiscard]] bool has_guessed_dates() const override { return hex_.has_guessed_dates(); }

 private:
  /// So much of a line is looked at as a whole. No line of a format is longer; only hex is.
  static constexpr std::size_t longest_head = 4096;

  void take_piece(std::string_view piece, RecordSink& sink);
  void take_head(std::string_view head, RecordSink& sink);
  void end_line(RecordSink& sink);
  bool take_twclog(std::string_view line, RecordSink& sink);
  bool take_log(std::string_view line, RecordSink& sink);
  bool take_status(std::string_view line, RecordSink& sink);
  bool take_shown(std::string_view line, RecordSink& sink);
  bool take_modbus(std::string_view line, RecordSink& sink);

  std::span<const FormatRow> logs_;
  TextLines others_;
  RecordAssembler assembler_;
  TwclogParser twclog_;
  Exchange exchange_;
  HexText hex_;
  std::array<char, longest_head> head_{};  // the first characters of the line
  std::size_t head_size_ = 0;
  bool is_long_ = false;   // the head was taken already
  bool is_hex_ = false;    // and is of no other format
  bool is_begun_ = false;  // a line was seen
  bool is_fed_ = false;
  bool is_web_page_ = false;
  bool is_twclog_ = false;
};

}  // namespace twc::tools
