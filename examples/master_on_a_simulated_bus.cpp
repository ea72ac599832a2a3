// SPDX-License-Identifier: MIT
// A master caps a Wall Connector at 10 A for an hour that takes no time: master_on_a_simulated_bus
#include <chrono>
#include <iostream>

#include <twc/sim/bus.hpp>
#include <twc/sim/unit.hpp>
#include <twc/twc.hpp>

using namespace std::chrono_literals;
using namespace twc::literals;

int main() {
  twc::sim::Bus bus{1};  // the seed: the same one gives the same hour

  twc::node::MasterConfig config;
  config.id = twc::TwcId{0x77AB};
  config.max_current = 10_A;  // the wiring carries so much; without it the master hands out nothing
  config.bus_idle = true;     // nothing was charging before we came
  twc::node::Master master{config, bus.now()};
  twc::sim::NodeOnBus on_bus{master};
  bus.connect(on_bus);

  twc::sim::Unit unit{{}};
  bus.connect(unit);
  unit.plug(bus.now(), twc::sim::Car{});

  bus.run_until(bus.now() + 1h);
  std::cout << unit.id() << ": limit " << unit.in_force(bus.now()) << " A, draws "
            << unit.drawn(bus.now()) << " A\n";
}
