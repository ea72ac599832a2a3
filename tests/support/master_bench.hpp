// SPDX-License-Identifier: MIT
#pragma once
/// A master on the bench: a test says what its one unit answers, and time jumps.

#include <twc/node/master.hpp>

#include "support/master_bus.hpp"

namespace twc::test {

class MasterBench {
 public:
  explicit MasterBench(const node::MasterConfig& config) : master{config, Time{}} {
    hear(msg::encode(msg::SlaveLinkready{.from = id, .sign = Sign{0x8E}, .maximum = 32_A},
                     Protocol::two));
  }
  /// A second in which the unit answers each heartbeat so.
  void answer(msg::ChargeState state, Centiamps limit, Centiamps drawn) {
    for (const Time end = now + std::chrono::seconds{1}; now < end;
         now += std::chrono::milliseconds{10}) {
      const auto frame = master.poll(now);
      if (!frame) continue;
      const msg::Message message = msg::decode(*frame);
      if (const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message)) {
        last = *beat;
        now += std::chrono::milliseconds{150};
        hear(msg::encode(
            msg::SlaveHeartbeat{
                .from = id, .to = master_id, .state = state, .limit = limit, .drawn = drawn},
            Protocol::two));
      } else if (acknowledges && std::holds_alternative<msg::StopCharging>(message)) {
        hear(msg::encode(msg::StopChargingAck{.from = id}));
      }
    }
  }
  /// A second in which it does not answer.
  void stay_silent() {
    for (const Time end = now + std::chrono::seconds{1}; now < end;
         now += std::chrono::milliseconds{10}) {
      const auto frame = master.poll(now);
      const msg::Message message = frame ? msg::decode(*frame) : msg::Message{};
      if (const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message)) last = *beat;
    }
  }
  void hear(const wire::Frame& frame) { master.hear(now, frame); }
  [[nodiscard]] node::UnitStatus status() const { return master.unit(now, id).value(); }

  static constexpr TwcId id{0x2019};
  bool acknowledges = true;  ///< that its contactor is to open
  Time now = Time{} + std::chrono::seconds{10};
  node::Master master;
  msg::MasterHeartbeat last;
};

}  // namespace twc::test
