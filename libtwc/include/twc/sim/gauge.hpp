// SPDX-License-Identifier: MIT
#pragma once
/// How a unit reads the current of its car: late, and a little wrong.

#include <optional>

#include <twc/sim/car.hpp>
#include <twc/types.hpp>

namespace twc::sim {

struct GaugeConfig {
  /// Between two readings; at an offset of its own. Zero: a reading for each report.
  Duration period = std::chrono::seconds{1};
  /// It reads wrong by up to so much, always by the same part. 0.05 is five percent.
  double error = 0;
};

/// A unit reports the last reading, which is up to one period old. The seed decides when in its
/// period a gauge reads, and how wrong.
class Gauge {
 public:
  Gauge(const GaugeConfig& config, std::uint64_t seed);

  /// To be called before anything but time changes the current: takes the readings that were due.
  void read(Time now, const Car* car);
  /// There is no current any more, and the gauge has noticed.
  void clear() { reading_ = {}; }
  [[nodiscard]] Centiamps reading() const { return reading_; }

 private:
  [[nodiscard]] bool is_due(Time now) const {
    if (!read_at_) return true;
    return period_ > Duration{} ? now >= *read_at_ + period_ : now > *read_at_;
  }

  Duration period_;
  Duration offset_{};
  double reads_as_ = 1;
  std::optional<Time> read_at_;
  Centiamps reading_{};
};

}  // namespace twc::sim
