// SPDX-License-Identifier: MIT
#pragma once
/// A master whose units say what a test wants, frame by frame, and all that it sends.

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <variant>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "support/master_bus.hpp"

namespace twc::test {

/// A master whose units say what a test wants, and all that it sends.
class ReplyBench {
 public:
  using Reply = std::function<std::optional<wire::Frame>(const msg::MasterHeartbeat&)>;

  explicit ReplyBench(const node::MasterConfig& config) : master{config, Time{}} {}

  void announce(TwcId id, Sign sign = Sign{0x8E}) {
    master.hear(now, msg::encode(msg::SlaveLinkready{.from = id, .sign = sign, .maximum = 32_A},
                                 Protocol::two));
  }
  /// The unit answers the master 7777, and charges with 20 A.
  void answer_another_master(TwcId id) {
    master.hear(now, msg::encode(msg::SlaveHeartbeat{.from = id,
                                                     .to = TwcId{0x7777},
                                                     .state = msg::ChargeState::charging,
                                                     .limit = 20_A,
                                                     .drawn = 20_A},
                                 Protocol::two));
  }
  void run(Duration time, const Reply& reply) {
    for (const Time end = now + time; now < end; now += std::chrono::milliseconds{10}) {
      const auto frame = master.poll(now);
      while (master.next_event()) {
      }
      if (!frame) continue;
      sent.push_back({now, *frame});
      const msg::Message message = msg::decode(*frame);
      const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
      if (beat == nullptr) continue;
      const auto answer = reply(*beat);
      now += std::chrono::milliseconds{150};
      if (answer) master.hear(now, *answer);
    }
  }
  template <typename Kind>
  [[nodiscard]] std::size_t count_since(Time since) const {
    return static_cast<std::size_t>(std::ranges::count_if(sent, [since](const SentFrame& one) {
      return one.at >= since && std::holds_alternative<Kind>(msg::decode(one.frame));
    }));
  }

  Time now = Time{} + std::chrono::seconds{10};
  node::Master master;
  std::vector<SentFrame> sent;
};

[[nodiscard]] inline wire::Frame answer_of(const msg::MasterHeartbeat& beat, msg::ChargeState state,
                                           Centiamps limit) {
  return msg::encode(
      msg::SlaveHeartbeat{
          .from = beat.to, .to = beat.from, .state = state, .limit = limit, .drawn = limit},
      Protocol::two);
}

/// Charges at what it is told, and keeps that in mind.
[[nodiscard]] inline ReplyBench::Reply obedient(Centiamps& limit) {
  return [&limit](const msg::MasterHeartbeat& beat) {
    if (beat.command.has_limit()) limit = beat.limit;
    return std::optional{answer_of(beat, msg::ChargeState::charging, limit)};
  };
}
[[nodiscard]] inline std::optional<wire::Frame> silence(const msg::MasterHeartbeat& /*beat*/) {
  return std::nullopt;
}

inline constexpr TwcId unit_id{0x2019};
inline constexpr TwcId second_id{0x2020};
inline constexpr TwcId third_id{0x2021};

/// The limits in the heartbeats that left for the unit since then; 0 for a heartbeat without one.
[[nodiscard]] inline std::vector<Centiamps> limits_since(const ReplyBench& bench, TwcId unit,
                                                         Time since) {
  std::vector<Centiamps> limits;
  for (const SentFrame& one : bench.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && beat->to == unit && one.at >= since) limits.push_back(beat->limit);
  }
  return limits;
}
[[nodiscard]] inline Centiamps offer_of(const ReplyBench& bench, TwcId unit) {
  return bench.master.unit(bench.now, unit).value().amounts.requested;
}

}  // namespace twc::test
