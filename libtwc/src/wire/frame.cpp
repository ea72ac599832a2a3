// SPDX-License-Identifier: MIT
#include <twc/wire/checksum.hpp>
#include <twc/wire/frame.hpp>

namespace twc::wire {

bool has_frame_shape(Bytes bytes) {
  if (!begins_frame(bytes[0])) return false;
  switch (bytes.size()) {
    case 14:
    case 16:
    case 20: return true;
    case 13:
    case 15: {
      const auto code = static_cast<Function>((unsigned{bytes[0]} << 8U) | bytes[1]);
      const FunctionInfo* const info = find(code);
      return info != nullptr && info->heard.contain(bytes.size());
    }
    default: return false;
  }
}

std::optional<Frame> Frame::check(Bytes bytes) {
  if (bytes.size() < shortest || bytes.size() > longest || !has_frame_shape(bytes) ||
      checksum(bytes.first(bytes.size() - 1)) != bytes.back()) {
    return std::nullopt;
  }
  Frame frame;
  std::ranges::copy(bytes, frame.bytes_.begin());
  frame.size_ = static_cast<std::uint8_t>(bytes.size());
  return frame;
}

Hazard hazard(const Frame& frame) {
  const FunctionInfo* const info = find(frame.function());
  if (info == nullptr) return Hazard::deliberate;
  if (frame.function() != Function::master_heartbeat) return info->hazard;
  constexpr std::size_t command_at = 6;
  const std::uint8_t command = frame.bytes()[command_at];
  const bool explained = command == 0x00 || (command >= 0x05 && command <= 0x09);
  return explained ? Hazard::none : Hazard::deliberate;
}

}  // namespace twc::wire
