#pragma once
/// Currents and ids in sentences for people.

#include <string>

#include <fmt/format.h>

#include <twc/types.hpp>

namespace twc::tools {

/// 16.00, without its unit.
[[nodiscard]] inline std::string in_amps(Centiamps current) {
  return fmt::format("{}.{:02}", current.value() / 100, current.value() % 100);
}

/// 2019, as on the bus.
[[nodiscard]] inline std::string in_hex(TwcId id) {
  return fmt::format("{:04X}", static_cast<std::uint16_t>(id));
}

}  // namespace twc::tools
