// SPDX-License-Identifier: MIT
#include "fakeslave/connector.hpp"

#include <string_view>

#include "common/cut.hpp"

namespace twc::tools {
namespace {

/// The car that was described with the unit, as far as the line says nothing else.
sim::CarConfig car_of(const ScriptLine& line, const UnitSpec& spec) {
  sim::CarConfig car = spec.car;
  for (std::string_view value : line.car) {
    const auto key = take_until(value, '=');
    static_cast<void>(read_car(key, value, car));
  }
  return car;
}

}  // namespace

Connector::Connector(const UnitSpec& said, Time now)
    : spec{said}, unit{{.slave = said.slave}}, since{now} {
  if (spec.is_plugged) unit.plug(now, sim::Car{spec.car});
  last = see(now);
}

Seen Connector::see(Time now) const {
  const node::Slave& slave = unit.slave();
  return {.id = slave.id(),
          .is_linked = slave.is_linked(),
          .is_muted = slave.is_muted(),
          .state = slave.state(now),
          .limit = slave.limit()};
}

void Connector::obey(Time now, const ScriptLine& line) {
  switch (line.deed) {
    case Deed::plug: return unit.plug(now, sim::Car{car_of(line, spec)});
    case Deed::unplug: return unit.unplug(now);
    case Deed::error: return unit.fail(now);
    case Deed::reset: return unit.reset(now);
    case Deed::silent: return unit.be_silent_until(now + line.length);
    case Deed::power_cycle: return unit.power_cycle(now);
    case Deed::status:
    case Deed::quit: return;
  }
}

}  // namespace twc::tools
