// SPDX-License-Identifier: MIT
#pragma once
/// Logs of Arduino and ESPHome programs:
///
///     Recieved Packet: fde28725ae0c800000000000000000c8
///     Sent packet: c0fce132ab7740060000000000000000bac0ff
///     [12:00:01][D][uart_debug:114]: <<< C0:FD:E2:87:25:AE:0C:80:00:00:00:00:00:00:00:00:00:C8:C0

#include <optional>
#include <string_view>

#include "capture/exchange.hpp"

namespace twc::tools {

/// The first kind that shows a body is read here, all others as hex with a front. Nothing for a
/// line that is not of this kind.
[[nodiscard]] std::optional<LoggedLine> parse_esphome_line(std::string_view line);

}  // namespace twc::tools
