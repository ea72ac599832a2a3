// SPDX-License-Identifier: MIT
#pragma once
/// The truth about a unit, whatever it says.

#include <twc/types.hpp>

namespace twc::sim {

/// The part of a simulated Wall Connector that an auditor looks at behind its back. Times are the
/// unit's own.
class Physical {
 public:
  Physical() = default;
  Physical(const Physical&) = delete;
  Physical& operator=(const Physical&) = delete;
  virtual ~Physical() = default;

  [[nodiscard]] virtual TwcId id() const = 0;
  /// The limit that it holds its car to: zero when its contactor is open.
  [[nodiscard]] virtual Centiamps in_force(Time now) const = 0;
  /// Its car draws so much: for a while more than the limit, after that was lowered.
  [[nodiscard]] virtual Centiamps drawn(Time now) const = 0;
  [[nodiscard]] virtual bool is_plugged() const = 0;
  /// Its car would draw if it were let.
  [[nodiscard]] virtual bool wants_current(Time now) const = 0;
};

}  // namespace twc::sim
