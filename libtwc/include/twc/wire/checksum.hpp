// SPDX-License-Identifier: MIT
#pragma once
/// The checksum: the sum of bytes 1 to n-2, modulo 256. It does not cover byte 0 (FB, FC or FD).

#include <twc/types.hpp>

namespace twc::wire {

/// `body` without its checksum byte; the first byte does not count. An empty body sums to 0.
[[nodiscard]] constexpr std::uint8_t checksum(Bytes body) {
  unsigned sum = 0;
  for (std::size_t at = 1; at < body.size(); ++at) sum += body[at];
  return static_cast<std::uint8_t>(sum);
}

}  // namespace twc::wire
