#pragma once
/// A body: what stands between two delimiters, as sources give it that have undone the escapes.

#include <variant>

#include <twc/wire/detail/judge.hpp>
#include <twc/wire/slip.hpp>

namespace twc::tools {

/// The kind of `body`, which is not empty. Some sources say that they unescape and do not: bytes
/// that are a frame only if they are still escaped are that frame.
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
