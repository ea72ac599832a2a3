#pragma once
/// Says what a line does to the spacing of bytes.

#include <string_view>

#include <twc/types.hpp>
#include <twc/wire/decoder.hpp>

#include "endpoint/endpoint.hpp"

namespace twc::tools {

struct Spacing {
  Duration partial_frame;  ///< a frame that is older is given up
  Duration end_byte;       ///< how long a frame waits for the byte behind it
};

/// Network adapters hold bytes back; a wire with a USB adapter does so for up to 16 ms. A frame
/// waits for its end byte a little longer than the decoder takes to be sure of one.
[[nodiscard]] inline Spacing spacing_of(std::string_view endpoint) {
  using std::chrono::milliseconds;
  if (is_network(endpoint)) {
    return {.partial_frame = milliseconds{2000}, .end_byte = milliseconds{250}};
  }
  return {.partial_frame = wire::Decoder::default_timeout, .end_byte = milliseconds{60}};
}

}  // namespace twc::tools
