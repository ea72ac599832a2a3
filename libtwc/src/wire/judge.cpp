// SPDX-License-Identifier: MIT
#include <cstring>

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

/// Nothing of it is escaped, and all of it is kept.
bool is_plain(const Stretch& stretch) {
  const Bytes bytes = stretch.bytes();
  return stretch.count() == bytes.size() &&
         std::memchr(bytes.data(), slip_esc, bytes.size()) == nullptr;
}

}  // namespace

Event judge(const Stretch& stretch) {
  if (is_plain(stretch)) {
    if (const auto frame = Frame::check(stretch.bytes())) return *frame;
  }
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
