// SPDX-License-Identifier: MIT
#include "common/style.hpp"

#include "common/one_of.hpp"

namespace twc::tools {

Style parse_style(std::string_view text) {
  static constexpr auto words = std::to_array({
      std::pair{std::string_view{"text"}, Style::text},
      std::pair{std::string_view{"json"}, Style::json}
  });
  return one_of(text, words);
}

Paint paint_of(Style style, Color choice) {
  return style == Style::text && wants_color(choice) ? Paint::colored : Paint::plain;
}

}  // namespace twc::tools
