// SPDX-License-Identifier: MIT
/// Any body with a right checksum is a message. A message that can be encoded comes back equal, and
/// in the same length as the same bytes but for padding.

#include <algorithm>
#include <variant>

#include <twc/msg/message.hpp>

#include "require.hpp"
#include "support/hex.hpp"
#include "support/reencode.hpp"

namespace twc::fuzz {
namespace {

/// The input as the beginning of a frame. All of it is made to fit, so that no input is in vain.
std::optional<wire::Frame> frame_of(Bytes input) {
  constexpr std::size_t most = wire::Frame::longest - 1;
  test::ByteVector bytes(input.begin(),
                         input.begin() + static_cast<std::ptrdiff_t>(std::min(input.size(), most)));
  bytes.resize(std::max(bytes.size(), wire::Frame::shortest - 1));
  if (bytes[0] < 0xFB || bytes[0] > 0xFD) {
    bytes[0] = static_cast<std::uint8_t>(0xFBU + bytes[0] % 3U);
  }
  bytes.push_back(wire::checksum(bytes));
  return wire::Frame::check(bytes);
}

/// The same fields at the same places; where the bytes differ there is padding, which we send as 0.
void check_fields(const wire::Frame& heard, const wire::Frame& again) {
  if (heard.size() != again.size()) return;
  const Bytes before = heard.bytes();
  const Bytes after = again.bytes();
  bool has_zero_padding = true;
  for (std::size_t at = 0; at + 1 < before.size(); ++at) {
    if (before[at] == after[at]) continue;
    require(at >= 2 && after[at] == 0);
    has_zero_padding = false;
  }
  require((heard == again) == has_zero_padding);
}

void check(const wire::Frame& frame) {
  const msg::Message message = msg::decode(frame);
  const auto again = test::reencode(message, frame);
  if (const auto* const unknown = std::get_if<msg::Unknown>(&message)) {
    require(!again && unknown->frame == frame);
  } else if (const auto* const dangerous = std::get_if<msg::Dangerous>(&message)) {
    require(!again && dangerous->frame == frame);
    require(!wire::SlipFrame::of(frame, wire::EndByte::fc, wire::HarmAccepted{}));
  } else if (again) {
    require(msg::decode(*again) == message);
    require(wire::hazard(*again) == wire::hazard(frame));
    check_fields(frame, *again);
  } else {
    require(std::holds_alternative<msg::UnlistedCommand>(message));
  }
  if (msg::protocol_of(frame)) require(frame.bytes()[0] == 0xFD);
}

}  // namespace
}  // namespace twc::fuzz

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  if (const auto frame = twc::fuzz::frame_of({data, size})) twc::fuzz::check(*frame);
  return 0;
}
