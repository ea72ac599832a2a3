// SPDX-License-Identifier: MIT
#pragma once
/// Inquiry picks the question that a master asks a unit in idle time. A question that stays without
/// an answer is asked less often.

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include <twc/msg/message.hpp>
#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// The questions to one unit.
class Inquiry {
 public:
  /// In the order of a real master.
  enum class Topic : std::uint8_t { meter, firmware, vin, serial, plug };

  /// The question that is due now, if any.
  [[nodiscard]] std::optional<Topic> next(Time now, const Polls& polls) const {
    const std::array wanted{polls.meter, polls.firmware, polls.vin, polls.serial, polls.plug};
    for (std::size_t at = 0; at < topics_.size(); ++at) {
      if (wanted[at] && now >= topics_[at].due) return static_cast<Topic>(at);
    }
    return std::nullopt;
  }
  void asked(Time now, Topic topic) {
    State& state = at(topic);
    state.due = now + state.pause;
    state.pause = std::min(2 * state.pause, longest_pause);
  }
  /// True when the answer is complete: a VIN comes in three, and all are asked for, as real masters
  /// do even where the first is blank.
  bool answered(Time now, Topic topic, wire::Function code) {
    bool is_whole = true;
    if (topic == Topic::vin) {
      is_whole = code == wire::Function::vin_3;
      vin_part_ = is_whole
                      ? msg::VinPart::one
                      : (code == wire::Function::vin_1 ? msg::VinPart::two : msg::VinPart::three);
    }
    at(topic) = {.due = now + (is_whole ? good_for(topic) : Duration{}), .pause = first_pause};
    return is_whole;
  }
  [[nodiscard]] msg::VinPart vin_part() const { return vin_part_; }
  /// Something changed (a car came): a question that was given up is worth asking again.
  void refresh(Time now, Topic topic) {
    at(topic) = {.due = now, .pause = first_pause};
    vin_part_ = msg::VinPart::one;
  }

 private:
  static constexpr Duration good_for(Topic topic) {
    switch (topic) {
      case Topic::meter:
      case Topic::plug: return std::chrono::seconds{10};
      case Topic::vin: return std::chrono::minutes{5};  // another car may have come
      case Topic::serial:
      case Topic::firmware: break;
    }
    return std::chrono::hours{24};
  }

  static constexpr Duration first_pause = std::chrono::seconds{5};
  static constexpr Duration longest_pause = std::chrono::minutes{10};

  struct State {
    Time due{};
    Duration pause = first_pause;
  };
  State& at(Topic topic) { return topics_[static_cast<std::size_t>(topic)]; }

  std::array<State, 5> topics_{};
  msg::VinPart vin_part_ = msg::VinPart::one;
};

/// The request for `topic`.
[[nodiscard]] wire::Frame request_for(Inquiry::Topic topic, TwcId from, TwcId to,
                                      msg::VinPart vin_part);
/// The topic that an answer belongs to; nothing for frames that answer no question.
[[nodiscard]] std::optional<Inquiry::Topic> topic_of(wire::Function code);

}  // namespace twc::node
