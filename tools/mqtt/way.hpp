// SPDX-License-Identifier: MIT
#pragma once
/// The ways to a broker whose name has several addresses.

#include <string>
#include <vector>

#include <asio/ip/address.hpp>

#include "mqtt/broker.hpp"

namespace twc::tools {

/// Tells libmosquitto where to connect to: it tries one address of a name only.
struct Way {
  std::string host;
  std::string from;  ///< the address to connect from; empty: any

  friend bool operator==(const Way&, const Way&) = default;
};

/// A certificate is signed for the name, so an encrypted connection keeps the name, and the address
/// that it comes from says by which protocol it goes: there is one way for each of IPv4 and IPv6.
[[nodiscard]] std::vector<Way> ways_to(const BrokerAddress& broker,
                                       const std::vector<asio::ip::address>& addresses);

}  // namespace twc::tools
