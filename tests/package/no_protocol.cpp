// SPDX-License-Identifier: MIT
/// Does not compile: a message of two lengths, encoded without saying for which generation.

#include <twc/twc.hpp>

const twc::wire::Frame frame = twc::msg::encode(twc::msg::MasterHeartbeat{});
