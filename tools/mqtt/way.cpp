// SPDX-License-Identifier: MIT
#include "mqtt/way.hpp"

#include <algorithm>

namespace twc::tools {

std::vector<Way> ways_to(const BrokerAddress& broker,
                         const std::vector<asio::ip::address>& addresses) {
  std::vector<Way> ways;
  for (const asio::ip::address& address : addresses) {
    const char* const any = address.is_v6() ? "::" : "0.0.0.0";
    Way way = broker.is_encrypted ? Way{.host = broker.host, .from = any}
                                  : Way{.host = address.to_string(), .from = {}};
    if (std::ranges::find(ways, way) == ways.end()) ways.push_back(std::move(way));
  }
  return ways;
}

}  // namespace twc::tools
