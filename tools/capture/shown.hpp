// SPDX-License-Identifier: MIT
#pragma once
/// Lines that twc-sniff prints, and the players with -vv, read again:
///
///     12:00:00.160  2019 > 7777  slave_heartbeat    set_limit_ack  limit 16.00 A  draws 15.22 A
///     twc-fakemaster: 3E43 > 2019  master_heartbeat   set_limit 32.00 A  [tx]
///     12:00:03.001  ?            bad checksum       got 83 want 82  FDE02019…

#include <optional>
#include <string_view>

#include <twc/wire/event.hpp>

#include "capture/record.hpp"

namespace twc::tools {

struct ShownLine {
  Stamp when;
  std::optional<Direction> direction;
  /// Nothing for what is found again in another line: a recovered frame.
  std::optional<wire::Event> heard;
};

/// Nothing for any other line. Frames come back in the length of Protocol 2, because the text does
/// not tell which it was; damaged ones, unknown ones and noise come back with their bytes.
[[nodiscard]] std::optional<ShownLine> parse_shown_line(std::string_view line);

}  // namespace twc::tools
