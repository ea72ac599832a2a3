// SPDX-License-Identifier: MIT
#pragma once
/// A TCP segment in a packet of a network: who sends it to whom, and what is in it.

#include <array>
#include <cstdint>
#include <optional>

#include <twc/types.hpp>

namespace twc::tools {

/// An address and a port. IPv4 fills the first four bytes.
struct TcpEnd {
  std::array<std::uint8_t, 16> address{};
  std::uint16_t port = 0;
  friend bool operator==(const TcpEnd&, const TcpEnd&) = default;
};

struct TcpSegment {
  TcpEnd from;
  TcpEnd to;
  std::uint32_t sequence = 0;
  bool is_syn = false;
  bool is_ack = false;
  bool is_last = false;  ///< FIN or RST
  Bytes payload;
};

/// Nothing for what is no TCP over IPv4 or IPv6, for fragments, and for link types that are not
/// known here: Ethernet, raw IP, Linux "any" and loopback are.
[[nodiscard]] std::optional<TcpSegment> parse_tcp(std::uint32_t link_type, Bytes packet);

}  // namespace twc::tools
