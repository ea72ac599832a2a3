// SPDX-License-Identifier: MIT
#pragma once
/// The kinds of lines, and what each does to the spacing of bytes.

#include <chrono>
#include <cstdint>
#include <string_view>

#include <twc/types.hpp>
#include <twc/wire/decoder.hpp>

namespace twc::link {

enum class Kind : std::uint8_t {
  serial,   ///< a port or an adapter at this machine
  network,  ///< TCP, or anything else that holds bytes back and gives them in lumps
};
[[nodiscard]] constexpr std::string_view to_string(Kind kind) {
  switch (kind) {
    case Kind::serial: return "serial";
    case Kind::network: return "network";
  }
  return "unknown";
}

/// How long a Port waits for what belongs together.
struct Spacing {
  Duration partial_frame;  ///< a frame that is older is given up
  Duration end_byte;       ///< how long a frame waits for the byte behind it
  Duration echo;           ///< an echo comes within it

  /// A USB adapter holds bytes back for up to 16 ms, a network for seconds. A frame waits for its
  /// end byte a little longer than the decoder takes to be sure of one.
  [[nodiscard]] static constexpr Spacing of(Kind kind) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    if (kind == Kind::network) {
      return {.partial_frame = seconds{2}, .end_byte = milliseconds{250}, .echo = seconds{3}};
    }
    return {.partial_frame = wire::Decoder::default_timeout,
            .end_byte = milliseconds{60},
            .echo = seconds{1}};
  }
};

}  // namespace twc::link
