// SPDX-License-Identifier: MIT
#include <algorithm>

#include <twc/wire/recover.hpp>
#include <twc/wire/slip.hpp>

namespace twc::wire {
namespace {

/// As many bytes as a frame can have, unescaped, and where on the wire each of them ends.
struct Front {
  std::array<std::uint8_t, Frame::longest> bytes{};
  std::array<std::size_t, Frame::longest> ends{};
  std::size_t size = 0;
};

Front front_of(Bytes wire) {
  Front front;
  for (std::size_t at = 0; front.size < front.bytes.size() && at < wire.size();) {
    std::uint8_t byte = wire[at++];
    if (byte == slip_esc) {
      const std::uint8_t following = at < wire.size() ? wire[at++] : slip_end;
      if (following != slip_esc_end && following != slip_esc_esc) break;
      byte = following == slip_esc_end ? slip_end : slip_esc;
    }
    front.bytes[front.size] = byte;
    front.ends[front.size] = at;
    ++front.size;
  }
  return front;
}

const FunctionInfo* info_of(const Front& front) {
  if (front.size < Frame::shortest) return nullptr;
  return find(static_cast<Function>((unsigned{front.bytes[0]} << 8U) | front.bytes[1]));
}

/// A frame of 16 bytes that is damaged inside may pass for one of 14 that has two more bytes behind
/// it, once in 256 times. Its padding gives it away: a byte that would be the checksum of the short
/// one, or stand behind it, is zero.
bool may_be_part_of_longer(const Front& front, std::size_t size, const Lengths& lengths) {
  for (std::size_t longer = size + 1; longer <= front.size; ++longer) {
    const Bytes padding = Bytes{front.bytes}.subspan(size - 1, longer - size);
    const bool has_zero = std::ranges::find(padding, 0) != padding.end();
    if (lengths.contain(longer) && has_zero) return true;
  }
  return false;
}

struct Found {
  std::optional<Frame> frame;
  std::size_t eaten = 0;  // bytes of the stretch, escapes included
};

/// `wire` is not empty.
Found frame_at_front(Bytes wire) {
  if (!begins_frame(wire[0])) return {};  // needs no unescaping, and is seldom so by chance
  const Front front = front_of(wire);
  const FunctionInfo* const info = info_of(front);
  if (info == nullptr) return {};
  for (std::size_t size = Frame::shortest; size <= front.size; ++size) {
    if (!info->heard.contain(size)) continue;
    const auto frame = Frame::check(Bytes{front.bytes}.first(size));
    if (frame && !may_be_part_of_longer(front, size, info->heard)) {
      return {frame, front.ends[size - 1]};
    }
  }
  return {};
}

/// Whether the stretch has the code and the length of one frame. Then it is that frame, damaged,
/// and a frame that seems to stand inside is only its bytes.
bool is_one_damaged_frame(const Stretch& stretch) {
  const Front front = front_of(stretch.bytes());
  const FunctionInfo* const info = info_of(front);
  return info != nullptr && info->heard.contain(front.size) &&
         front.ends[front.size - 1] == stretch.count();
}

}  // namespace

Recovery::Recovery(const Stretch& damaged) : damaged_{damaged} {
  if (is_one_damaged_frame(damaged) && !frame_at_front(damaged.bytes()).frame) {
    at_ = damaged.bytes().size();
  }
}

std::optional<Recovered> Recovery::next() {
  while (at_ + Frame::shortest <= damaged_.bytes().size()) {
    const Found found = frame_at_front(damaged_.bytes().subspan(at_));
    at_ += found.frame ? found.eaten : 1;
    if (found.frame) return Recovered{*found.frame};
  }
  return std::nullopt;
}

}  // namespace twc::wire
