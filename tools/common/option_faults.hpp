// SPDX-License-Identifier: MIT
#pragma once
/// The faults of a command line, in words for people, with what was probably meant.

#include <string>
#include <string_view>

#include <CLI/CLI.hpp>

namespace twc::tools {

/// A line about what the parser refuses.
[[nodiscard]] std::string fault_of(const CLI::App& app, const CLI::ParseError& wrong);

/// `expectation` says which words may stand in the place of `got`: names the one that is close.
[[nodiscard]] std::string with_hint(std::string_view expectation, std::string_view got);

}  // namespace twc::tools
