#pragma once
/// A master on a simulated bus that can die and be replaced.

#include <optional>

#include <twc/node/master.hpp>
#include <twc/sim/participant.hpp>

namespace twc::test {

/// restart() leaves one that knows nothing.
class Controller : public sim::Participant {
 public:
  Controller(const node::MasterConfig& config, Time now) : config_{config} { restart(now); }

  void restart(Time now) { master_.emplace(config_, now); }
  void hear(Time now, const wire::Event& event) override {
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) {
      master_->hear(now, *frame);
    } else if (!std::holds_alternative<wire::TrailingByte>(event)) {
      master_->hear_damage(now);
    }
    take_events();
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    auto frame = master_->poll(now);
    take_events();
    const auto next = master_->deadline();
    if (!frame && next && *next <= now) ++idle_calls_;
    return frame;
  }
  [[nodiscard]] std::optional<Time> deadline() const override { return master_->deadline(); }
  [[nodiscard]] node::Master& master() { return *master_; }
  [[nodiscard]] std::uint64_t offers() const { return offers_; }
  /// How often it wanted to be called at once and had nothing to say: a program would spin.
  [[nodiscard]] std::uint64_t idle_calls() const { return idle_calls_; }

 private:
  void take_events() {
    while (const auto event = master_->next_event()) {
      if (event->kind == node::EventKind::offer) ++offers_;
    }
  }

  node::MasterConfig config_;
  std::optional<node::Master> master_;
  std::uint64_t offers_ = 0;
  std::uint64_t idle_calls_ = 0;
};

}  // namespace twc::test
