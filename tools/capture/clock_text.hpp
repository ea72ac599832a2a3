// SPDX-License-Identifier: MIT
#pragma once
/// Times and dates as logs write them.

#include <cstdint>
#include <optional>
#include <string_view>

#include "capture/date_text.hpp"
#include "capture/record.hpp"

namespace twc::tools {

/// Takes `12:00:00`, `12:00:00.104` or `12:00:00 PM` off the front of `text`. Microseconds of the
/// day.
[[nodiscard]] std::optional<std::int64_t> take_time_of_day(std::string_view& text);

/// Takes seconds like `1767225600.104211` off the front. In microseconds; finer digits are dropped.
[[nodiscard]] std::optional<std::int64_t> take_seconds(std::string_view& text);

/// Takes a moment off the front of `text`: a time of day, a date and a time of day (`2026-01-31`,
/// `2026/01/31`, `31.01.2026`, `31/01/2026`, `01/31/2026`), or the time since 1970 in seconds,
/// milliseconds or microseconds. A date without a zone is in local time. A date alone is taken, and
/// says nothing. `habit` is that of the text that `text` is a part of.
[[nodiscard]] std::optional<Stamp> take_moment(std::string_view& text, DateHabit& habit);

/// The first time of day in `text`; no stamp if there is none.
[[nodiscard]] Stamp find_time_of_day(std::string_view text);

}  // namespace twc::tools
