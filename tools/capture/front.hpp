// SPDX-License-Identifier: MIT
#pragma once
/// The front of a line of hex: what programs and people put before the bytes. A time, a direction,
/// an index, a length, tags in brackets and words are no traffic.
///
///     13.08.2024 10:11:00 C0 FD …
///     [12:00:13][D][uart_debug:114]: <<< C0:FD:…
///     1700000000.001 RX(23): c0 fd …
///     12: C0 FD …
///     > 2024/08/13 10:11:00.000123  length=19 from=0 to=18       (socat -x; the bytes come next)

#include <optional>
#include <string_view>

#include "capture/date_text.hpp"
#include "capture/record.hpp"

namespace twc::tools {

struct Front {
  Stamp when;
  std::optional<Direction> direction;
  std::string_view rest;  ///< from the first byte of traffic on; empty: there is none
  /// A time, a direction, an index or a tag, or words before traffic; otherwise `rest` is all.
  bool is_explicit = false;
  bool is_only_arrow = false;  ///< that told the direction
  bool is_only_words = false;  ///< or numbers without a mark: inside a frame they are bytes
};

/// Everything that the lines of a text have shown so far. It tells how to read the next ones.
struct FrontHabits {
  DateHabit dates;
  bool has_bare_arrows = false;  ///< `<` alone before bytes: `>` is its counterpart, and no quote
};

/// Takes the front off `line`, which teaches `habits`.
[[nodiscard]] Front take_front(std::string_view line, FrontHabits& habits);

/// Whether a line of `text` has bytes or a time behind `direction`, which is `<` or `>`.
[[nodiscard]] bool has_bare_arrow_of(char direction, std::string_view text);

/// Whether `text` begins as the serial monitor of Arduino begins a line: `10:11:00.123 -> `.
[[nodiscard]] bool begins_like_serial_monitor(std::string_view text);

}  // namespace twc::tools
