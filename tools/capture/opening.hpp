// SPDX-License-Identifier: MIT
#pragma once
/// OpeningReader: looks at the front of a file until it is clear what it is and how it is packed,
/// then reads it as that.

#include <array>
#include <memory>
#include <optional>

#include "capture/reader.hpp"

namespace twc::tools {

class OpeningReader final : public CaptureReader {
 public:
  explicit OpeningReader(CaptureFormat format) : format_{format} {}

  void feed(Bytes block, RecordSink& sink) override;
  void finish(RecordSink& sink) override;
  [[nodiscard]] Content content() const override;
  [[nodiscard]] bool has_guessed_dates() const override {
    return reader_ && reader_->has_guessed_dates();
  }

 private:
  static constexpr std::size_t most = 512;
  static constexpr std::size_t enough = 16;  // for a text, with a line end

  [[nodiscard]] bool is_settled() const { return reader_ != nullptr || is_hopeless(); }
  [[nodiscard]] bool is_hopeless() const { return content_ != Content::nothing; }
  [[nodiscard]] bool is_automatic() const { return format_ == CaptureFormat{}; }
  void look();
  void look_at_packing();
  void recognise(Bytes front);
  void settle(const FormatRow& row);
  void give_front(RecordSink& sink);

  CaptureFormat format_;
  std::array<std::uint8_t, most> front_{};
  std::size_t size_ = 0;
  std::unique_ptr<CaptureReader> reader_;
  Content content_ = Content::nothing;  // any other value: it certainly holds no frames
};

}  // namespace twc::tools
