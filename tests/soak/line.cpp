// SPDX-License-Identifier: MIT
#include "soak/line.hpp"

#include <algorithm>
#include <memory>

namespace twc::soak {

Line::Line() {
  relay_.add(std::make_unique<test::SerialRelayPort>(folder_ / "master"));
  relay_.add(std::make_unique<test::SerialRelayPort>(folder_ / "slave"));
}

/// No event shows that a program opens its port: until then the line looks every millisecond.
void Line::carry(Clock::time_point end, const Listener& listener,
                 const std::function<bool()>& enough) {
  listener_ = listener;
  for (auto now = Clock::now(); now < end && !enough(); now = Clock::now()) {
    const bool is_joined = port(Side::master).fd() >= 0 && port(Side::slave).fd() >= 0;
    const Duration longest =
        is_joined ? Duration{std::chrono::seconds{1}} : Duration{std::chrono::milliseconds{1}};
    relay_.wait({}, std::min(longest, std::chrono::ceil<Duration>(end - now)));
    relay_.move();
  }
}

void Line::joined(Time /*now*/, std::size_t /*who*/) {}

void Line::said(Time now, std::size_t by, const wire::Frame& /*frame*/) {
  came_.at(by).push_back(now);
}

void Line::heard(Time now, std::size_t by, const wire::Frame& frame) {
  tell(by, now, frame);
}

void Line::lost(Time /*now*/, std::size_t there, const wire::Frame& frame) {
  tell(there, std::nullopt, frame);
}

void Line::tell(std::size_t to, std::optional<Time> passed, const wire::Frame& frame) {
  const std::size_t from = 1 - to;
  const Time came = came_.at(from).front();
  came_.at(from).pop_front();
  listener_({.from = static_cast<Side>(from), .came = came, .passed = passed, .frame = frame});
}

}  // namespace twc::soak
