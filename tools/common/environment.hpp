// SPDX-License-Identifier: MIT
#pragma once
/// TWC_... variables: each stands for an option.

#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>

namespace twc::tools {

/// `--max-errors` reads TWC_MAX_ERRORS; the name comes without its dashes.
[[nodiscard]] std::string environment_name(std::string_view option);

/// The options that can be set by a variable, of all tools together: they may run in one
/// environment.
[[nodiscard]] std::span<const std::string_view> names_of_all_tools();

/// A line about a variable that is no option of any tool: it would be ignored in silence.
[[nodiscard]] std::optional<std::string> stray_variable();

}  // namespace twc::tools
