// SPDX-License-Identifier: MIT
#pragma once
/// The end of reading that INT or TERM asks for.

namespace twc::tools {

/// Whether one of them came while captures are read.
[[nodiscard]] bool is_reading_interrupted();

}  // namespace twc::tools
