// SPDX-License-Identifier: MIT
#pragma once
/// Lists the values of an enumeration by their words. The compiler checks tables against the list,
/// and options look up in it the words that people type.

#include <array>
#include <cstdint>
#include <string_view>
#include <utility>

namespace twc::tools {

/// The enumeration counts from 0 and calls none of its values "unknown".
template <typename Enum>
consteval std::size_t count_values() {
  std::size_t count = 0;
  while (to_string(static_cast<Enum>(count)) != "unknown") ++count;
  return count;
}

template <typename Enum>
consteval std::array<Enum, count_values<Enum>()> all_values() {
  std::array<Enum, count_values<Enum>()> values{};
  for (std::size_t at = 0; at < values.size(); ++at) values[at] = static_cast<Enum>(at);
  return values;
}

/// Whether `rows` has one row for each value of an enumeration, in their order. `value` names the
/// member of a row that holds it.
template <typename Rows, typename Row, typename Enum>
consteval bool has_row_for_each(const Rows& rows, Enum Row::*value) {
  if (rows.size() != count_values<Enum>()) return false;
  for (std::size_t at = 0; at < rows.size(); ++at) {
    if (rows[at].*value != static_cast<Enum>(at)) return false;
  }
  return true;
}

}  // namespace twc::tools
