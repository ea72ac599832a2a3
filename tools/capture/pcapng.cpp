// SPDX-License-Identifier: MIT
#include "capture/pcapng.hpp"

#include <algorithm>

#include <twc/wire/slip.hpp>

#include "capture/little_endian.hpp"

namespace twc::tools {
namespace {

// Block types; the two kinds of packet with a time have the same fields.
constexpr std::uint32_t section_header = 0x0A0D0D0A;
constexpr std::uint32_t interface_description = 1;
constexpr std::uint32_t old_packet = 2;
constexpr std::uint32_t simple_packet = 3;
constexpr std::uint32_t interface_statistics = 5;
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

// The direction of a packet, in its flags.
constexpr std::uint32_t inbound = 1;
constexpr std::uint32_t outbound = 2;

constexpr std::string_view echo_comment = "echo";
constexpr std::string_view recovered_comment = "recovered";

bool begins_with(Bytes bytes, std::string_view text) {
  const auto same = [](std::uint8_t byte, char c) { return static_cast<char>(byte) == c; };
  return bytes.size() >= text.size() && std::ranges::equal(bytes.first(text.size()), text, same);
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
  judge_.finish(sink);
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
  const std::size_t options_at = std::min(padded(captured), data.size());
  const PacketOptions options = type_ == enhanced_packet
                                    ? options_of({data.subspan(options_at), is_big_endian_})
                                    : PacketOptions{};
  give_packet({.when = time_of(ticks, interfaces_[from]),
               .link_type = {},
               .data = data.first(std::min(captured, data.size())),
               .size = size,
               .is_cut = is_cut || captured < size,
               .direction = options.direction,
               .is_recovered = options.is_recovered},
              from, sink);
}

PcapngReader::PacketOptions PcapngReader::options_of(const Numbers& options) {
  constexpr std::uint16_t comment = 1;
  constexpr std::uint16_t flags = 2;
  PacketOptions found;
  for (std::size_t at = 0; at + 4 <= options.bytes.size();) {
    const std::uint16_t code = options.u16(at);
    const std::size_t size = options.u16(at + 2);
    at += 4;
    if (code == 0) break;
    const Bytes value = options.bytes.subspan(std::min(at, options.bytes.size()));
    if (code == flags) {
      const std::uint32_t way = options.u32(at) & 3U;
      if (way == inbound && !found.direction) found.direction = Direction::received;
      if (way == outbound) found.direction = Direction::sent;
    } else if (code == comment) {
      if (begins_with(value, echo_comment)) found.direction = Direction::echo;
      found.is_recovered = found.is_recovered || begins_with(value, recovered_comment);
    }
    at += padded(size);
  }
  return found;
}

/// Without a time, from the first interface.
void PcapngReader::take_simple_packet(bool is_cut, RecordSink& sink) {
  if (interface_count_ == 0) return;
  give_packet({.when = {},
               .link_type = {},
               .data = piece_.bytes(),
               .size = first_word_,
               .is_cut = is_cut,
               .direction = {},
               .is_recovered = false},
              0, sink);
}

/// The data are padded, or shorter than the packet if that is longer than a piece keeps.
void PcapngReader::give_packet(Packet packet, std::size_t from, RecordSink& sink) {
  const bool is_short = packet.data.size() < packet.size && piece_.bytes().size() < Piece::capacity;
  packet.link_type = interfaces_[from].link_type;
  packet.data = packet.data.first(std::min(packet.size, packet.data.size()));
  packet.is_cut = packet.is_cut || is_short;
  judge_.take(packet, sink);
}

Stamp PcapngReader::time_of(std::uint64_t ticks, const Interface& from) {
  constexpr std::uint8_t is_binary = 0x80;
  const unsigned exponent = from.resolution & 0x7FU;
  const std::uint64_t time = (from.resolution & is_binary) != 0 ? from_binary(ticks, exponent)
                                                                : from_decimal(ticks, exponent);
  return {Clock::epoch, static_cast<std::int64_t>(time + (from.offset * one_second))};
}

namespace {

void put_padded(std::string& out, std::string_view bytes) {
  out += bytes;
  out.append(padded(bytes.size()) - bytes.size(), '\0');
}

void put_option(std::string& out, std::uint16_t code, std::string_view value) {
  put_u16(out, code);
  put_u16(out, value.size());
  put_padded(out, value);
}

/// A block around `body`, whose size is a multiple of four.
void put_block(std::string& out, std::uint32_t type, std::string_view body) {
  constexpr std::size_t around = 12;
  put_u32(out, type);
  put_u32(out, body.size() + around);
  out += body;
  put_u32(out, body.size() + around);
}

std::string characters(Bytes bytes) {
  std::string text;
  for (const std::uint8_t byte : bytes) text += static_cast<char>(byte);
  return text;
}

/// The data of a packet, and how long they were before the end was dropped.
struct PacketBody {
  std::string data;
  std::size_t size = 0;
};

std::optional<PacketBody> body_of(const Record& record) {
  const auto whole = [](const wire::Frame& frame) {
    return PacketBody{characters(frame.bytes()), frame.size()};
  };
  if (const auto* const frame = std::get_if<wire::Frame>(&record.heard)) return whole(*frame);
  if (const auto* const found = std::get_if<wire::Recovered>(&record.heard)) {
    return whole(found->frame);
  }
  const auto* const bad = std::get_if<wire::BadFrame>(&record.heard);
  if (bad == nullptr) return std::nullopt;
  const auto body = wire::unescape(bad->wire.bytes());
  const std::size_t dropped = bad->wire.count() - bad->wire.bytes().size();
  return PacketBody{characters(body.bytes()), body.bytes().size() + dropped};
}

std::uint64_t time_of(const Stamp& when) {
  return static_cast<std::uint64_t>(std::max<std::int64_t>(when.microseconds, 0));
}

void put_options(std::string& out, const Record& record) {
  constexpr std::uint16_t comment = 1;
  constexpr std::uint16_t flags = 2;
  if (std::holds_alternative<wire::Recovered>(record.heard)) {
    put_option(out, comment, "recovered from the damaged packet before");
  }
  if (record.direction == Direction::echo) put_option(out, comment, "echo of a packet before");
  if (record.direction) {
    std::string way;
    put_u32(way, record.direction == Direction::sent ? outbound : inbound);
    put_option(out, flags, way);
  }
  put_u32(out, 0);  // their end
}

}  // namespace

void PcapngFormat::append_header(std::string& out) {
  constexpr std::uint32_t byte_order = 0x1A2B3C4D;
  constexpr std::uint32_t version = 1;  // 1.0
  constexpr std::uint32_t link_type = 147;
  constexpr std::uint32_t longest_packet = 65535;
  std::string section;
  put_u32(section, byte_order);
  put_u32(section, version);
  section.append(8, '\xFF');  // its size is not known
  put_block(out, section_header, section);
  std::string interface;
  put_u32(interface, link_type);
  put_u32(interface, longest_packet);
  put_block(out, interface_description, interface);
}

void PcapngFormat::append(std::string& out, const Record& record) {
  const auto body = body_of(record);
  if (!body) return;
  const auto time = time_of(record.when);
  std::string packet;
  put_u32(packet, 0);  // the interface
  put_u32(packet, time >> 32U);
  put_u32(packet, time);
  put_u32(packet, body->data.size());
  put_u32(packet, body->size);
  put_padded(packet, body->data);
  put_options(packet, record);
  put_block(out, enhanced_packet, packet);
}

void PcapngFormat::append_note(std::string& out, const Note& note) {
  constexpr std::uint16_t comment = 1;
  constexpr std::uint16_t dropped_by_us = 7;
  std::string lost;
  put_u32(lost, note.lost);
  put_u32(lost, note.lost >> 32U);
  const auto time = time_of(note.when);
  std::string statistics;
  put_u32(statistics, 0);  // the interface
  put_u32(statistics, time >> 32U);
  put_u32(statistics, time);
  put_option(statistics, comment, note.text);
  put_option(statistics, dropped_by_us, lost);
  put_u32(statistics, 0);  // the end of the options
  put_block(out, interface_statistics, statistics);
}

}  // namespace twc::tools
