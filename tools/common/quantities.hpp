// SPDX-License-Identifier: MIT
#pragma once
/// Currents and ids in sentences for people.

#include <string>

#include <twc/types.hpp>

namespace twc::tools {

/// 16.00, without its unit.
[[nodiscard]] inline std::string in_amps(Centiamps current) {
  return std::string{to_string(current).view()};
}

/// 2019, as on the bus.
[[nodiscard]] inline std::string in_hex(TwcId id) {
  return std::string{to_string(id).view()};
}

}  // namespace twc::tools
