// SPDX-License-Identifier: MIT
#pragma once
/// An emulated Wall Connector with what is remembered of it, so that changes can be told.

#include <optional>

#include <twc/sim/unit.hpp>
#include <twc/types.hpp>

#include "fakeslave/script.hpp"
#include "fakeslave/unit_spec.hpp"

namespace twc::tools {

/// The state of a unit that twc-fakeslave tells when it changes.
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
  Connector(const UnitSpec& said, Time now);

  [[nodiscard]] Seen see(Time now) const;
  /// Does what a line says of one unit.
  void obey(Time now, const ScriptLine& line);

  UnitSpec spec;
  sim::Unit unit;
  Seen last;
  Time since{};  ///< when it was linked, or not linked any more
};

}  // namespace twc::tools
