// SPDX-License-Identifier: MIT
#pragma once
/// Lines and lists, cut into what they are made of.

#include <algorithm>
#include <string_view>
#include <vector>

namespace twc::tools {

/// Takes what stands before `mark`; `text` is left with what stands behind `mark`.
[[nodiscard]] inline std::string_view take_until(std::string_view& text, char mark) {
  const auto at = text.find(mark);
  const auto taken = text.substr(0, at);
  text = at == std::string_view::npos ? std::string_view{} : text.substr(at + 1);
  return taken;
}

/// The words between blanks.
[[nodiscard]] inline std::vector<std::string_view> words_of(std::string_view line) {
  constexpr std::string_view blanks = " \t\r\n";
  std::vector<std::string_view> words;
  for (std::size_t at = line.find_first_not_of(blanks); at != std::string_view::npos;
       at = line.find_first_not_of(blanks, at)) {
    const std::size_t end = std::min(line.find_first_of(blanks, at), line.size());
    words.push_back(line.substr(at, end - at));
    at = end;
  }
  return words;
}

}  // namespace twc::tools
