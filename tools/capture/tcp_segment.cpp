// SPDX-License-Identifier: MIT
#include "capture/tcp_segment.hpp"

#include <algorithm>

namespace twc::tools {
namespace {

constexpr std::uint8_t tcp = 6;

std::uint16_t u16(Bytes bytes, std::size_t at) {
  return static_cast<std::uint16_t>(bytes[at] * 256U + bytes[at + 1]);
}

std::uint32_t u32(Bytes bytes, std::size_t at) {
  return std::uint32_t{u16(bytes, at)} << 16U | u16(bytes, at + 2);
}

Bytes behind(Bytes bytes, std::size_t size) {
  return bytes.subspan(std::min(size, bytes.size()));
}

/// The packet behind the header of the link; both versions of IP tell which they are.
Bytes ip_packet(std::uint32_t link_type, Bytes packet) {
  constexpr std::size_t ethernet_header = 14;
  switch (link_type) {
    case 0:
    case 108: return behind(packet, 4);  // loopback
    case 1: {
      constexpr std::size_t tag_size = 4;
      std::size_t size = ethernet_header;
      while (packet.size() >= size && (u16(packet, size - 2) == 0x8100 ||  // VLAN
                                       u16(packet, size - 2) == 0x88A8)) {
        size += tag_size;
      }
      return behind(packet, size);
    }
    case 12:
    case 14:
    case 101:
    case 228:
    case 229: return packet;              // no header
    case 113: return behind(packet, 16);  // Linux "any"
    case 276: return behind(packet, 20);  // the same, version 2
    default: return {};
  }
}

/// The TCP segment in an IP packet, with the addresses filled in.
Bytes take_ip(Bytes packet, TcpSegment& segment) {
  constexpr std::size_t shortest_ip4 = 20;
  constexpr std::size_t ip6_header = 40;
  if (packet.size() < shortest_ip4) return {};
  const unsigned version = packet[0] >> 4U;
  if (version == 4) {
    const std::size_t header = std::size_t{packet[0] & 0x0FU} * 4;
    const bool is_fragment = (u16(packet, 6) & 0x3FFFU) != 0;
    if (header < shortest_ip4 || packet[9] != tcp || is_fragment) return {};
    std::ranges::copy(packet.subspan(12, 4), segment.from.address.begin());
    std::ranges::copy(packet.subspan(16, 4), segment.to.address.begin());
    const std::size_t total = u16(packet, 2);  // 0: the card had still to cut it up
    const bool has_padding = total >= header && total < packet.size();
    return behind(has_padding ? packet.first(total) : packet, header);
  }
  if (version != 6 || packet.size() < ip6_header || packet[6] != tcp) return {};
  std::ranges::copy(packet.subspan(8, 16), segment.from.address.begin());
  std::ranges::copy(packet.subspan(24, 16), segment.to.address.begin());
  const std::size_t size = u16(packet, 4);
  const Bytes inside = behind(packet, ip6_header);
  return size != 0 && size < inside.size() ? inside.first(size) : inside;
}

}  // namespace

std::optional<TcpSegment> parse_tcp(std::uint32_t link_type, Bytes packet) {
  constexpr std::size_t shortest_header = 20;
  TcpSegment segment;
  const Bytes bytes = take_ip(ip_packet(link_type, packet), segment);
  if (bytes.size() < shortest_header) return std::nullopt;
  const auto words = static_cast<std::size_t>(bytes[12] >> 4U);
  const std::size_t header = 4 * words;
  if (header < shortest_header || header > bytes.size()) return std::nullopt;
  const std::uint8_t flags = bytes[13];
  segment.from.port = u16(bytes, 0);
  segment.to.port = u16(bytes, 2);
  segment.sequence = u32(bytes, 4);
  segment.is_last = (flags & 0x05U) != 0;
  segment.is_syn = (flags & 0x02U) != 0;
  segment.is_ack = (flags & 0x10U) != 0;
  segment.payload = behind(bytes, header);
  return segment;
}

}  // namespace twc::tools
