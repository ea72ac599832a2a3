// SPDX-License-Identifier: MIT
#pragma once
/// A stretch: the bytes between two delimiters, as they were on the wire.

#include <algorithm>
#include <array>

#include <twc/types.hpp>

namespace twc::wire {

/// Up to 64 bytes are kept (no frame needs more than 40, escapes included); the rest is counted.
class Stretch {
 public:
  static constexpr std::size_t capacity = 64;

  constexpr Stretch() = default;
  /// `count` is larger than `wire` where the rest was not kept.
  explicit constexpr Stretch(Bytes wire) { append(wire); }

  /// The bytes that were kept: the first 64.
  [[nodiscard]] constexpr Bytes bytes() const {
    return Bytes{bytes_}.first(std::min(count_, capacity));
  }
  /// How many bytes there were.
  [[nodiscard]] constexpr std::size_t count() const { return count_; }
  [[nodiscard]] constexpr bool empty() const { return count_ == 0; }

  constexpr void append(Bytes wire) {
    const std::size_t room = capacity - bytes().size();
    std::ranges::copy(wire.first(std::min(room, wire.size())), bytes_.begin() + kept());
    count_ += wire.size();
  }
  constexpr void clear() { count_ = 0; }
  /// For a stretch that was recorded elsewhere, where only its first bytes are left.
  constexpr void recount(std::size_t count) { count_ = std::max(count_, count); }

  friend constexpr bool operator==(const Stretch& a, const Stretch& b) {
    return a.count_ == b.count_ && std::ranges::equal(a.bytes(), b.bytes());
  }

 private:
  [[nodiscard]] constexpr std::ptrdiff_t kept() const {
    return static_cast<std::ptrdiff_t>(bytes().size());
  }

  std::array<std::uint8_t, capacity> bytes_{};
  std::size_t count_ = 0;
};

}  // namespace twc::wire
