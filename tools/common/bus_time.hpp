// SPDX-License-Identifier: MIT
#pragma once
/// The time of a bus, which runs faster than life where nothing real is on it, and is made up where
/// the bus is a simulated one.

#include <algorithm>
#include <cmath>
#include <optional>

#include <twc/types.hpp>

#include "common/clock.hpp"
#include "endpoint/sim_time.hpp"

namespace twc::tools {

class BusTime {
 public:
  /// `sim`: of a simulated bus, which has to outlive it. `begins`: date and time on the bus at the
  /// start, those of life unless given.
  explicit BusTime(double speed, SimTime* sim = nullptr, std::optional<Stamp> begins = {})
      : speed_{speed}, sim_{sim}, begins_{begins.value_or(stamp_now())} {}

  [[nodiscard]] Time now() const {
    if (sim_ != nullptr) return sim_->now();
    const Time real = tools::now();
    return speed_ == 1 ? real : started_ + on_bus(real - started_);
  }
  [[nodiscard]] Stamp stamp() const {
    if (speed_ == 1 && sim_ == nullptr) return stamp_now();
    Stamp stamp = begins_;
    stamp.microseconds += (now() - (sim_ != nullptr ? SimTime::start : started_)).count();
    return stamp;
  }
  /// How long we have to wait until `duration` has passed on the bus, rounded up.
  [[nodiscard]] Duration in_life(Duration duration) const {
    const auto length = static_cast<double>(duration.count()) / speed_;
    return std::max(Duration{}, Duration{std::llround(std::ceil(length))});
  }

  /// How much passes on the bus while we wait for `duration`. On a simulated one nobody waits.
  [[nodiscard]] Duration on_bus(Duration duration) const {
    if (sim_ != nullptr) return duration;
    return Duration{std::llround(static_cast<double>(duration.count()) * speed_)};
  }
  [[nodiscard]] SimTime* sim() const { return sim_; }

 private:
  double speed_;
  SimTime* sim_;
  Time started_ = tools::now();
  Stamp begins_;
};

}  // namespace twc::tools
