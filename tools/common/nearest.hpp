// SPDX-License-Identifier: MIT
#pragma once
/// The name that somebody meant who typed a wrong one.

#include <span>
#include <string_view>

namespace twc::tools {

/// Empty where no name is close: a third of the letters wrong, missing, doubled or swapped at most.
[[nodiscard]] std::string_view nearest(std::string_view wrong,
                                       std::span<const std::string_view> names);

}  // namespace twc::tools
