// SPDX-License-Identifier: MIT
#pragma once
/// Orders knows what one unit was told, whether it says so, and whether it follows (R2, R6).

#include <algorithm>
#include <optional>
#include <utility>

#include <twc/msg/heartbeat.hpp>
#include <twc/node/exposure.hpp>
#include <twc/types.hpp>

namespace twc::node {

class Orders {
 public:
  /// A heartbeat with `limit` leaves for a unit that may be drawing `highest`. Whether it is
  /// another limit than before.
  bool sent(Time now, Protocol protocol, Centiamps limit, Centiamps highest);
  /// The unit answered a heartbeat; `vouches_after` is how long it may take to obey.
  void answered(Time now, Centiamps echo, Duration vouches_after);
  /// A unit that was silent for long, or restarted, has to be told anew.
  void forget();
  /// The unit does not have to fall any more.
  void excuse() { falls_since_.reset(); }
  /// The unit could not be told anything for a while: the time to follow begins anew.
  void begin_again(Time now) {
    if (falls_since_) falls_since_ = now;
    if (lags_since_) lags_since_ = now;
    differs_since_.reset();
    refusals_ = 0;
  }
  /// Another car may be taken differently: the maximum is forgotten at once, the minimum after an
  /// hour. A unit that has a minimum takes too much when it is offered less (R1), and is stopped
  /// again (S6).
  void car_left(Time now);

  /// The last limit that was sent.
  [[nodiscard]] std::optional<Centiamps> granted() const { return granted_; }
  /// It has said so since it was last told anything else.
  [[nodiscard]] bool has_echoed(Centiamps limit) const;
  /// `granted` was echoed; told once for each limit.
  [[nodiscard]] bool is_echo_news() { return is_echoed_ && !std::exchange(echo_told_, true); }
  /// The limit that the unit holds, or may hold without having said it yet. A unit without a car
  /// takes no offer: once it has had time to obey, it holds its echo.
  [[nodiscard]] Centiamps told() const {
    const bool is_under_way = granted_ && !is_echoed_ && !is_ignored_;
    return is_under_way ? std::max(*granted_, echo_) : echo_;
  }
  /// It takes no offer, as a unit without a car: it has said 0 for `vouches_after` since it heard
  /// of more, whatever the offer was.
  [[nodiscard]] bool declines(Time now, Duration vouches_after) const {
    return declines_since_ && now - *declines_since_ >= vouches_after;
  }
  /// A Protocol 1 unit that was sent 0: without hearing 0 again it goes on at 6 A (R6).
  [[nodiscard]] bool is_zeroed() const { return is_zeroed_; }
  [[nodiscard]] std::optional<Time> raised_at() const { return raised_at_; }
  [[nodiscard]] std::optional<Time> lowered_at() const { return lowered_at_; }

  /// Since when it has not followed a reduction.
  [[nodiscard]] std::optional<Time> falls_since() const { return falls_since_; }
  /// Since when it holds more than it is told, whether it has to fall or not.
  [[nodiscard]] std::optional<Time> lags_since() const { return lags_since_; }
  /// How often it answered a reduction without following it.
  [[nodiscard]] unsigned refusals() const { return refusals_; }
  /// It holds more than it was told, but so little that this may be its own minimum.
  [[nodiscard]] bool may_be_at_its_least() const;
  /// The limit that the unit echoes for smaller offers, and the one for larger offers.
  [[nodiscard]] std::optional<Centiamps> least() const { return clamped_up_; }
  [[nodiscard]] Centiamps most(Time now) const {
    return now < clamped_down_until_ ? clamped_down_ : most_possible;
  }

  /// The limits that a unit may hold when it is sent `limit`: a Protocol 2 unit that is sent 0
  /// rests at 6 A.
  [[nodiscard]] static constexpr Range effect_of(Protocol protocol, Centiamps limit) {
    const bool rests = protocol == Protocol::two && limit == Centiamps{};
    return {.low = limit, .high = rests ? resting : limit};
  }

 private:
  void forget_minimum(Time now);
  void learn(Time now, Centiamps before, Duration vouches_after);

  std::optional<Centiamps> granted_;
  std::optional<Time> differs_since_;  // the first answer that says something else than `granted`
  Time sent_at_{};                     // the last sending of `granted`
  std::optional<Time> raised_at_;
  std::optional<Time> lowered_at_;
  Centiamps effect_{};  // the most that `granted` comes to
  Centiamps echo_{};
  bool has_echo_ = false;
  std::optional<Time> declines_since_;    // the first answer that says 0 although it has an offer
  std::optional<Centiamps> echo_before_;  // the echo when `granted` was first sent, if known
  Centiamps granted_before_{};            // the limit that was sent before it
  bool has_answered_ = false;             // since then
  bool is_echoed_ = false;
  bool is_ignored_ = false;
  bool echo_told_ = false;
  bool is_zeroed_ = false;
  Centiamps falls_to_{};  // the smallest limit that it has not followed
  std::optional<Time> falls_since_;
  std::optional<Time> lags_since_;
  unsigned refusals_ = 0;
  std::optional<Centiamps> clamped_up_;
  std::optional<Time> clamped_up_until_;  // set when its car has left
  Centiamps clamped_down_{};
  std::optional<Time> clamped_down_until_;
};

}  // namespace twc::node
