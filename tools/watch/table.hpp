// SPDX-License-Identifier: MIT
#pragma once
/// A table of text that fits its room: what matters least is left out first.

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <twc/types.hpp>

namespace twc::tools {

struct Column {
  std::string_view title;
  std::size_t width = 0;
  unsigned rank = 0;  ///< the highest is left out first; those of rank 0 stay
  bool is_right = false;
};

/// `rows` have a cell for each column. The first line has the titles.
[[nodiscard]] std::vector<std::string> table_lines(
    std::span<const Column> columns, const std::vector<std::vector<std::string>>& rows,
    std::size_t width);

/// Ten characters from 0 to `full`: a # for what is drawn, and the | where the limit is.
[[nodiscard]] std::string bar(Centiamps drawn, Centiamps limit, Centiamps full);

/// 0.4 s, 12 s, 3 min, 2 h: an age.
[[nodiscard]] std::string age(Duration duration);

/// 0:05:12.
[[nodiscard]] std::string stopwatch(Duration duration);

/// A text that is too long ends with three dots.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t width);

}  // namespace twc::tools
