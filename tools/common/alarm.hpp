// SPDX-License-Identifier: MIT
#pragma once
/// Wakes somebody when it is time on the bus, whichever clock that has.

#include <functional>
#include <optional>
#include <utility>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include "common/bus_time.hpp"
#include "endpoint/sim_time.hpp"

namespace twc::tools {

/// Rings once for each time that it is set, out of io_context::run(), and not after it is gone.
class Alarm {
 public:
  /// The time has to outlive it.
  Alarm(asio::io_context& io, const BusTime& time, std::function<void()> ring)
      : time_{time}, timer_{io}, ring_{std::move(ring)} {
    if (time.sim() != nullptr) sim_.emplace(*time.sim(), ring_);
  }
  Alarm(const Alarm&) = delete;
  Alarm& operator=(const Alarm&) = delete;
  ~Alarm() = default;

  void set(Time at) {
    if (sim_) return sim_->set(at);
    timer_.expires_after(time_.in_life(at - time_.now()));
    timer_.async_wait(lease_.bind([this](const asio::error_code& error) {
      if (!error) ring_();
    }));
  }
  void cancel() {
    if (sim_) return sim_->cancel();
    timer_.cancel();
  }

 private:
  const BusTime& time_;
  asio::steady_timer timer_;
  std::function<void()> ring_;
  std::optional<SimAlarm> sim_;
  Lease lease_;
};

}  // namespace twc::tools
