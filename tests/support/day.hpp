#pragma once
/// A simulated day: a master that asks for all there is to ask, four units, four cars that come in
/// the evening and are full in the morning.

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include <twc/node/master.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/unit.hpp>

#include "support/sent_frames.hpp"

namespace twc::test {

class Day {
 public:
  explicit Day(sim::Way way = sim::Way::frames)
      : bus_{1, Time{}, way}, master_{config(), Time{}}, on_bus_{master_} {
    sent_.emplace(bus_.connect(on_bus_));
    bus_.observe(*sent_);
    for (unsigned number = 1; number <= count; ++number) {
      sim::UnitConfig unit;
      unit.slave.id = TwcId{static_cast<std::uint16_t>(0x2000U + number)};
      unit.slave.sign = Sign{static_cast<std::uint8_t>(0x10U + number)};
      unit.slave.protocol = number == 1 ? Protocol::one : Protocol::two;
      unit.slave.seed = number;
      units_.push_back(std::make_unique<sim::Unit>(unit));
      bus_.connect(*units_.back());
    }
  }

  /// Goes on to `hour`. A car comes at each of the first four hours.
  void run_to_hour(std::size_t hour) {
    for (; hour_ < hour; ++hour_) {
      if (hour_ < count) {
        units_[hour_]->plug(bus_.now(), sim::Car{
                                            {.wants = 32_A, .ampere_hours = 60}
        });
      }
      for (const Time end = bus_.now() + std::chrono::hours{1}; bus_.now() < end;) {
        bus_.run_until(bus_.now() + std::chrono::minutes{1});
        while (master_.next_event()) ++events_;
      }
    }
  }

  [[nodiscard]] const sim::Bus& bus() const { return bus_; }
  [[nodiscard]] std::uint64_t events() const { return events_; }
  [[nodiscard]] Centiamps drawn() const {
    Centiamps sum;
    for (const auto& unit : units_) sum = sum + unit->drawn(bus_.now());
    return sum;
  }

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

  sim::Bus bus_;
  node::Master master_;
  sim::NodeOnBus<node::Master> on_bus_;
  std::optional<SentFramesOf> sent_;
  std::vector<std::unique_ptr<sim::Unit>> units_;
  std::size_t hour_ = 0;
  std::uint64_t events_ = 0;
};

}  // namespace twc::test
