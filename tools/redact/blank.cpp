// SPDX-License-Identifier: MIT
#include "redact/blank.hpp"

#include <algorithm>
#include <array>

#include <twc/wire/slip.hpp>

#include "redact/layout.hpp"

namespace twc::tools {
namespace {

/// Where text may begin in what may be a frame: behind the code, and behind the ids if the code
/// says that there are some.
std::size_t text_begin(Bytes body) {
  if (body.size() < 2) return 0;
  const auto code = static_cast<wire::Function>((unsigned{body[0]} << 8U) | body[1]);
  if (wire::begins_frame(body[0]) || is_about_text(body[1])) return 2 + 2 * ids_behind(code);
  return 0;
}

bool holds_text(Bytes body, std::size_t begin) {
  if (body.size() < 2 || body.size() <= begin) return false;
  return is_about_text(body[1]) || could_be_text(body.subspan(begin));
}

bool is_escape_pair(Bytes wire) {
  return wire.size() > 1 && wire[0] == wire::slip_esc &&
         (wire[1] == wire::slip_esc_end || wire[1] == wire::slip_esc_esc);
}

}  // namespace

bool could_be_text(Bytes bytes) {
  constexpr std::ptrdiff_t enough = 3;
  const auto is_character = [](std::uint8_t byte) {
    return is_digit(byte) || is_upper(byte) || is_lower(byte);
  };
  std::ptrdiff_t in_a_row = 0;
  return std::ranges::any_of(bytes, [&](std::uint8_t byte) {
    in_a_row = is_character(byte) ? in_a_row + 1 : 0;
    return in_a_row == enough;
  });
}

wire::Stretch blank_text(Bytes wire) {
  const wire::Unescaped body = wire::unescape(wire);
  const std::size_t begin = text_begin(body.bytes());
  if (!holds_text(body.bytes(), begin)) return wire::Stretch{wire};
  wire::Stretch blanked;
  for (std::size_t unescaped = 0; !wire.empty(); ++unescaped) {
    const std::size_t width = is_escape_pair(wire) ? 2U : 1U;
    const bool stays =
        unescaped < begin || width == 2 || wire[0] == wire::slip_esc || wire[0] == 0xFF;
    constexpr std::array<std::uint8_t, 1> blank{0};
    blanked.append(stays ? wire.first(width) : Bytes{blank});
    wire = wire.subspan(width);
  }
  return blanked;
}

}  // namespace twc::tools
