// SPDX-License-Identifier: MIT
#pragma once
/// A table of text that fits its room: the columns that matter least are left out first.

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
  unsigned rank = 0;      ///< the column of the highest rank is left out first; rank 0 stays
  bool is_right = false;  ///< cells end at the right edge, as numbers do
};

/// The titles, and a line for each of `rows`. A row has a cell for each column.
[[nodiscard]] std::vector<std::string> table_lines(
    std::span<const Column> columns, const std::vector<std::vector<std::string>>& rows,
    std::size_t width);

/// Ten characters that stand for 0 to `full`: # up to `drawn`, and | at `limit`.
[[nodiscard]] std::string bar(Centiamps drawn, Centiamps limit, Centiamps full);

/// An age in one unit: 0.4 s, 12 s, 3 min, 2 h.
[[nodiscard]] std::string age(Duration duration);

/// Hours, minutes and seconds: 0:05:12.
[[nodiscard]] std::string stopwatch(Duration duration);

/// `text` in `width` characters at most. A text that is longer ends with three dots.
[[nodiscard]] std::string cut_to(std::string_view text, std::size_t width);

}  // namespace twc::tools
