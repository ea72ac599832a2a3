#pragma once
/// The time of a bus, which runs faster than life where the bus is a simulated one.

#include <algorithm>
#include <cmath>

#include <twc/types.hpp>

#include "common/clock.hpp"

namespace twc::tools {

class BusTime {
 public:
  explicit BusTime(double speed) : speed_{speed} {}

  [[nodiscard]] Time now() const {
    const Time real = tools::now();
    return speed_ == 1 ? real : started_ + on_bus(real - started_);
  }
  /// Date and time on the bus: they begin with ours.
  [[nodiscard]] Stamp stamp() const {
    if (speed_ == 1) return stamp_now();
    Stamp stamp = begin_;
    stamp.microseconds += (now() - started_).count();
    return stamp;
  }
  /// How long we have to wait until `duration` has passed on the bus, rounded up.
  [[nodiscard]] Duration in_life(Duration duration) const {
    const auto length = static_cast<double>(duration.count()) / speed_;
    return std::max(Duration{}, Duration{std::llround(std::ceil(length))});
  }

  /// How much passes on the bus while we wait for `duration`.
  [[nodiscard]] Duration on_bus(Duration duration) const {
    return Duration{std::llround(static_cast<double>(duration.count()) * speed_)};
  }

 private:
  double speed_;
  Time started_ = tools::now();
  Stamp begin_ = stamp_now();
};

}  // namespace twc::tools
