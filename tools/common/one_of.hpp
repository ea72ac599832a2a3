// SPDX-License-Identifier: MIT
#pragma once
/// A word that stands for a value, out of a list.

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

namespace twc::tools {

/// Throws std::invalid_argument with all of the words.
template <typename Value, std::size_t Count>
[[nodiscard]] Value one_of(std::string_view text,
                           const std::array<std::pair<std::string_view, Value>, Count>& words) {
  std::string expected;
  for (std::size_t at = 0; at < Count; ++at) {
    if (words[at].first == text) return words[at].second;
    if (at > 0) expected += at + 1 == Count ? " or " : ", ";
    expected += words[at].first;
  }
  throw std::invalid_argument{"expected " + expected};
}

}  // namespace twc::tools
