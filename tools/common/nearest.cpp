// SPDX-License-Identifier: MIT
#include "common/nearest.hpp"

#include <algorithm>
#include <numeric>
#include <utility>
#include <vector>

namespace twc::tools {
namespace {

/// How many letters have to be added, removed, replaced or swapped with the next one.
std::size_t distance(std::string_view from, std::string_view to) {
  std::vector<std::size_t> before_last(to.size() + 1);
  std::vector<std::size_t> last(to.size() + 1);
  std::iota(last.begin(), last.end(), std::size_t{0});
  for (std::size_t row = 1; row <= from.size(); ++row) {
    std::vector<std::size_t> current(to.size() + 1, row);
    for (std::size_t column = 1; column <= to.size(); ++column) {
      const bool is_same = from[row - 1] == to[column - 1];
      current[column] = std::min(
          {last[column] + 1, current[column - 1] + 1, last[column - 1] + (is_same ? 0 : 1)});
      const bool is_swapped = row > 1 && column > 1 && from[row - 1] == to[column - 2] &&
                              from[row - 2] == to[column - 1];
      if (is_swapped) current[column] = std::min(current[column], before_last[column - 2] + 1);
    }
    before_last = std::exchange(last, std::move(current));
  }
  return last.back();
}

}  // namespace

std::string_view nearest(std::string_view wrong, std::span<const std::string_view> names) {
  constexpr std::size_t part = 3;
  std::string_view best;
  std::size_t least = wrong.size() / part + 1;
  for (const std::string_view name : names) {
    const std::size_t far = distance(wrong, name);
    if (far >= least) continue;
    least = far;
    best = name;
  }
  return best;
}

}  // namespace twc::tools
