#include "capture/reader.hpp"

#include <algorithm>
#include <array>

#include <twc/wire/slip.hpp>

#include "capture/bin.hpp"
#include "capture/pcap.hpp"
#include "capture/text.hpp"

namespace twc::tools {
namespace {

/// Looks at the front of a file until it is clear what it is, then reads it as that.
class GuessingReader final : public CaptureReader {
 public:
  void feed(Bytes block, RecordSink& sink) override {
    while (!reader_ && !block.empty()) {
      front_[size_++] = block.front();
      block = block.subspan(1);
      if (const auto format = guess()) settle(*format, sink);
    }
    if (reader_) reader_->feed(block, sink);
  }
  void finish(RecordSink& sink) override {
    if (!reader_) settle(CaptureFormat::automatic, sink);
    reader_->finish(sink);
  }

 private:
  static constexpr std::size_t most = 512;
  static constexpr std::size_t enough = 16;  // for a text, with a line end

  /// `automatic` stands for text with any format in any line.
  [[nodiscard]] std::optional<CaptureFormat> guess() const {
    const Bytes front = Bytes{front_}.first(size_);
    if (may_be_pcap(front)) {
      return size_ < 4 ? std::nullopt : std::optional{CaptureFormat::pcap};
    }
    // Three bytes may have waited until it was no pcap; those before were looked at.
    const Bytes latest = front.last(std::min<std::size_t>(size_, 4));
    if (std::ranges::any_of(latest, is_no_text)) return CaptureFormat::bin;
    const bool is_line = size_ >= enough && front.back() == '\n';
    if (is_line || size_ == most) return CaptureFormat::automatic;
    return std::nullopt;
  }

  /// Control characters that no log has, and bytes that UTF-8 never uses: C0 is one of those.
  [[nodiscard]] static bool is_no_text(std::uint8_t byte) {
    constexpr std::uint8_t escape = 0x1B;  // colours a log
    const bool is_blank = byte >= '\b' && byte <= '\r';
    const bool is_control = byte < ' ' && byte != escape && !is_blank;
    return is_control || byte == 0x7F || byte == 0xC0 || byte == 0xC1 || byte >= 0xF5;
  }

  void settle(CaptureFormat format, RecordSink& sink) {
    if (format == CaptureFormat::automatic) {
      reader_ = std::make_unique<TextReader>(TextFormats{true, true, true, true, true});
    } else {
      reader_ = make_reader(format);
    }
    reader_->feed(Bytes{front_}.first(size_), sink);
  }

  std::array<std::uint8_t, most> front_{};
  std::size_t size_ = 0;
  std::unique_ptr<CaptureReader> reader_;
};

}  // namespace

std::unique_ptr<CaptureReader> make_reader(CaptureFormat format) {
  switch (format) {
    case CaptureFormat::bin: return std::make_unique<BinReader>();
    case CaptureFormat::pcap: return make_pcap_reader();
    case CaptureFormat::hex: return std::make_unique<TextReader>(TextFormats{.hex = true});
    case CaptureFormat::twclog: return std::make_unique<TextReader>(TextFormats{.twclog = true});
    case CaptureFormat::twcmanager:
      return std::make_unique<TextReader>(TextFormats{.twcmanager = true, .status = true});
    case CaptureFormat::esphome:
      return std::make_unique<TextReader>(TextFormats{.esphome = true, .hex = true});
    case CaptureFormat::automatic: break;
  }
  return std::make_unique<GuessingReader>();
}

}  // namespace twc::tools
