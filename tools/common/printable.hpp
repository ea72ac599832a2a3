// SPDX-License-Identifier: MIT
#pragma once
/// Text from outside, such that a terminal shows it and does nothing else with it.

#include <string>
#include <string_view>

namespace twc::tools {

/// Keeps UTF-8. Control characters, also those beyond ASCII, and bytes that are no UTF-8 become
/// \xNN: a file name may hold them.
[[nodiscard]] std::string printable(std::string_view text);

/// The beginning of a line, for a message that quotes it. Cuts no character of UTF-8.
[[nodiscard]] std::string_view excerpt(std::string_view line);

}  // namespace twc::tools
