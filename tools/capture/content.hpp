// SPDX-License-Identifier: MIT
#pragma once
/// The kind of an input, apart from the frames in it: told to people where there are none.

#include <cstdint>

#include <twc/types.hpp>

namespace twc::tools {

enum class Content : std::uint8_t {
  nothing,  ///< not one byte
  bytes,    ///< no text, and nothing else that is known
  text,
  capture,   ///< a twclog: there is a bus behind it
  web_page,  ///< a text that begins as HTML
  picture,
  document,  ///< PDF
  archive,   ///< zip, and what office programs make of it
};

/// As many bytes as it takes to know a picture, a document or an archive.
inline constexpr std::size_t content_mark = 8;

/// The kind of a file that begins with `front`, if such files hold no frames for certain.
[[nodiscard]] Content content_of(Bytes front);

/// Whether a text begins as HTML.
[[nodiscard]] bool is_web_page(Bytes front);

}  // namespace twc::tools
