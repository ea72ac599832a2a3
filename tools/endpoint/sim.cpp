// SPDX-License-Identifier: MIT
#include "endpoint/sim.hpp"

#include <algorithm>
#include <array>
#include <chrono>
#include <deque>
#include <optional>
#include <utility>

#include <fmt/format.h>

#include <twc/node/master.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/dice.hpp>
#include <twc/sim/unit.hpp>
#include <twc/wire/decoder.hpp>

#include "endpoint/clock.hpp"

namespace twc::tools {
/// Where the tool is plugged in: bytes on its side, frames on that of the bus.
class SimSocket : public sim::Participant {
 public:
  void hear(Time /*now*/, const wire::Event& event) override {
    std::visit([this](const auto& one) { note(one); }, event);
  }
  std::optional<wire::Frame> poll(Time /*now*/) override {
    if (to_line_.empty()) return std::nullopt;
    const wire::Frame frame = to_line_.front().frame;
    to_line_.pop_front();
    return frame;
  }
  [[nodiscard]] std::optional<Time> deadline() const override {
    return to_line_.empty() ? std::nullopt : std::optional{to_line_.front().since};
  }

  void send(Time now, Bytes chunk) {
    decoder_.feed(now, chunk, [&](const wire::Event& event) {
      if (const auto* const frame = std::get_if<wire::Frame>(&event)) {
        to_line_.push_back({.since = now, .frame = *frame});
      }
    });
  }
  [[nodiscard]] std::vector<std::uint8_t> take_heard() { return std::exchange(heard_, {}); }
  [[nodiscard]] bool has_heard() const { return !heard_.empty(); }

 private:
  struct Waiting {
    Time since{};
    wire::Frame frame;
  };

  void note(const wire::Frame& frame) { note(wire::escape(frame.bytes())); }
  void note(wire::TrailingByte end) { heard_.push_back(end.value); }
  void note(const wire::Noise& noise) { note(noise.wire); }
  void note(const wire::BadFrame& bad) { note(bad.wire); }
  void note(const wire::Stretch& stretch) {
    const Bytes bytes = stretch.bytes();
    heard_.push_back(wire::slip_end);
    heard_.insert(heard_.end(), bytes.begin(), bytes.end());
    heard_.push_back(wire::slip_end);
  }

  wire::Decoder decoder_;
  std::deque<Waiting> to_line_;
  std::vector<std::uint8_t> heard_;
};

namespace {

using std::chrono::seconds;

sim::UnitConfig unit_config(unsigned which) {
  static constexpr std::array<std::uint16_t, SimEndpoint::most_units> ids{
      0x2019, 0x3495, 0x6617, 0x4085, 0x1839, 0x2431, 0x7973, 0x5850};
  sim::UnitConfig config;
  config.slave.id = TwcId{ids.at(which)};
  config.slave.sign = Sign{static_cast<std::uint8_t>(0x52 + which)};
  config.slave.serial = msg::SerialNumber{fmt::format("A17A000{:04X}", ids.at(which))};
  config.slave.volts = {msg::Volts{231}, msg::Volts{233}, msg::Volts{230}};
  config.slave.kilowatt_hours = 6782 + which;
  config.slave.seed = which;
  return config;
}

sim::UnitConfig unit_config(unsigned which, sim::Dice& dice) {
  constexpr std::size_t signs = 0x100;
  sim::UnitConfig config = unit_config(which);
  config.slave.sign = Sign{static_cast<std::uint8_t>(dice.below(signs))};
  config.slave.seed = dice.next();
  return config;
}

/// The first one takes whatever it gets, so that there is something to share.
sim::CarConfig car_config(unsigned which) {
  constexpr std::array wants{32_A, 16_A, 13_A, 24_A};
  sim::CarConfig config;
  config.wants = wants.at(which % wants.size());
  config.vin = sim::vin_of(which + 1);
  return config;
}

/// Cars as they come: each follows its limit in its own way, within what IEC 61851-1 allows.
sim::CarConfig car_config(unsigned which, sim::Dice& dice) {
  constexpr std::size_t slowest_reaction = 5'000;  // ms
  sim::CarConfig config = car_config(which);
  config.wants = Centiamps{static_cast<std::uint16_t>(100 * (8 + dice.below(25)))};
  config.reacts_after = std::chrono::milliseconds{dice.below(slowest_reaction)};
  config.fall_per_second = Centiamps{static_cast<std::uint16_t>(100 * (4 + dice.below(27)))};
  config.rise_per_second = Centiamps{static_cast<std::uint16_t>(100 * (1 + dice.below(8)))};
  return config;
}

node::MasterConfig master_config() {
  node::MasterConfig config;
  config.id = TwcId{0xA7C5};
  config.sign = Sign{0x77};
  config.max_current = 32_A;
  config.polls.meter = config.polls.vin = config.polls.serial = config.polls.firmware = true;
  config.bus_idle = true;
  return config;
}

}  // namespace

class SimEndpoint::World {
 public:
  World(unsigned units, const EndpointOptions& options, SimTime& time)
      : time_{time}, bus_{options.seed.value_or(1), time.now()} {
    bus_.connect(socket_);
    sim::Dice dice{options.seed.value_or(0)};
    for (unsigned at = 0; at < units; ++at) {
      const auto config = options.seed ? unit_config(at, dice) : unit_config(at);
      cars_.push_back(options.seed ? car_config(at, dice) : car_config(at));
      bus_.connect(*units_.emplace_back(std::make_unique<sim::Unit>(config)));
    }
    if (options.sends) return;
    node_.emplace(master_config(), bus_.now());
    master_.emplace(*node_);
    bus_.connect(*master_);
  }

