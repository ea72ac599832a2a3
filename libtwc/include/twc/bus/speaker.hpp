// SPDX-License-Identifier: MIT
#pragma once
/// The side that a frame gives away by its code: the one list of frames that only a master sends.

#include <cstdint>
#include <string_view>

#include <twc/wire/function.hpp>

namespace twc::bus {

enum class Speaker : std::uint8_t {
  master,  ///< it asks, commands or announces itself as a master
  slave,   ///< it answers a heartbeat, or announces itself as a slave
  either,  ///< a report: slaves answer with it, and a master with firmware 4.5.3 tells it unasked
  asked,   ///< an answer that shows no more than that somebody was asked
};
[[nodiscard]] constexpr std::string_view to_string(Speaker speaker) {
  switch (speaker) {
    case Speaker::master: return "master";
    case Speaker::slave: return "slave";
    case Speaker::either: return "either";
    case Speaker::asked: return "asked";
  }
  return "unknown";
}

[[nodiscard]] constexpr Speaker speaker_of(wire::Function code) {
  using enum wire::Function;
  if (wire::kind_of(code) != wire::FrameKind::report) return Speaker::master;
  if (code == slave_heartbeat || code == slave_linkready) return Speaker::slave;
  const bool is_report = code == meter || code == firmware || code == serial || code == vin_1 ||
                         code == vin_2 || code == vin_3;
  return is_report ? Speaker::either : Speaker::asked;
}

/// The code that differs from `code` in the first byte only, which no checksum protects.
[[nodiscard]] constexpr wire::Function as_kind(wire::FrameKind kind, wire::Function code) {
  constexpr unsigned second_byte = 0xFF;
  return static_cast<wire::Function>((static_cast<unsigned>(kind) << 8U) |
                                     (static_cast<unsigned>(code) & second_byte));
}

}  // namespace twc::bus
