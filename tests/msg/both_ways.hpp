// SPDX-License-Identifier: MIT
#pragma once
/// A message and the bytes that it is: decoded from them and encoded to them.

#include <string_view>

#include <twc/msg/message.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/printing.hpp"
#include "support/reencode.hpp"

namespace twc::test {

template <typename M>
void check_both_ways(const M& message, std::string_view bytes) {
  const wire::Frame frame = as_frame(from_hex(bytes));
  CHECK(msg::decode(frame) == msg::Message{message});
  CHECK(reencode(message, frame) == frame);
}

}  // namespace twc::test
