#pragma once
/// An emulated Wall Connector with what is remembered of it, so that changes can be told.

#include <optional>

#include <twc/sim/unit.hpp>
#include <twc/types.hpp>

#include "fakeslave/unit_spec.hpp"

namespace twc::tools {

/// What is told when it changes.
struct Seen {
  TwcId id{};
  bool is_linked = false;
  bool is_muted = false;
  msg::ChargeState state{};
  Centiamps limit{};
  friend bool operator==(const Seen&, const Seen&) = default;
};

struct Connector {
  /// Gets its power now.
  Connector(const UnitSpec& said, Time now) : spec{said}, unit{{.slave = said.slave}} {
    if (spec.is_plugged) unit.plug(now, sim::Car{spec.car});
    last = see(now);
    since = now;
  }

  [[nodiscard]] Seen see(Time now) const {
    const node::Slave& slave = unit.slave();
    return {.id = slave.id(),
            .is_linked = slave.is_linked(),
            .is_muted = slave.is_muted(),
            .state = slave.state(now),
            .limit = slave.limit()};
  }

  UnitSpec spec;
  sim::Unit unit;
  Seen last;
  Time since{};  ///< when it was linked, or not linked any more
};

}  // namespace twc::tools
