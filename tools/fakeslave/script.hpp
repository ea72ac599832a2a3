// SPDX-License-Identifier: MIT
#pragma once
/// The events that happen to units: typed, or written in a script with times.

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <twc/sim/car.hpp>
#include <twc/types.hpp>

namespace twc::tools {

enum class Deed : std::uint8_t {
  plug,
  unplug,
  error,
  reset,
  silent,
  power_cycle,
  status,  ///< nothing happens; all is told
  quit,
};
[[nodiscard]] constexpr std::string_view to_string(Deed deed) {
  switch (deed) {
    case Deed::plug: return "plug";
    case Deed::unplug: return "unplug";
    case Deed::error: return "error";
    case Deed::reset: return "reset";
    case Deed::silent: return "silent";
    case Deed::power_cycle: return "power-cycle";
    case Deed::status: return "status";
    case Deed::quit: return "quit";
  }
  return "unknown";
}

struct ScriptLine {
  Duration after{};           ///< counted from when it is read
  std::optional<TwcId> unit;  ///< nothing: all
  Deed deed{};
  Duration length{};             ///< how long the silence lasts
  std::vector<std::string> car;  ///< `want=16`, as read_car() takes it
};

/// `2019 plug want=16`, `all silent 40s`, `after 10s 2019 unplug`, `status`, `quit`. Throws
/// std::invalid_argument with what was expected.
[[nodiscard]] ScriptLine parse_script_line(std::string_view line);

/// The lines of a file; what is empty or begins with # is left out. Throws Failure, which names the
/// file and the line.
[[nodiscard]] std::vector<ScriptLine> read_script(const std::string& path);

}  // namespace twc::tools
