#include "capture/pcapng.hpp"

namespace twc::tools {
namespace {

// Block types; the two kinds of packet with a time have the same fields.
constexpr std::uint32_t section_header = 0x0A0D0D0A;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t old_packet = 2;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t enhanced_packet = 6;

std::uint64_t power_of_ten(unsigned exponent) {
  std::uint64_t value = 1;
  for (; exponent > 0; --exponent) value *= 10;
  return value;
}

/// `resolution` is the exponent of a tick, negated: 6 is microseconds.
std::uint64_t from_decimal(std::uint64_t ticks, unsigned resolution) {
  constexpr unsigned micro = 6;
  constexpr unsigned most = 19;  // the digits of the largest number
  if (resolution <= micro) return ticks * power_of_ten(micro - resolution);
  return resolution - micro <= most ? ticks / power_of_ten(resolution - micro) : 0;
}

/// The same for powers of two.
std::uint64_t from_binary(std::uint64_t ticks, unsigned resolution) {
  constexpr unsigned bits = 64;
  constexpr unsigned most = 44;  // so that a fraction times a million still fits
  if (resolution >= bits) return 0;
  const std::uint64_t whole = ticks >> resolution;
  std::uint64_t fraction = ticks - (whole << resolution);
  if (resolution > most) fraction >>= resolution - most;
  return (whole * one_second) + ((fraction * one_second) >> std::min(resolution, most));
}

constexpr std::size_t padded(std::size_t size) {
  return (size + 3) / 4 * 4;
}

}  // namespace

void PcapngReader::feed(Bytes block, RecordSink& sink) {
  while (!is_broken_ && piece_.fill(block)) {
    is_in_block_ ? end_block(false, sink) : begin_block();
  }
}

void PcapngReader::finish(RecordSink& sink) {
  if (is_in_block_) end_block(true, sink);
  judge_.finish();
}

void PcapngReader::begin_block() {
  constexpr std::uint32_t big_endian_mark = 0x1A2B3C4D;
  Numbers start{piece_.bytes(), is_big_endian_};
  type_ = start.u32(0);
  if (type_ == section_header) {
    is_big_endian_ = Numbers{piece_.bytes(), true}.u32(8) == big_endian_mark;
    start.is_big_endian = is_big_endian_;
    interface_count_ = 0;
    is_broken_ = start.u32(8) != big_endian_mark;
  }
  const std::size_t size = start.u32(4);
  first_word_ = start.u32(8);
  constexpr std::size_t trailer = 4;
  is_broken_ = is_broken_ || size < block_start || size % 4 != 0;
  is_in_block_ = size > block_start;
  if (is_broken_) is_in_block_ = false;
  is_in_block_ ? piece_.expect(size - block_start - trailer, trailer) : piece_.expect(block_start);
}

void PcapngReader::end_block(bool is_cut, RecordSink& sink) {
  switch (type_) {
    case interface_description: add_interface(); break;
    case old_packet:
    case enhanced_packet: take_packet(is_cut, sink); break;
    case simple_packet: take_simple_packet(is_cut, sink); break;
    default: break;
  }
  is_in_block_ = false;
  piece_.expect(block_start);
}

void PcapngReader::add_interface() {
  if (interface_count_ == most_interfaces) return;
  constexpr std::uint16_t time_resolution = 9;
  constexpr std::uint16_t time_offset = 14;
  const Numbers body{piece_.bytes(), is_big_endian_};
  Interface added;
  added.link_type = is_big_endian_ ? first_word_ >> 16U : first_word_ & 0xFFFFU;
  for (std::size_t at = 4; at + 4 <= body.bytes.size();) {  // behind the longest packet length
    const std::uint16_t code = body.u16(at);
    const std::size_t size = body.u16(at + 2);
    at += 4;
    if (code == 0) break;
    if (code == time_resolution && at < body.bytes.size()) added.resolution = body.bytes[at];
    if (code == time_offset) added.offset = body.u64(at);
    at += padded(size);
  }
  interfaces_[interface_count_++] = added;
}

void PcapngReader::take_packet(bool is_cut, RecordSink& sink) {
  constexpr std::size_t header = 16;  // behind the first word
  const Numbers body{piece_.bytes(), is_big_endian_};
  std::size_t from = first_word_;
  if (type_ == old_packet) from = is_big_endian_ ? first_word_ >> 16U : first_word_ & 0xFFFFU;
  if (from >= interface_count_ || body.bytes.size() < header) return;
  const std::uint64_t ticks = (std::uint64_t{body.u32(0)} << 32U) | body.u32(4);
  const std::size_t captured = body.u32(8);
  const std::size_t size = std::max<std::size_t>(captured, body.u32(12));
  const Bytes data = body.bytes.subspan(header);
  give_packet(data.first(std::min(captured, data.size())), size, is_cut || captured < size,
              time_of(ticks, interfaces_[from]), from, sink);
}

/// Without a time, from the first interface.
void PcapngReader::take_simple_packet(bool is_cut, RecordSink& sink) {
  if (interface_count_ == 0) return;
  give_packet(piece_.bytes(), first_word_, is_cut, {}, 0, sink);
}

/// `data` is padded, or shorter than the packet if that is longer than a piece keeps.
void PcapngReader::give_packet(Bytes data, std::size_t size, bool is_cut, Stamp when,
                               std::size_t from, RecordSink& sink) {
  const bool is_short = data.size() < size && piece_.bytes().size() < Piece::capacity;
  judge_.take({.when = when,
               .link_type = interfaces_[from].link_type,
               .data = data.first(std::min(size, data.size())),
               .size = size,
               .is_cut = is_cut || is_short},
              sink);
}

Stamp PcapngReader::time_of(std::uint64_t ticks, const Interface& from) {
  constexpr std::uint8_t is_binary = 0x80;
  const unsigned exponent = from.resolution & 0x7FU;
  const std::uint64_t time = (from.resolution & is_binary) != 0 ? from_binary(ticks, exponent)
                                                                : from_decimal(ticks, exponent);
  return {Clock::epoch, static_cast<std::int64_t>(time + (from.offset * one_second))};
}

}  // namespace twc::tools
