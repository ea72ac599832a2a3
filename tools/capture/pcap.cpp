// SPDX-License-Identifier: MIT
#include "capture/pcap.hpp"

#include <array>

#include <twc/wire/slip.hpp>

#include "capture/little_endian.hpp"
#include "capture/pcapng.hpp"

namespace twc::tools {
namespace {

constexpr std::uint32_t microsecond_magic = 0xA1B2C3D4;
constexpr std::uint32_t nanosecond_magic = 0xA1B23C4D;

class PcapReader final : public CaptureReader {
 public:
  PcapReader() { piece_.expect(header_size); }
  void feed(Bytes block, RecordSink& sink) override;
  void finish(RecordSink& sink) override;

 private:
  static constexpr std::size_t header_size = 24;
  static constexpr std::size_t packet_header_size = 16;
  enum class Place : std::uint8_t { header, packet_header, packet };

  void take_header();
  void take_packet_header();
  void take_packet(bool is_cut, RecordSink& sink);

  Piece piece_;
  PacketJudge judge_;
  Packet packet_;
  Place place_ = Place::header;
  bool is_big_endian_ = false;
  bool is_nanosecond_ = false;
};

void PcapReader::feed(Bytes block, RecordSink& sink) {
  while (piece_.fill(block)) {
    switch (place_) {
      case Place::header: take_header(); break;
      case Place::packet_header: take_packet_header(); break;
      case Place::packet: take_packet(false, sink); break;
    }
  }
}

void PcapReader::finish(RecordSink& sink) {
  if (place_ == Place::header) throw NoCapture{"pcap: the file ends within its header"};
  if (place_ == Place::packet) take_packet(true, sink);
  judge_.finish(sink);
}

void PcapReader::take_header() {
  const std::uint32_t magic = Numbers{piece_.bytes(), true}.u32(0);
  is_big_endian_ = magic == microsecond_magic || magic == nanosecond_magic;
  const Numbers header{piece_.bytes(), is_big_endian_};
  is_nanosecond_ = header.u32(0) == nanosecond_magic;
  packet_.link_type = header.u32(20) & 0xFFFFU;  // above are flags
  place_ = Place::packet_header;
  piece_.expect(packet_header_size);
}

void PcapReader::take_packet_header() {
  const Numbers header{piece_.bytes(), is_big_endian_};
  const std::int64_t fraction = header.u32(4);
  packet_.when = {Clock::epoch,
                  (header.u32(0) * one_second) + (is_nanosecond_ ? fraction / 1000 : fraction)};
  const std::size_t captured = header.u32(8);
  packet_.size = std::max<std::size_t>(captured, header.u32(12));
  packet_.is_cut = captured < packet_.size;
  place_ = Place::packet;
  piece_.expect(captured);
}

void PcapReader::take_packet(bool is_cut, RecordSink& sink) {
  packet_.data = piece_.bytes();
  packet_.is_cut = packet_.is_cut || is_cut;
  judge_.take(packet_, sink);
  place_ = Place::packet_header;
  piece_.expect(packet_header_size);
}

/// Looks at the first four bytes and leaves the rest to one of the two.
class EitherReader final : public CaptureReader {
 public:
  void feed(Bytes block, RecordSink& sink) override {
    while (!reader_ && !block.empty()) {
      magic_[size_++] = block.front();
      block = block.subspan(1);
      if (size_ == magic_.size()) choose(sink);
    }
    if (reader_) reader_->feed(block, sink);
  }
  void finish(RecordSink& sink) override {
    if (reader_) reader_->finish(sink);
    if (!reader_ && size_ > 0) choose(sink);
  }

 private:
  void choose(RecordSink& sink) {
    if (size_ < magic_.size() || !may_be_pcap(magic_)) {
      throw NoCapture{"pcap: the file begins like neither pcap nor pcapng"};
    }
    if (magic_ == pcapng_magic) {
      reader_ = std::make_unique<PcapngReader>();
    } else {
      reader_ = std::make_unique<PcapReader>();
    }
    reader_->feed(magic_, sink);
  }

  std::array<std::uint8_t, 4> magic_{};
  std::size_t size_ = 0;
  std::unique_ptr<CaptureReader> reader_;
};

void put_packet(std::string& out, const Stamp& when, Bytes body, std::size_t size) {
  const auto time = static_cast<std::uint64_t>(std::max<std::int64_t>(when.microseconds, 0));
  put_u32(out, time / one_second);
  put_u32(out, time % one_second);
  put_u32(out, body.size());
  put_u32(out, size);
  for (const std::uint8_t byte : body) out += static_cast<char>(byte);
}

}  // namespace

std::unique_ptr<CaptureReader> make_pcap_reader() {
  return std::make_unique<EitherReader>();
}

bool may_be_pcap(Bytes front) {
  constexpr std::array<std::array<std::uint8_t, 4>, 5> magics{
      {
       {0xA1, 0xB2, 0xC3, 0xD4},
       {0xD4, 0xC3, 0xB2, 0xA1},
       {0xA1, 0xB2, 0x3C, 0x4D},
       {0x4D, 0x3C, 0xB2, 0xA1},
       pcapng_magic, }
  };
  const std::size_t size = std::min<std::size_t>(front.size(), 4);
  return std::ranges::any_of(magics, [&](const auto& magic) {
    return std::ranges::equal(Bytes{magic}.first(size), front.first(size));
  });
}

void PcapFormat::append_header(std::string& out) {
  constexpr std::uint32_t version = 0x0004'0002;  // 2.4
  constexpr std::uint32_t longest_packet = 65535;
  constexpr std::uint32_t link_type = 147;
  for (const std::uint32_t word : {microsecond_magic, version, 0U, 0U, longest_packet, link_type}) {
    put_u32(out, word);
  }
}

void PcapFormat::append(std::string& out, const Record& record) {
  const auto direction = record.direction.value_or(Direction::received);
  has_lost_direction_ = has_lost_direction_ || direction != Direction::received;
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) {
    put_packet(out, record.when, frame->bytes(), frame->size());
  } else if (const auto* const bad = std::get_if<wire::BadFrame>(&record.heard)) {
    const auto body = wire::unescape(bad->wire.bytes());
    const std::size_t dropped = bad->wire.count() - bad->wire.bytes().size();
    put_packet(out, record.when, body.bytes(), body.bytes().size() + dropped);
  }
}

}  // namespace twc::tools
