#pragma once
/// A master and some units with cars on a simulated bus.

#include <algorithm>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/trace.hpp>
#include <twc/sim/unit.hpp>

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

/// Unit `number` of 2001, 2002, … with a sign of its own.
[[nodiscard]] inline sim::UnitConfig sound_unit(unsigned number = 1,
                                                Protocol protocol = Protocol::two) {
  sim::UnitConfig config;
  config.slave.id = TwcId{static_cast<std::uint16_t>(0x2000U + number)};
  config.slave.sign = Sign{static_cast<std::uint8_t>(0x10U + number)};
  config.slave.protocol = protocol;
  config.slave.seed = number;
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

class World : private sim::Observer {
 public:
  explicit World(const node::MasterConfig& config, std::uint64_t seed = 1, Time start = Time{})
      : bus{seed, start},
        master{config, start},
        on_bus_{master},
        master_port{bus.connect(on_bus_)},
        trace_{master_port} {
    bus.observe(trace_);
    bus.observe(*this);
  }

  sim::Unit& add(const sim::UnitConfig& config) {
    units.push_back(std::make_unique<sim::Unit>(config));
    ports.push_back(bus.connect(*units.back()));
    return *units.back();
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
  [[nodiscard]] Centiamps in_force() const {
    Centiamps sum;
    for (const auto& unit : units) sum = sum + unit->in_force(bus.now());
    return sum;
  }
  [[nodiscard]] std::string trace() const { return trace_.text(); }

  sim::Bus bus;
  node::Master master;

 private:
  void sent(Time now, sim::PortId by, const wire::Frame& frame) override {
    if (by == master_port) sent_frames.push_back({now, frame});
  }

  sim::NodeOnBus<node::Master> on_bus_;

 public:
  sim::PortId master_port;
  std::vector<std::unique_ptr<sim::Unit>> units;
  std::vector<sim::PortId> ports;
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
[[nodiscard]] std::vector<SentMessage<M>> sent(const World& world) {
  std::vector<SentMessage<M>> found;
  for (const SentFrame& one : world.sent_frames) {
    const msg::Message message = msg::decode(one.frame);
    if (const auto* const of_kind = std::get_if<M>(&message)) found.push_back({one.at, *of_kind});
  }
  return found;
}

}  // namespace twc::test
