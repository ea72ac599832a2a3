// SPDX-License-Identifier: MIT
/// The unit of the energy counter, by the counters that were heard.

#include <twc/unit/energy.hpp>

#include "support/catch.hpp"

namespace twc::test {
namespace {

using unit::EnergyUnit;
using unit::guess_energy_unit;

TEST_CASE("energy: a count that a unit can have delivered in kWh is taken for kWh",
          "[unit][energy]") {
  for (const std::uint32_t raw : {0U, 11U, 56U, 842U, 924U, 1587U, 6782U, 200'000U}) {
    CAPTURE(raw);
    CHECK(guess_energy_unit(raw).unit == EnergyUnit::kilowatt_hours);
    CHECK(guess_energy_unit(raw).watt_hours(raw) == std::uint64_t{raw} * 1000);
  }
}

TEST_CASE("energy: a count that no unit can have delivered in kWh is taken for Wh",
          "[unit][energy]") {
  // Wired-Square/twc-director; ngardiner/TWCManager#644 and #289.
  for (const std::uint32_t raw : {10'690'796U, 8'732'946U, 4'194'484U, 200'001U, 0xFFFFFFFFU}) {
    CAPTURE(raw);
    CHECK(guess_energy_unit(raw).unit == EnergyUnit::watt_hours);
    CHECK(guess_energy_unit(raw).watt_hours(raw) == raw);
  }
}

TEST_CASE("energy: each guess tells its own reason", "[unit][energy]") {
  CHECK_FALSE(guess_energy_unit(11).reason.empty());
  CHECK_FALSE(guess_energy_unit(10'690'796).reason.empty());
  CHECK(guess_energy_unit(11).reason != guess_energy_unit(10'690'796).reason);
}

}  // namespace
}  // namespace twc::test
