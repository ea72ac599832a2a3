// SPDX-License-Identifier: MIT
#pragma once
/// Reads what is said of one emulated Wall Connector and its car. All functions throw
/// std::invalid_argument with what was expected.

#include <optional>
#include <string_view>

#include <twc/sim/car.hpp>
#include <twc/sim/unit.hpp>

namespace twc::tools {

struct UnitSpec {
  node::SlaveConfig slave{};
  std::optional<Sign> sign{};  ///< nothing: another one at each start, as a real unit has
  sim::CarConfig car{};        ///< that is plugged in, or will be
  bool is_plugged = true;      ///< from the start
};

/// `2019`, or `2019:max=32,proto=2,phases=3,fw=4.5.3,serial=A17A0002019,vin=...`: any of these, in
/// any order. A serial number that is not given follows from the id.
[[nodiscard]] UnitSpec parse_unit_spec(std::string_view text);

/// The units that stand in for --unit: from 3495 on.
[[nodiscard]] UnitSpec default_unit(unsigned number);

/// One `key=value` of a car: want, onboard, ah, vin. False for any other key.
bool read_car(std::string_view key, std::string_view value, sim::CarConfig& car);

}  // namespace twc::tools
