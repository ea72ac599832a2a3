// SPDX-License-Identifier: MIT
#include "capture/date_text.hpp"

#include <algorithm>

#include "capture/chars.hpp"

namespace twc::tools {
namespace {

constexpr std::int64_t months = 12;

bool has_year_first(std::string_view text) {
  constexpr std::size_t digits = 4;
  return text.size() > digits && std::ranges::all_of(text.substr(0, digits), is_digit) &&
         !is_digit(text[digits]);
}

bool can_be(const WrittenDate& date) {
  const auto& [first, second, third, is_open] = date;
  const bool is_year_first = first > 31;
  if (is_year_first) return Date{first, second, third}.is_possible();
  return Date{third, second, first}.is_possible() ||
         (is_open && Date{third, first, second}.is_possible());
}

}  // namespace

Date WrittenDate::read(bool has_half_days, DateHabit& habit) const {
  using Order = DateHabit::Order;
  constexpr std::int64_t last_day = 31;
  if (first > last_day) return {first, second, third};
  if (!is_open) return {third, second, first};
  if (first > months || second > months) {
    habit.order = first > months ? Order::day_first : Order::month_first;
  } else if (habit.order == Order::unknown && first != second && !has_half_days) {
    habit.is_guessed = true;
  }
  const bool is_month_first =
      habit.order == Order::unknown ? has_half_days : habit.order == Order::month_first;
  return is_month_first ? Date{third, first, second} : Date{third, second, first};
}

std::optional<WrittenDate> take_date(std::string_view& text) {
  std::string_view rest = text;
  const bool begins_with_year = has_year_first(rest);
  const auto number = [&rest](bool is_year) {
    return is_year ? take_digits(rest, 4, 4) : take_digits(rest, 1, 2);
  };
  const auto first = number(begins_with_year);
  if (!first || rest.empty()) return std::nullopt;
  const std::string_view mark = rest.substr(0, 1);
  if (!take_char(rest, "-/.")) return std::nullopt;
  const auto second = number(false);
  if (!second || !take_char(rest, mark)) return std::nullopt;
  const auto third = number(!begins_with_year);
  if (!third || (!rest.empty() && is_digit(rest.front()))) return std::nullopt;
  const WrittenDate date{*first, *second, *third, !begins_with_year && mark != "."};
  if (!can_be(date)) return std::nullopt;
  text = rest;
  return date;
}

}  // namespace twc::tools
