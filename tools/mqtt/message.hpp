// SPDX-License-Identifier: MIT
#pragma once
/// A message that a broker gets or brings.

#include <string>
#include <tuple>

namespace twc::tools {

struct Message {
  std::string topic;
  std::string payload;
  bool is_retained = false;

  friend bool operator==(const Message& a, const Message& b) {
    return std::tie(a.topic, a.payload, a.is_retained) ==
           std::tie(b.topic, b.payload, b.is_retained);
  }
};

}  // namespace twc::tools
