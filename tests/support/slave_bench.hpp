// SPDX-License-Identifier: MIT
#pragma once
/// A slave alone on the bench: a test plays the master, and time jumps.

#include <vector>

#include <twc/node/slave.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {

using namespace std::chrono_literals;

inline constexpr TwcId bench_master{0x7777};

class SlaveBench {
 public:
  struct Said {
    Time at{};
    wire::Frame frame;
  };

  explicit SlaveBench(const node::SlaveConfig& config = {}) : slave{config} {}

  /// Lets the slave speak until `until`.
  void run_to(Time until) {
    for (auto due = slave.deadline(); due && *due <= until; due = slave.deadline()) {
      now = std::max(now, *due);
      while (const auto frame = slave.poll(now)) said.push_back({now, *frame});
    }
    now = until;
  }
  void pass(Duration time) { run_to(now + time); }

  /// All that it says within half a second of hearing `frame`.
  std::vector<wire::Frame> ask(const wire::Frame& frame) {
    const std::size_t before = said.size();
    slave.hear(now, frame);
    pass(500ms);
    std::vector<wire::Frame> answers;
    for (std::size_t at = before; at < said.size(); ++at) answers.push_back(said[at].frame);
    return answers;
  }

  /// One second of a master: a heartbeat, and what the slave answers.
  msg::SlaveHeartbeat beat(msg::Command command = msg::Command::none, Centiamps limit = {}) {
    const auto answers = ask(msg::encode(
        msg::MasterHeartbeat{
            .from = bench_master, .to = slave.id(), .command = command, .limit = limit},
        slave.config().protocol));
    pass(500ms);
    REQUIRE(answers.size() == 1);
    const msg::Message message = msg::decode(answers[0]);
    REQUIRE(std::holds_alternative<msg::SlaveHeartbeat>(message));
    return std::get<msg::SlaveHeartbeat>(message);
  }
  /// The answer to the last of the heartbeats with command 00 that `time` has room for.
  msg::SlaveHeartbeat beats(Duration time) {
    auto last = beat();
    for (Duration passed = 1s; passed < time; passed += 1s) last = beat();
    return last;
  }

  void plug(node::Car car) {
    car.is_plugged = true;
    slave.set_car(now, car);
  }
  void unplug() { slave.set_car(now, {}); }

  Time now{};
  node::Slave slave;
  std::vector<Said> said;
};

/// The state and the limit that a slave shows.
struct Shown {
  msg::ChargeState state = msg::ChargeState::ready;
  Centiamps limit{};

  Shown(msg::ChargeState state_shown, Centiamps limit_shown)
      : state{state_shown}, limit{limit_shown} {}
  /// Implicit, because an answer is what it shows.
  Shown(const msg::SlaveHeartbeat& heartbeat) : state{heartbeat.state}, limit{heartbeat.limit} {}
  friend bool operator==(const Shown&, const Shown&) = default;
};

}  // namespace twc::test

template <>
struct Catch::StringMaker<twc::test::Shown> {
  static std::string convert(const twc::test::Shown& shown) {
    return "state " + std::to_string(static_cast<unsigned>(shown.state)) + ", limit " +
           std::to_string(shown.limit.value());
  }
};

namespace twc::test {

inline constexpr node::Car tesla{.is_plugged = true, .wants_current = true, .asks = true};
/// It does not talk to the unit.
inline constexpr node::Car other_car{.is_plugged = true, .wants_current = true, .asks = false};

inline node::SlaveConfig protocol1_unit() {
  node::SlaveConfig config;
  config.id = TwcId{0x032E};
  config.protocol = Protocol::one;
  config.serial = msg::SerialNumber{"A16G0001814"};
  return config;
}

inline SlaveBench charging(Centiamps limit) {
  SlaveBench bench;
  bench.plug(tesla);
  bench.beat(msg::Command::set_limit, limit);
  bench.beats(12s);
  REQUIRE(Shown{bench.beat()} == Shown{msg::ChargeState::charging, limit});
  return bench;
}

inline SlaveBench charging_protocol1(Centiamps limit,
                                     const node::SlaveConfig& config = protocol1_unit()) {
  SlaveBench bench{config};
  bench.plug(tesla);
  bench.beat(msg::Command::set_initial_limit, limit);
  REQUIRE(Shown{bench.beats(5s)} == Shown{msg::ChargeState::charging, limit});
  return bench;
}

}  // namespace twc::test
