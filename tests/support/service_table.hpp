// SPDX-License-Identifier: MIT
#pragma once
/// The figures of the service scenarios beside those that they have to reach.

#include <array>
#include <cstdint>
#include <string>
#include <vector>

namespace twc::test {

struct ServiceRow {
  std::string scenario;
  std::string measured;
  std::string to_reach;
  bool is_reached = false;
};

/// The rows that belong together.
enum class ServicePart : std::uint8_t { supply, turns, asking, steadiness, line };
inline constexpr std::array service_parts{ServicePart::supply, ServicePart::turns,
                                          ServicePart::asking, ServicePart::steadiness,
                                          ServicePart::line};
[[nodiscard]] std::vector<ServiceRow> service_rows(ServicePart part);

}  // namespace twc::test
