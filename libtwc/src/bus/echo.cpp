// SPDX-License-Identifier: MIT
#include <twc/bus/echo.hpp>

namespace twc::bus {

void EchoFilter::sent(Time now, const wire::Frame& frame) {
  sent_[next_] = {.frame = frame, .at = now};
  next_ = (next_ + 1) % remembered;
}

void EchoFilter::delay(Duration slept) {
  for (Sent& one : sent_) one.at += slept;
}

bool EchoFilter::is_echo(Time now, const wire::Frame& frame) {
  constexpr Duration directly_after = std::chrono::milliseconds{100};  // two frames last 50 ms
  if (last_.frame == frame && now - last_.at <= directly_after) return true;
  // The oldest first: its echo comes first, and its window ends first.
  for (std::size_t age = 0; age < remembered; ++age) {
    Sent& one = sent_[(next_ + age) % remembered];
    if (one.frame == frame && now - one.at <= window_) {
      one.frame.reset();
      last_ = {.frame = frame, .at = now};
      return true;
    }
  }
  return false;
}

}  // namespace twc::bus
