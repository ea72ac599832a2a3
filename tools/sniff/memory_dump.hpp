// SPDX-License-Identifier: MIT
#pragma once
/// A dump of one-time memory, as debuggers and hex viewers write it: raw bytes, or words in hex.

#include <cstdint>
#include <string_view>
#include <vector>

namespace twc::tools {

/// The words of `content`, from the first word of the memory on: raw bytes, or a text of hex words
/// or bytes, with or without offsets and characters beside them. Either byte order is understood.
/// Throws std::invalid_argument with what was expected.
[[nodiscard]] std::vector<std::uint16_t> read_memory_dump(std::string_view content);

}  // namespace twc::tools
