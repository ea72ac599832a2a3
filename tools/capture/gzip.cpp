// SPDX-License-Identifier: MIT
#include "capture/gzip.hpp"

#include <array>
#include <zlib.h>

namespace twc::tools {
namespace {

class GzipReader final : public CaptureReader {
 public:
  explicit GzipReader(std::unique_ptr<CaptureReader> reader) : reader_{std::move(reader)} {
    constexpr int gzip_only = 16 + MAX_WBITS;
    if (inflateInit2(&stream_, gzip_only) != Z_OK) throw NoCapture{"gzip: not enough memory"};
  }
  GzipReader(const GzipReader&) = delete;
  GzipReader& operator=(const GzipReader&) = delete;
  ~GzipReader() override { inflateEnd(&stream_); }

  void feed(Bytes block, RecordSink& sink) override {
    // NOLINTNEXTLINE(cppcoreguidelines-pro-type-const-cast): zlib does not write to it
    stream_.next_in = const_cast<Bytef*>(block.data());
    stream_.avail_in = static_cast<uInt>(block.size());
    while (stream_.avail_in != 0 && state_ != State::broken) {
      if (state_ == State::ended) begin_member();
      unpack(sink);
    }
  }
  void finish(RecordSink& sink) override {
    reader_->finish(sink);
    if (state_ != State::ended) throw NoCapture{"gzip: the file is damaged or cut short"};
  }
  [[nodiscard]] Content content() const override { return reader_->content(); }
  [[nodiscard]] bool has_guessed_dates() const override { return reader_->has_guessed_dates(); }

 private:
  enum class State : std::uint8_t { open, ended, broken };

  /// Files that were joined: one begins where the other ends.
  void begin_member() {
    inflateReset(&stream_);
    state_ = State::open;
  }

  void unpack(RecordSink& sink) {
    int result = Z_OK;
    do {
      stream_.next_out = unpacked_.data();
      stream_.avail_out = static_cast<uInt>(unpacked_.size());
      result = inflate(&stream_, Z_NO_FLUSH);
      reader_->feed(Bytes{unpacked_}.first(unpacked_.size() - stream_.avail_out), sink);
    } while (result == Z_OK && stream_.avail_out == 0);
    if (result == Z_STREAM_END) {
      state_ = State::ended;
    } else if (result != Z_OK && result != Z_BUF_ERROR) {
      state_ = State::broken;
    }
  }

  std::unique_ptr<CaptureReader> reader_;
  z_stream stream_{};
  std::array<std::uint8_t, 65536> unpacked_{};
  State state_ = State::open;
};

}  // namespace

bool is_gzip(Bytes front) {
  return front.size() >= 3 && front[0] == 0x1F && front[1] == 0x8B && front[2] == 8;
}

std::unique_ptr<CaptureReader> make_gzip_reader(std::unique_ptr<CaptureReader> reader) {
  return std::make_unique<GzipReader>(std::move(reader));
}

}  // namespace twc::tools
