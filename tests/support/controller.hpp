// SPDX-License-Identifier: MIT
#pragma once
/// A master on a simulated bus that can die and be replaced, or stand by.

#include <functional>
#include <optional>

#include <twc/node/master.hpp>
#include <twc/sim/participant.hpp>

namespace twc::test {

/// restart() leaves a master that knows nothing, halt() none.
class Controller : public sim::Participant {
 public:
  using OnEvent = std::function<void(Time now, const node::Event& event)>;

  explicit Controller(const node::MasterConfig& config, OnEvent on_event = {})
      : config_{config}, on_event_{std::move(on_event)} {}

  void restart(Time now) {
    master_.emplace(config_, now);
    master_->link_up(now);
  }
  void halt() { master_.reset(); }
  void hear(Time now, const wire::Event& event) override {
    if (!master_) return;
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) {
      master_->hear(now, *frame);
    } else if (!std::holds_alternative<wire::TrailingByte>(event)) {
      master_->hear_damage(now);
    }
    take_events(now);
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    if (!master_) return std::nullopt;
    auto frame = master_->poll(now);
    take_events(now);
    const auto next = master_->deadline();
    if (!frame && next && *next <= now) ++idle_calls_;
    return frame;
  }
  [[nodiscard]] std::optional<Time> deadline() const override {
    return master_ ? master_->deadline() : std::nullopt;
  }
  [[nodiscard]] bool is_running() const { return master_.has_value(); }
  [[nodiscard]] node::Master& master() { return *master_; }
  /// How often it wanted to be called at once and had nothing to say: a program would spin.
  [[nodiscard]] std::uint64_t idle_calls() const { return idle_calls_; }

 private:
  void take_events(Time now) {
    while (const auto event = master_->next_event()) {
      if (on_event_) on_event_(now, *event);
    }
  }

  node::MasterConfig config_;
  OnEvent on_event_;
  std::optional<node::Master> master_;
  std::uint64_t idle_calls_ = 0;
};

}  // namespace twc::test
