// SPDX-License-Identifier: MIT
#include "endpoint/sim_time.hpp"

#include <algorithm>
#include <utility>

namespace twc::tools {

SimAlarm* SimTime::next() const {
  SimAlarm* first = nullptr;
  for (SimAlarm* const alarm : alarms_) {
    if (alarm->at_ && (first == nullptr || *alarm->at_ < *first->at_)) first = alarm;
  }
  return first;
}

Time SimTime::now() {
  const SimAlarm* const alarm = next();
  if (is_running_ || !begun_ || alarm == nullptr) return now_;
  const auto passed = std::chrono::duration_cast<Duration>((Real::now() - *begun_) * speed_);
  now_ = std::max(now_, std::min(start + passed, *alarm->at_));
  return now_;
}

SimTime::Real::time_point SimTime::in_life(Time at) const {
  return *begun_ + std::chrono::duration_cast<Real::duration>((at - start) / speed_);
}

void SimTime::plan() {
  const SimAlarm* const alarm = next();
  if (is_running_) return;
  if (alarm == nullptr) return static_cast<void>(timer_.cancel());
  // The program reads what was typed before the start, and then the bus begins.
  constexpr auto head_start = std::chrono::milliseconds{50};
  timer_.expires_at(begun_ ? in_life(*alarm->at_) : Real::now() + head_start);
  timer_.async_wait(lease_.bind([this](const asio::error_code& error) {
    if (!error) run();
  }));
}

/// All that is due by now, but not for so long that somebody who types has to wait.
void SimTime::run() {
  constexpr auto longest = std::chrono::milliseconds{10};
  const auto real = Real::now();
  if (!begun_) begun_ = real;
  is_running_ = true;
  while (Real::now() - real < longest) {
    SimAlarm* const alarm = next();
    if (alarm == nullptr || in_life(*alarm->at_) > real) break;
    now_ = std::max(now_, *std::exchange(alarm->at_, std::nullopt));
    alarm->ring_();
  }
  is_running_ = false;
  plan();
}

SimAlarm::SimAlarm(SimTime& time, std::function<void()> ring)
    : time_{time}, ring_{std::move(ring)} {
  time_.alarms_.push_back(this);
}

SimAlarm::~SimAlarm() {
  cancel();
  std::erase(time_.alarms_, this);
}

void SimAlarm::set(Time at) {
  at_ = at;
  time_.plan();
}

void SimAlarm::cancel() {
  at_.reset();
  time_.plan();
}

}  // namespace twc::tools
