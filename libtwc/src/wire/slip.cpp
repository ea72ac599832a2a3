// SPDX-License-Identifier: MIT
#include <twc/wire/slip.hpp>

namespace twc::wire {

Unescaped unescape(Bytes wire) {
  Unescaped out;
  const auto push = [&out](std::uint8_t byte) { out.bytes_[out.size_++] = byte; };
  for (Bytes rest = wire.first(std::min(wire.size(), Stretch::capacity)); !rest.empty();) {
    const std::uint8_t byte = rest.front();
    const std::uint8_t following = rest.size() > 1 ? rest[1] : slip_end;
    const bool is_pair = following == slip_esc_end || following == slip_esc_esc;
    if (byte == slip_esc && is_pair) {
      push(following == slip_esc_end ? slip_end : slip_esc);
    } else {
      out.has_bad_escape_ = out.has_bad_escape_ || byte == slip_esc;
      push(byte);
    }
    rest = rest.subspan(byte == slip_esc && is_pair ? 2 : 1);
  }
  return out;
}

SlipFrame::SlipFrame(const Frame& frame, std::optional<EndByte> end) {
  std::size_t size = 0;
  const auto push = [this, &size](std::uint8_t byte) { bytes_[size++] = byte; };
  push(slip_end);
  for (const std::uint8_t byte : frame.bytes()) {
    const bool is_special = byte == slip_end || byte == slip_esc;
    if (is_special) push(slip_esc);
    push(!is_special ? byte : (byte == slip_end ? slip_esc_end : slip_esc_esc));
  }
  push(slip_end);
  if (end) push(static_cast<std::uint8_t>(*end));
  size_ = size;
}

std::optional<SlipFrame> SlipFrame::of(const Frame& frame, std::optional<EndByte> end) {
  if (hazard(frame) != Hazard::none) return std::nullopt;
  return SlipFrame{frame, end};
}

std::optional<SlipFrame> SlipFrame::of(const Frame& frame, std::optional<EndByte> end,
                                       HarmAccepted /*accepted*/) {
  if (hazard(frame) == Hazard::never) return std::nullopt;
  return SlipFrame{frame, end};
}

}  // namespace twc::wire
