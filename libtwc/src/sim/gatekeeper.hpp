// SPDX-License-Identifier: MIT
#pragma once
/// Judges the frames of a master as they leave: by command, R1, R4 and R5; and by R6 those that are
/// missing.

#include <optional>

#include <twc/msg/message.hpp>

#include "books.hpp"

namespace twc::sim {

class Gatekeeper {
 public:
  explicit Gatekeeper(Books& books) : books_{books} {}

  /// The frame is not in the books yet.
  void judge_message(Time now, const msg::Message& message);
  void judge_timing(Time now);
  void judge_addressee(Time now, const Account& unit);
  void judge_heartbeat(Time now, const Account& unit, const msg::MasterHeartbeat& heartbeat);
  /// The frame is in the books. `floor` and `before` are from before.
  void judge_raise(Time now, const Account& unit, Amount floor, Amount before,
                   std::optional<Centiamps> limit);

  void received(Time now, const wire::Frame& frame);
  void requested(Time now) { last_request_ = now; }

 private:
  void judge_command(Time now, const Account& unit, msg::Command command);
  void judge_offer(Time now, const Account& unit, Centiamps limit);
  void judge_repetition(Time now, const Account& unit);
  [[nodiscard]] std::string exposures_in_words(Time now) const;
  [[nodiscard]] bool asks_silenced(Time now, const Account& unit, Amount before,
                                   std::optional<Centiamps> limit) const;
  [[nodiscard]] bool is_of_a_master(Time now, const wire::Frame& frame) const;

  Books& books_;
  std::optional<Time> last_received_;
  std::optional<Time> last_request_;
  std::optional<Time> last_of_other_master_;
};

}  // namespace twc::sim
