// SPDX-License-Identifier: MIT
#pragma once
/// A frame: the bytes between two delimiters, unescaped and known to be good.

#include <algorithm>
#include <array>
#include <optional>

#include <twc/types.hpp>
#include <twc/wire/detail/swar.hpp>
#include <twc/wire/function.hpp>

namespace twc::wire {

/// A good frame: 13 to 20 bytes that begin with FB, FC or FD and end with their right checksum.
/// There is no is_valid(): a Frame that exists is one. 13 and 15 bytes occur only for the requests
/// and commands that programs are known to send so (function.hpp).
class Frame {
 public:
  static constexpr std::size_t shortest = 13;
  static constexpr std::size_t longest = 20;

  /// Checks `bytes` (unescaped, without delimiters, with the checksum). Nothing if they are no
  /// frame; judge() says why.
  [[nodiscard]] static std::optional<Frame> check(Bytes bytes);

  /// All bytes, the checksum last.
  [[nodiscard]] constexpr Bytes bytes() const { return Bytes{bytes_}.first(size_); }
  /// The bytes behind the two of the function code, without the checksum.
  [[nodiscard]] constexpr Bytes payload() const { return bytes().subspan(2, size_ - 3U); }
  [[nodiscard]] constexpr std::size_t size() const { return size_; }
  [[nodiscard]] constexpr FrameKind kind() const { return FrameKind{bytes_[0]}; }
  [[nodiscard]] constexpr Function function() const {
    return static_cast<Function>((unsigned{bytes_[0]} << 8U) | bytes_[1]);
  }

  friend constexpr bool operator==(const Frame& a, const Frame& b) {
    return a.size_ == b.size_ && a.bytes_ == b.bytes_;
  }

 private:
  friend class Decoder;
  friend class Reader;
  friend class Writer;
  constexpr Frame() = default;
  /// Bytes that the decoder has checked while they were in registers.
  Frame(const swar::Words& words, std::uint8_t size) : size_{size} { words.store_to(bytes_); }

  std::array<std::uint8_t, longest> bytes_{};  // zero from size_ on
  std::uint8_t size_ = 0;
};

/// Whether the parts of a frame that the checksum does not cover are right: its first byte and its
/// length. `bytes` holds at least two.
[[nodiscard]] bool has_frame_shape(Bytes bytes);

/// The harm that sending `frame` may do to a Wall Connector. Codes and heartbeat commands that
/// nobody has explained are Hazard::deliberate, like command 02: trying codes out has destroyed
/// units.
[[nodiscard]] Hazard hazard(const Frame& frame);

}  // namespace twc::wire
