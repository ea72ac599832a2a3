// SPDX-License-Identifier: MIT
#pragma once
/// A body: the bytes between two delimiters, from a source that has undone the escapes.

#include <variant>

#include <twc/wire/detail/judge.hpp>
#include <twc/wire/slip.hpp>

namespace twc::tools {

/// The kind of `body`, which is not empty. Some sources claim to have undone the escapes
/// and have not: bytes that make a frame only after that count as that frame.
[[nodiscard]] inline wire::Event judge_body(Bytes body) {
  const wire::Event event = wire::judge(wire::escape(body));
  if (std::holds_alternative<wire::Frame>(event)) return event;
  const wire::Event as_it_stands = wire::judge(wire::Stretch{body});
  return std::holds_alternative<wire::Frame>(as_it_stands) ? as_it_stands : event;
}

/// Whether `byte` can begin a body.
[[nodiscard]] constexpr bool begins_body(std::uint8_t byte) {
  return wire::begins_frame(byte);
}

}  // namespace twc::tools
