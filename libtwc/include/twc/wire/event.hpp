// SPDX-License-Identifier: MIT
#pragma once
/// The events that a decoder gives. Nothing is lost: a damaged frame and the noise between frames
/// are events like a good frame, and carry their bytes.

#include <cstdint>
#include <string_view>
#include <variant>

#include <twc/wire/frame.hpp>
#include <twc/wire/stretch.hpp>

namespace twc::wire {

/// The fault of a stretch of at least 13 bytes that is no frame.
enum class FrameError : std::uint8_t {
  checksum,   ///< the checksum or the first byte is wrong
  length,     ///< only the length is: no frame has 15, 17, 18 or 19 bytes, requests apart
  escape,     ///< a DB is followed by neither DC nor DD
  overlong,   ///< more than 20 bytes
  truncated,  ///< begun, and then nothing more in time or before the end of input
};
[[nodiscard]] constexpr std::string_view to_string(FrameError error) {
  switch (error) {
    case FrameError::checksum: return "checksum";
    case FrameError::length: return "length";
    case FrameError::escape: return "escape";
    case FrameError::overlong: return "overlong";
    case FrameError::truncated: return "truncated";
  }
  return "unknown";
}

struct BadFrame {
  FrameError error = FrameError::checksum;
  Stretch wire;  ///< still escaped
  friend bool operator==(const BadFrame&, const BadFrame&) = default;
};

/// Bytes between frames: up to 12 between two delimiters, or any number before the first one.
struct Noise {
  Stretch wire;  ///< still escaped
  friend bool operator==(const Noise&, const Noise&) = default;
};

/// The single byte after a frame: the line makes it when a driver lets go. It belongs to the frame
/// heard last, and is an event of its own so that the frame need not wait for it.
struct TrailingByte {
  std::uint8_t value = 0;
  friend bool operator==(const TrailingByte&, const TrailingByte&) = default;
};

using Event = std::variant<Frame, TrailingByte, Noise, BadFrame>;

}  // namespace twc::wire
