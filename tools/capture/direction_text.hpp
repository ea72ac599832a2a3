// SPDX-License-Identifier: MIT
#pragma once
/// Words and arrows by which logs tell a direction.

#include <optional>
#include <string_view>

#include "capture/record.hpp"

namespace twc::tools {

struct DirectionWord {
  std::string_view word;  // lower case
  Direction direction;
  bool is_weak;  // prose has it too: only with a colon or a parenthesis behind it
};

/// Null for a word that tells none.
[[nodiscard]] const DirectionWord* find_direction_word(std::string_view word);

/// `R` and `T`, which tell a direction only where bytes follow.
[[nodiscard]] std::optional<Direction> direction_of_letter(std::string_view word);

struct Arrow {
  std::string_view text;
  Direction direction;
};

/// The arrow of two characters or more at the front of `text`; null if there is none.
[[nodiscard]] const Arrow* find_arrow(std::string_view text);

}  // namespace twc::tools
