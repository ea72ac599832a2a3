// SPDX-License-Identifier: MIT
#pragma once
/// A participant that says what a test tells it to, when it tells it to, and keeps what it hears.

#include <deque>
#include <vector>

#include <twc/sim/participant.hpp>

namespace twc::test {

using namespace std::chrono_literals;

class Script : public sim::Participant {
 public:
  struct Line {
    Time at{};
    wire::Frame frame;
    friend bool operator==(const Line&, const Line&) = default;
  };
  struct Moment {
    Time at{};
    wire::Event event;
  };

  Script() = default;
  explicit Script(std::deque<Line> lines) : lines_{std::move(lines)} {}

  void say(Duration at, const wire::Frame& frame) { lines_.push_back({Time{at}, frame}); }

  void hear(Time now, const wire::Event& event) override {
    events.push_back({now, event});
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) heard.push_back({now, *frame});
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    ++polls;
    if (lines_.empty() || lines_.front().at > now) return std::nullopt;
    const wire::Frame frame = lines_.front().frame;
    lines_.pop_front();
    return frame;
  }
  [[nodiscard]] std::optional<Time> deadline() const override {
    return lines_.empty() ? std::nullopt : std::optional{lines_.front().at};
  }

  std::vector<Line> heard;     // good frames
  std::vector<Moment> events;  // everything
  int polls = 0;

 private:
  std::deque<Line> lines_;
};

}  // namespace twc::test
