// SPDX-License-Identifier: MIT
#pragma once
/// Tells the unit of the energy counter in a meter report. No bit in the frame does.

#include <cstdint>
#include <string_view>

namespace twc::unit {

enum class EnergyUnit : std::uint8_t { kilowatt_hours, watt_hours };
[[nodiscard]] constexpr std::string_view to_string(EnergyUnit unit) {
  switch (unit) {
    case EnergyUnit::kilowatt_hours: return "kWh";
    case EnergyUnit::watt_hours: return "Wh";
  }
  return "unknown";
}

/// A guess, and the reason to show with it.
struct EnergyGuess {
  EnergyUnit unit = EnergyUnit::kilowatt_hours;
  std::string_view reason;

  /// `raw` as watt hours if the guess is right.
  [[nodiscard]] constexpr std::uint64_t watt_hours(std::uint32_t raw) const {
    return unit == EnergyUnit::watt_hours ? raw : std::uint64_t{raw} * 1000;
  }
  friend constexpr bool operator==(const EnergyGuess&, const EnergyGuess&) = default;
};

/// Why 200 000: a unit of 19.2 kW (80 A at 240 V) needs more than a year of charging day and night
/// for as many kWh. Counters of 11 to 6782 were heard, which are kWh, and of 4 to 11 million.
inline constexpr std::uint32_t most_kilowatt_hours = 200'000;

[[nodiscard]] constexpr EnergyGuess guess_energy_unit(std::uint32_t raw) {
  if (raw > most_kilowatt_hours) {
    return {.unit = EnergyUnit::watt_hours,
            .reason = "above 200 000, more than a unit can deliver in kWh: it can only be Wh"};
  }
  return {.unit = EnergyUnit::kilowatt_hours,
          .reason = "most units count kWh, and up to 200 000 that is possible"};
}

}  // namespace twc::unit
