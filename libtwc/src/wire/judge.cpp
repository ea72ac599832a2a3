// SPDX-License-Identifier: MIT
#include <twc/wire/checksum.hpp>
#include <twc/wire/detail/judge.hpp>
#include <twc/wire/slip.hpp>

namespace twc::wire {
namespace {

/// Unescaped bytes that are long enough to be a frame and are none.
FrameError fault_of(const Unescaped& body) {
  const Bytes bytes = body.bytes();
  if (bytes.size() > Frame::longest) return FrameError::overlong;
  if (body.has_bad_escape()) return FrameError::escape;
  const bool sums_up = checksum(bytes.first(bytes.size() - 1)) == bytes.back();
  return begins_frame(bytes[0]) && sums_up ? FrameError::length : FrameError::checksum;
}

}  // namespace

Event judge(const Stretch& stretch) {
  const Unescaped body = unescape(stretch.bytes());
  if (body.bytes().size() < Frame::shortest) return Noise{stretch};
  if (stretch.count() <= Stretch::capacity && !body.has_bad_escape()) {
    if (const auto frame = Frame::check(body.bytes())) return *frame;
  }
  return BadFrame{fault_of(body), stretch};
}

Event judge_cut_short(const Stretch& stretch) {
  const std::uint8_t first = stretch.bytes().front();
  const bool begins_well = stretch.count() > 1 && begins_frame(first);
  const bool is_long = unescape(stretch.bytes()).bytes().size() >= Frame::shortest;
  if (begins_well || is_long) return BadFrame{FrameError::truncated, stretch};
  return Noise{stretch};
}

}  // namespace twc::wire
