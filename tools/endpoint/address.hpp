// SPDX-License-Identifier: MIT
#pragma once
/// A host and a port, as endpoints are written: `host:port`, `[::1]:port`.

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include <asio/ip/tcp.hpp>

namespace twc::tools {

struct Address {
  std::string host;  ///< without brackets; may be empty
  std::uint16_t port = 0;
  friend bool operator==(const Address&, const Address&) = default;
};

/// Nothing when `text` is no host and port. An IPv6 address needs its brackets.
[[nodiscard]] std::optional<Address> parse_address(std::string_view text);

/// The reverse, for people: an IPv4 address that came in through an IPv6 socket is shown as such.
[[nodiscard]] std::string to_text(const asio::ip::tcp::endpoint& endpoint);

}  // namespace twc::tools
