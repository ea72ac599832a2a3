#pragma once
/// What people type: durations with a unit, counts, ids. All throw std::invalid_argument with what
/// was expected.

#include <cstdint>
#include <string_view>

#include <twc/types.hpp>

namespace twc::tools {

/// `500ms`, `10s`, `2m`, `1h`; fractions are fine, a number without a unit is not.
[[nodiscard]] Duration parse_duration(std::string_view text);

/// A whole number from 0 on.
[[nodiscard]] std::uint64_t parse_count(std::string_view text);

/// A whole number from 1 to 4 000 000.
[[nodiscard]] unsigned parse_baud(std::string_view text);

}  // namespace twc::tools
