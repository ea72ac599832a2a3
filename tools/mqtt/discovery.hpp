// SPDX-License-Identifier: MIT
#pragma once
/// The documents that Home Assistant makes devices and entities of: "MQTT discovery by device".

#include <string>
#include <string_view>
#include <vector>

#include "mqtt/json.hpp"

namespace twc::tools {

/// The parts that the documents of one bus have in common.
struct DiscoveryPlace {
  std::string prefix = "twc";
  std::string bridge;
  std::string bus;
  bool takes_commands = true;  ///< false for a bus that is only listened to
};

/// "homeassistant/device/twc_garage/config", or ".../twc_garage_2019/config" for a unit.
[[nodiscard]] std::string discovery_topic(std::string_view discovery_prefix,
                                          const DiscoveryPlace& place, std::string_view unit = {});

/// `status` and `units` as the master gives them: the smallest minimum and the cap bound the
/// number.
[[nodiscard]] Json discover_bus(const DiscoveryPlace& place, const Json& status,
                                const std::vector<Json>& units);
/// `unit` with what was derived from it: power and energy appear once a meter was heard.
[[nodiscard]] Json discover_unit(const DiscoveryPlace& place, const Json& status, const Json& unit);

}  // namespace twc::tools
