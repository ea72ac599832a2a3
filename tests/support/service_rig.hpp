// SPDX-License-Identifier: MIT
#pragma once
/// The master, the cars and the units that the service scenarios have in common.

#include "support/measured_bus.hpp"

namespace twc::test {

/// Long enough for cars to be shared the cap and to draw it.
inline constexpr Duration settling = 60s;

[[nodiscard]] inline Centiamps whole_amps(std::size_t whole) {
  return Centiamps{static_cast<std::uint16_t>(whole * 100)};
}

/// On a bus where nothing was charging.
[[nodiscard]] inline node::MasterConfig master_for(Centiamps cap) {
  node::MasterConfig config;
  config.id = TwcId{0x77AB};
  config.sign = Sign{0x77};
  config.max_current = cap;
  config.bus_idle = true;
  return config;
}

[[nodiscard]] inline sim::CarConfig car_for(Centiamps wants) {
  sim::CarConfig car;
  car.wants = wants;
  car.shortfall = Centiamps{40};
  return car;
}

/// `count` units with cars that charge.
inline void add_cars(MeasuredBus& bench, unsigned count, const sim::CarConfig& car) {
  for (unsigned number = 1; number <= count; ++number) {
    bench.add(sound_unit(number)).plug(bench.bus.now(), sim::Car{car});
  }
}

}  // namespace twc::test
