// SPDX-License-Identifier: MIT
#pragma once
/// The options of every tool. Options reads them from a command line.

#include <cstdint>

namespace twc::tools {

enum class Color : std::uint8_t { automatic, always, never };

struct SharedOptions {
  Color color = Color::automatic;
  int verbosity = 0;
  bool quiet = false;
  bool check_config = false;
};

/// Whether to colour what goes to standard output.
[[nodiscard]] bool wants_color(Color choice);

}  // namespace twc::tools
