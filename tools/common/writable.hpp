// SPDX-License-Identifier: MIT
#pragma once
/// Whether a file could be written, found out without making it.

#include <string>

namespace twc::tools {

/// 0, or as errno what is in the way of a file at `path`: the file that is there, or its folder.
[[nodiscard]] int write_fault(const std::string& path);

/// The same of something new at `path`: only the folder counts.
[[nodiscard]] int folder_fault(const std::string& path);

}  // namespace twc::tools
