// SPDX-License-Identifier: MIT
#pragma once
/// A simulated day: a master that asks for all there is to ask, four units, four cars that come in
/// the evening and are full in the morning.

#include <optional>

#include <twc/node/master.hpp>

#include "support/sent_frames.hpp"
#include "support/simulated_bus.hpp"

namespace twc::test {

class Day : private SimulatedBus {
 public:
  explicit Day(sim::Way way = sim::Way::frames)
      : SimulatedBus{1, Time{}, way}, master_{config(), Time{}}, on_bus_{master_} {
    sent_.emplace(bus.connect(on_bus_));
    bus.observe(*sent_);
    for (unsigned number = 1; number <= count; ++number) {
      add(sound_unit(number, number == 1 ? Protocol::one : Protocol::two));
    }
  }

  using SimulatedBus::bus;
  using SimulatedBus::drawn;

  /// Goes on to `hour`. A car comes at each of the first four hours.
  void run_to_hour(std::size_t hour) {
    for (; hour_ < hour; ++hour_) {
      if (hour_ < count) {
        units[hour_]->plug(bus.now(), sim::Car{
                                          {.wants = 32_A, .ampere_hours = 60}
        });
      }
      for (const Time end = bus.now() + std::chrono::hours{1}; bus.now() < end;) {
        bus.run_until(bus.now() + std::chrono::minutes{1});
        while (master_.next_event()) ++events_;
      }
    }
  }

  [[nodiscard]] std::uint64_t events() const { return events_; }

 private:
  static constexpr unsigned count = 4;

  static node::MasterConfig config() {
    node::MasterConfig config;
    config.id = TwcId{0x77AB};
    config.sign = Sign{0x77};
    config.max_current = 32_A;
    config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
    return config;
  }

  node::Master master_;
  sim::NodeOnBus<node::Master> on_bus_;
  std::optional<SentFramesOf> sent_;
  std::size_t hour_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace twc::test
