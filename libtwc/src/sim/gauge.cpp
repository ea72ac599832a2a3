// SPDX-License-Identifier: MIT
#include <algorithm>
#include <cmath>

#include <twc/sim/dice.hpp>
#include <twc/sim/gauge.hpp>

namespace twc::sim {

Gauge::Gauge(const GaugeConfig& config, std::uint64_t seed) : period_{config.period} {
  constexpr std::size_t half = 1000;
  Dice dice{seed};
  const double part = static_cast<double>(dice.below(2 * half + 1)) / half - 1;  // -1 to 1
  reads_as_ = 1 + config.error * part;
  if (period_ > Duration{}) {
    offset_ = Duration{dice.below(static_cast<std::size_t>(period_.count()))};
  }
}

void Gauge::read(Time now, const Car* car) {
  if (!is_due(now)) return;
  Time at = now;
  if (period_ > Duration{}) {
    at = Time{offset_ + (now.time_since_epoch() - offset_) / period_ * period_};
  }
  read_at_ = at;
  constexpr double most = 0xFFFF;
  const double reads = car != nullptr ? car->drawn(at).value() * reads_as_ : 0;
  reading_ = Centiamps{static_cast<std::uint16_t>(std::lround(std::min(most, reads)))};
}

}  // namespace twc::sim
