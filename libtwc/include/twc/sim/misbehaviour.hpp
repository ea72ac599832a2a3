// SPDX-License-Identifier: MIT
#pragma once
/// The ways in which a unit differs from a sound one: they change the frames that it hears and
/// says.

#include <optional>

#include <twc/node/slave.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::sim {

/// A sound unit applies a limit in the very frame that brings it, and stops within `stop_after`
/// when no master is heard. node::SlaveConfig has what real units may do besides: they resume an
/// old limit, are fed by heartbeats to others, close a contactor that was opened.
struct Misbehaviour {
  /// Applies a new limit later, by up to so much, and reports the old one until then.
  Duration latest{};
  /// Such a unit reports the new limit at once, all the same.
  bool echoes_at_once = false;
  /// Ignores every limit that is lower than the one it has; its echo does not change either.
  bool ignores_reductions = false;
  /// Echoes a lower limit and goes on as before.
  bool only_mirrors = false;
  /// Takes a limit outside of these, except zero, for the nearest one inside, and reports that.
  std::optional<Centiamps> least{};
  std::optional<Centiamps> most{};
  /// Reports this as its limit, whatever it is.
  std::optional<Centiamps> reports_limit{};
  /// Says this as its rating in its first announcement, and its own rating ever after.
  std::optional<Centiamps> first_rating{};
  /// Hears and obeys, and is not heard.
  bool is_mute = false;
  /// Is heard, and hears nothing: announces itself for ever.
  bool is_deaf = false;

  /// The frame that such a unit takes it for. A heartbeat whose limit it ignores is one without.
  [[nodiscard]] wire::Frame as_understood(const wire::Frame& frame, const node::Slave& unit) const;
  /// The frame that it says where a sound unit says `frame`. It really allows `in_force`.
  [[nodiscard]] wire::Frame as_reported(const wire::Frame& frame, const node::Slave& unit,
                                        std::optional<Centiamps> in_force) const;
  [[nodiscard]] wire::Frame as_first_announced(const wire::Frame& frame,
                                               const node::Slave& unit) const;
};

}  // namespace twc::sim
