// SPDX-License-Identifier: MIT
#pragma once
/// Text from outside, such that a terminal shows it and does nothing else with it.

#include <string>
#include <string_view>

namespace twc::tools {

/// Keeps UTF-8. Control characters, also those beyond ASCII, and bytes that are no UTF-8 become
/// \xNN: a file name may hold them.
[[nodiscard]] std::string printable(std::string_view text);

}  // namespace twc::tools
