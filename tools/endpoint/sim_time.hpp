// SPDX-License-Identifier: MIT
#pragma once
/// The time of a simulated bus. It stands still while anything happens there and then goes on to
/// what is due next, so that the same happens at the same times in every run, however busy the
/// machine is.

#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include <asio/io_context.hpp>
#include <asio/steady_timer.hpp>

#include <twc/types.hpp>

#include "endpoint/lease.hpp"

namespace twc::tools {

class SimAlarm;

class SimTime {
 public:
  /// When each simulated bus begins.
  static constexpr Time start{};

  SimTime(asio::io_context& io, double speed) : speed_{speed}, timer_{io} {}

  /// For somebody from outside, such as a person who types, it is as late as it is in life.
  [[nodiscard]] Time now();

 private:
  friend class SimAlarm;
  using Real = std::chrono::steady_clock;

  [[nodiscard]] SimAlarm* next() const;
  [[nodiscard]] Real::time_point in_life(Time at) const;
  void plan();
  void run();

  double speed_;
  asio::steady_timer timer_;
  std::optional<Real::time_point> begun_;
  Time now_ = start;
  bool is_running_ = false;
  std::vector<SimAlarm*> alarms_;  // those of one instant ring in this order
  Lease lease_;
};

/// Rings once for each time that it is set, out of io_context::run().
class SimAlarm {
 public:
  /// The time has to outlive it.
  SimAlarm(SimTime& time, std::function<void()> ring);
  SimAlarm(const SimAlarm&) = delete;
  SimAlarm& operator=(const SimAlarm&) = delete;
  ~SimAlarm();

  void set(Time at);
  void cancel();

 private:
  friend class SimTime;

  SimTime& time_;
  std::function<void()> ring_;
  std::optional<Time> at_;
};

}  // namespace twc::tools
