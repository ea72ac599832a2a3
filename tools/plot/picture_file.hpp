// SPDX-License-Identifier: MIT
#pragma once
/// The file of a picture: it appears whole, and takes the place of an older picture only.

#include <optional>
#include <string>
#include <string_view>

namespace twc::tools {

/// Why no picture may be written to `path`: a file is there that is no picture.
[[nodiscard]] std::optional<std::string> objection_to_picture(const std::string& path);

/// Why no picture can be written to `path`: its folder, or the file that is there, is not ours.
[[nodiscard]] std::optional<std::string> obstacle_to_picture(const std::string& path);

/// Writes `svg` beside `path` and then renames it, so that an older picture stays where this fails.
/// `-` is standard output. Throws Failure.
void write_picture(const std::string& path, std::string_view svg);

}  // namespace twc::tools
