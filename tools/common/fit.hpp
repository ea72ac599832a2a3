// SPDX-License-Identifier: MIT
#pragma once
/// Lines that fit the terminal.

#include <cstddef>
#include <string>
#include <string_view>

namespace twc::tools {

/// The columns of the terminal behind `fd`, 80 at least. 0 where `fd` is no terminal: lines stay
/// whole there.
[[nodiscard]] std::size_t columns_of(int fd);

/// Cuts each line of `text` at blanks into rows of at most `columns`. Each row but the first is set
/// in by `indent`. With 0 columns the text stays as it is. Colours take no room.
[[nodiscard]] std::string fitted(std::string_view text, std::size_t columns, std::size_t indent);

}  // namespace twc::tools
