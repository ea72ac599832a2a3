// SPDX-License-Identifier: MIT
#pragma once
/// A master and some units on a simulated bus, with a trace for failures.

#include <algorithm>
#include <optional>
#include <string>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>
#include <twc/sim/trace.hpp>

#include "support/simulated_bus.hpp"

namespace twc::test {

inline constexpr TwcId master_id{0x77AB};

/// A master for 32 A that begins at once, on a bus where nothing was charging.
[[nodiscard]] inline node::MasterConfig eager_master() {
  node::MasterConfig config;
  config.id = master_id;
  config.sign = Sign{0x77};
  config.max_current = 32_A;
  config.bus_idle = true;
  config.listen_first = Duration::zero();
  return config;
}

/// A unit is offered nothing any more, and why: one of Protocol 2 is silenced.
[[nodiscard]] inline bool is_stop(const node::Event& event) {
  return event.is<node::event::Offered>() && event.amounts.granted == Centiamps{} &&
         event.amounts.reason != node::Reason::none;
}

/// A frame that a master sent, and when.
struct SentFrame {
  Time at;
  wire::Frame frame;
};

class MasterBus : public SimulatedBus, private sim::Observer {
 public:
  explicit MasterBus(const node::MasterConfig& config, std::uint64_t seed = 1, Time start = Time{})
      : SimulatedBus{seed, start},
        master{config, start},
        on_bus_{master},
        master_port{bus.connect(on_bus_)},
        trace_{master_port} {
    bus.observe(trace_);
    bus.observe(*this);
  }

  /// Takes the events as they come, so that none is crowded out.
  void run(Duration time) {
    const Time until = bus.now() + time;
    while (bus.now() < until) {
      bus.run_until(std::min(until, bus.now() + std::chrono::seconds{1}));
      while (const auto event = master.next_event()) events.push_back(*event);
    }
  }

  template <typename E>
  [[nodiscard]] std::size_t count() const {
    return static_cast<std::size_t>(std::ranges::count_if(events, &node::Event::is<E>));
  }
  template <typename E>
  [[nodiscard]] std::optional<node::Event> first(TwcId id = {}) const {
    const auto found = std::ranges::find_if(events, [&](const node::Event& event) {
      return event.is<E>() && (id == TwcId{} || event.unit == id);
    });
    return found == events.end() ? std::nullopt : std::optional{*found};
  }
  [[nodiscard]] std::size_t stops() const {
    return static_cast<std::size_t>(std::ranges::count_if(events, is_stop));
  }
  [[nodiscard]] std::optional<node::Event> first_stop() const {
    const auto found = std::ranges::find_if(events, is_stop);
    return found == events.end() ? std::nullopt : std::optional{*found};
  }
  [[nodiscard]] node::UnitStatus status(const sim::Unit& unit) const {
    return master.unit(bus.now(), unit.id()).value();
  }
  [[nodiscard]] std::string trace() const { return trace_.text(); }

  node::Master master;

 private:
  void sent(Time now, sim::PortId by, const wire::Frame& frame) override {
    if (by == master_port) sent_frames.push_back({now, frame});
  }

  sim::NodeOnBus<node::Master> on_bus_;

 public:
  sim::PortId master_port;
  std::vector<node::Event> events;
  std::vector<SentFrame> sent_frames;

 private:
  sim::Trace trace_;
};

/// A message of one kind that a master sent, and when.
template <typename M>
struct SentMessage {
  Time at;
  M what;
};
template <typename M>
[[nodiscard]] std::vector<SentMessage<M>> sent(const MasterBus& bench) {
  std::vector<SentMessage<M>> found;
  for (const SentFrame& one : bench.sent_frames) {
    const msg::Message message = msg::decode(one.frame);
    if (const auto* const of_kind = std::get_if<M>(&message)) found.push_back({one.at, *of_kind});
  }
  return found;
}

}  // namespace twc::test