  /// All that has happened until now; gives what the tool heard of it.
  [[nodiscard]] std::vector<std::uint8_t> run() {
    go_on();
    return socket_.take_heard();
  }

  /// It is said now, not when something last happened.
  void send(Bytes chunk) {
    go_on();
    socket_.send(bus_.now(), chunk);
  }

  /// When something happens next.
  [[nodiscard]] Time next() {
    if (socket_.has_heard()) return time_.now();
    constexpr Duration never = std::chrono::hours{1};
    Time at = bus_.next_moment().value_or(bus_.now() + never);
    if (plugged_ < units_.size()) at = std::min(at, plug_time());
    return at;
  }

 private:
  void go_on() {
    const Time until = time_.now();
    while (plugged_ < units_.size() && plug_time() <= until) {
      bus_.run_until(plug_time());
      units_[plugged_]->plug(bus_.now(), sim::Car{cars_[plugged_]});
      ++plugged_;
    }
    bus_.run_until(until);
  }

  [[nodiscard]] Time plug_time() const { return begun_ + seconds{2 * (plugged_ + 1)}; }

  SimTime& time_;
  Time begun_ = time_.now();
  SimSocket socket_;
  std::vector<std::unique_ptr<sim::Unit>> units_;
  std::vector<sim::CarConfig> cars_;
  std::optional<node::Master> node_;
  std::optional<sim::NodeOnBus<node::Master>> master_;
  sim::Bus bus_;
  unsigned plugged_ = 0;
};

SimEndpoint::SimEndpoint(asio::io_context& io, std::string name, unsigned units,
                         const EndpointOptions& options)
    : Endpoint{io, std::move(name), options},
      units_{units},
      time_{io, options.speed},
      alarm_{time_, [this] { run(); }} {}

SimEndpoint::~SimEndpoint() {
  drop();
}

void SimEndpoint::attempt() {
  world_ = std::make_unique<World>(units_, options(), time_);
  opened(fmt::format("sim:{}", units_));
  sleep();
}

void SimEndpoint::drop() {
  alarm_.cancel();
  world_.reset();
}

/// The bus goes on out of io_context::run(): it may call its caller.
void SimEndpoint::transmit(Bytes chunk) {
  world_->send(chunk);
  sleep();
}

void SimEndpoint::run() {
  const auto bytes = world_->run();
  if (!bytes.empty()) heard(bytes);
  if (world_) sleep();
}

void SimEndpoint::sleep() {
  if (!world_) return;  // closed by who was told that it is open
  alarm_.set(world_->next());
}

}  // namespace twc::tools
