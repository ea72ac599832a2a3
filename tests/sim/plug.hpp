// SPDX-License-Identifier: MIT
#pragma once
/// A simulated Wall Connector, spoken to by hand.

#include <algorithm>
#include <optional>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/sim/unit.hpp>

namespace twc::test {

using namespace std::chrono_literals;
using msg::Command;

/// A unit, and a master that beats once a second.
class Plug {
 public:
  explicit Plug(const sim::UnitConfig& config = {}) : unit{config} {}

  void run_to(Time until) {
    for (auto due = unit.deadline(); due && *due <= until; due = unit.deadline()) {
      now = std::max(now, *due);
      ++wakes;
      if (const auto frame = unit.poll(now)) said.push_back(*frame);
    }
    now = until;
  }
  void pass(Duration time) { run_to(now + time); }

  /// The limit that the unit answers; nothing where it does not.
  std::optional<Centiamps> beat(Command command = Command::none, Centiamps limit = {}) {
    const std::size_t before = said.size();
    unit.hear(now,
              msg::encode(
                  msg::MasterHeartbeat{
                      .from = TwcId{0x7777}, .to = unit.id(), .command = command, .limit = limit},
                  unit.slave().config().protocol));
    pass(1s);
    if (said.size() == before) return std::nullopt;
    const msg::Message message = msg::decode(said.back());
    const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message);
    return answer != nullptr ? std::optional{answer->limit} : std::nullopt;
  }
  void beats(int seconds) {
    for (int beats = 0; beats < seconds; ++beats) beat();
  }
  /// Its car draws so much by its last answer.
  [[nodiscard]] Centiamps reported() const {
    return std::get<msg::SlaveHeartbeat>(msg::decode(said.back())).drawn;
  }
  void charge_16_amps() {
    unit.plug(now, sim::Car{});
    beat(Command::set_limit, 16_A);
    beats(20);
  }

  Time now{};
  sim::Unit unit;
  std::vector<wire::Frame> said;
  int wakes = 0;
};

[[nodiscard]] inline sim::UnitConfig with(const sim::Misbehaviour& misbehaviour) {
  return {.slave = {}, .misbehaviour = misbehaviour};
}

}  // namespace twc::test
