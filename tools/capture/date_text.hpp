// SPDX-License-Identifier: MIT
#pragma once
/// Dates as logs write them, and which of their numbers is the month.

#include <cstdint>
#include <optional>
#include <string_view>

namespace twc::tools {

struct Date {
  std::int64_t year = 0;
  std::int64_t month = 0;
  std::int64_t day = 0;

  [[nodiscard]] bool is_possible() const {
    return year >= 1970 && month >= 1 && month <= 12 && day >= 1 && day <= 31;
  }
};

/// The place of the month in a date like `07/09/2026`, as far as a text has shown.
struct DateHabit {
  enum class Order : std::uint8_t { unknown, day_first, month_first };
  Order order = Order::unknown;
  bool is_guessed = false;  ///< a date could be read in two ways, and nothing told which is right
};

/// A date of three numbers, in the order in which they are written.
struct WrittenDate {
  std::int64_t first = 0;
  std::int64_t second = 0;
  std::int64_t third = 0;
  bool is_open = false;  ///< whether the day or the month comes first

  /// A date that can be read one way only teaches `habit`. Without a habit the day comes first, but
  /// the month beside a clock that says AM or PM.
  [[nodiscard]] Date read(bool has_half_days, DateHabit& habit) const;
};

/// Takes `2026-01-31`, `2026/01/31`, `31.01.2026`, `31/01/2026` or `01/31/2026` off the front.
[[nodiscard]] std::optional<WrittenDate> take_date(std::string_view& text);

}  // namespace twc::tools
