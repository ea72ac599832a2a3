// SPDX-License-Identifier: MIT
#pragma once
/// Reads what people type: durations with a unit, counts, currents, ids. All functions throw
/// std::invalid_argument with what was expected.

#include <cstdint>
#include <string>
#include <string_view>

#include <twc/types.hpp>

namespace twc::tools {

/// `500ms`, `10s`, `2m`, `1h`; fractions are fine, a number without a unit is not.
[[nodiscard]] Duration parse_duration(std::string_view text);

/// The same, or less than nothing: `-10s`.
[[nodiscard]] Duration parse_signed_duration(std::string_view text);

/// A whole number from 0 on.
[[nodiscard]] std::uint64_t parse_count(std::string_view text);

/// Bytes: `65536`, `512k`, `100M`, `1G`; a k is 1024.
[[nodiscard]] std::uint64_t parse_size(std::string_view text);
/// The same as people write it.
[[nodiscard]] std::string in_size(std::uint64_t bytes);

/// Amperes from 0 on, `16` or `12.5`, in hundredths, rounded down.
[[nodiscard]] std::uint64_t parse_hundredths(std::string_view text);
/// The same as a current. More than the wire can carry counts as the most that it can, 655.35 A.
[[nodiscard]] Centiamps parse_amps(std::string_view text);

/// The total for all units: more than eight of them could draw, 640 A, is a mistake.
[[nodiscard]] Centiamps parse_total(std::string_view text);

/// The current that one unit may be given: more than nothing, and at most 80 A.
[[nodiscard]] Centiamps parse_unit_amps(std::string_view text);

/// Four hex digits, as on the bus. 0000 names nobody.
[[nodiscard]] TwcId parse_id(std::string_view text);

/// Two hex digits.
[[nodiscard]] Sign parse_sign(std::string_view text);

/// How much faster than life: a number from 0.01 to 1000.
[[nodiscard]] double parse_speed(std::string_view text);

/// A whole number from 1 to 4 000 000.
[[nodiscard]] unsigned parse_baud(std::string_view text);

}  // namespace twc::tools
