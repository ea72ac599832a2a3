// SPDX-License-Identifier: MIT
#pragma once
/// Lines that fit the terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace twc::tools {

/// The columns of the terminal behind `fd`, 80 at least; 0 where there is none and lines stay
/// whole.
[[nodiscard]] std::size_t columns_of(int fd);

/// Each line of `text` in rows of at most `columns`, cut at blanks; what goes on in the next row is
/// set in by `indent`. 0 columns: as it is. Colours take no room.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace twc::tools
