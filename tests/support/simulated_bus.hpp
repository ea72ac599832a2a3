// SPDX-License-Identifier: MIT
#pragma once
/// A simulated bus with units on it. Every fixture that plays on a simulated bus builds on this
/// one.

#include <memory>
#include <vector>

#include <twc/sim/bus.hpp>
#include <twc/sim/unit.hpp>

namespace twc::test {

/// Unit `number` of 2001, 2002, … with a sign of its own. It does what it is told.
[[nodiscard]] inline sim::UnitConfig sound_unit(unsigned number = 1,
                                                Protocol protocol = Protocol::two) {
  sim::UnitConfig config;
  config.slave.id = TwcId{static_cast<std::uint16_t>(0x2000U + number)};
  config.slave.sign = Sign{static_cast<std::uint8_t>(0x10U + number)};
  config.slave.protocol = protocol;
  config.slave.seed = number;
  return config;
}

class SimulatedBus {
 public:
  explicit SimulatedBus(std::uint64_t seed = 1, Time start = Time{},
                        sim::Way way = sim::Way::frames)
      : bus{seed, start, way} {}

  sim::Unit& add(const sim::UnitConfig& config) {
    units.push_back(std::make_unique<sim::Unit>(config));
    ports.push_back(bus.connect(*units.back()));
    return *units.back();
  }
  void run(Duration time) { bus.run_until(bus.now() + time); }

  /// The currents that all units together let their cars draw.
  [[nodiscard]] Centiamps in_force() const {
    Centiamps sum;
    for (const auto& unit : units) sum = sum + unit->in_force(bus.now());
    return sum;
  }
  [[nodiscard]] Centiamps drawn() const {
    Centiamps sum;
    for (const auto& unit : units) sum = sum + unit->drawn(bus.now());
    return sum;
  }

  sim::Bus bus;
  std::vector<std::unique_ptr<sim::Unit>> units;
  std::vector<sim::PortId> ports;  ///< in the order of `units`
};

}  // namespace twc::test
