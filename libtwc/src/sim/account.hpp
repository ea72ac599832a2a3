#pragma once
/// The auditor's account of one unit: what it said and was sent, and the bounds that follow.

#include <array>
#include <optional>
#include <vector>

#include <twc/msg/heartbeat.hpp>
#include <twc/sim/auditor.hpp>

namespace twc::sim {

/// Hundredths of an ampere, to be added up without care.
using Amount = std::int64_t;
[[nodiscard]] constexpr Amount amount(Centiamps current) {
  return current.value();
}
inline constexpr Amount most_possible = 8000;

/// How long things are remembered, from the settings of the audit.
struct Spans {
  Duration retire{};      ///< an answer vouches for limits sent so long before it
  Duration round_trip{};  ///< an answer comes so long after its heartbeat, at most
  Duration freed{};       ///< without a frame for so long a unit has stopped
};

class Account {
 public:
  explicit Account(TwcId id) : id_{id} {}

  void announce(Time now, Protocol protocol, Centiamps rating);
  /// A heartbeat without a limit, and one with.
  void polled(Time now, const Spans& spans);
  void limited(Time now, const Spans& spans, Centiamps limit);
  /// Its contactor is told to open, or to close.
  void switched(Time now, bool opens);
  /// Any other frame to it.
  void addressed(Time now) { last_sent_ = now; }
  void answered(Time now, const Spans& spans, const msg::SlaveHeartbeat& answer);

  [[nodiscard]] TwcId id() const { return id_; }
  [[nodiscard]] bool is_announced() const { return rating_.has_value(); }
  [[nodiscard]] Amount rating() const { return rating_.value_or(most_possible); }
  [[nodiscard]] Amount largest_rating() const { return largest_rating_; }
  [[nodiscard]] Protocol protocol() const { return protocol_; }

  [[nodiscard]] Amount exposure(Time now, const Spans& spans) const;
  [[nodiscard]] Amount floor(Time now) const;
  /// What sending `limit` may make it draw: a Protocol 2 unit that is sent 0 rests at 6 A.
  [[nodiscard]] Amount most_of(Centiamps limit) const;
  /// What it is held to once it obeys.
  [[nodiscard]] Amount commanded() const;
  /// It says more than it was told, or was told 0 and would go on without hearing it again: its
  /// next heartbeat has to carry a limit.
  [[nodiscard]] bool lacks_repetition() const;
  /// What that limit may make it draw.
  [[nodiscard]] Amount last_limit() const { return last_limit_ ? last_limit_->high : 0; }

  [[nodiscard]] bool is_silent(Time now) const;
  [[nodiscard]] bool is_free(Time now, const Spans& spans) const;
  void acknowledged() { is_acknowledged_ = opens_; }
  /// It was told to open its contactor, has acknowledged it, and two answers say that nothing
  /// flows. One that is mute, or has shown that nothing is plugged in, may have closed it since.
  [[nodiscard]] bool is_open(Time now) const {
    return is_acknowledged_ && still_answers_ >= 2 && !is_silent(now);
  }
  /// It answers, and has said nothing of a restart since it last did.
  [[nodiscard]] bool is_steady(Time now) const {
    return !is_silent(now) && last_announced_ < *last_answer_;
  }
  [[nodiscard]] bool asks() const;
  [[nodiscard]] bool overdraws() const { return excess_ > 0; }
  /// A limit sent at `then` or earlier, above what was echoed, that may still come into force.
  [[nodiscard]] bool awaits_raise(Time then) const;
  [[nodiscard]] std::size_t heartbeats_answered() const { return answered_; }
  /// When it answered again after a silence, in which it may have been forbidden to address it.
  [[nodiscard]] std::optional<Time> woke() const { return woke_; }
  [[nodiscard]] Time last_announced() const { return last_announced_; }
  [[nodiscard]] std::optional<Time> last_sent() const { return last_sent_; }
  [[nodiscard]] std::optional<Time> last_heartbeat() const { return last_heartbeat_; }
  [[nodiscard]] std::optional<Time> last_answer() const { return last_answer_; }
  [[nodiscard]] Amount echo() const { return echo_.value_or(0); }

 private:
  /// The answers to one heartbeat.
  struct Echo {
    std::uint64_t heartbeat = 0;
    Amount low = 0;
    Amount high = 0;
  };
  struct Limit {
    Amount low = 0;
    Amount high = 0;
    Time last{};
  };

  [[nodiscard]] Amount known() const;
  [[nodiscard]] Amount resumable() const;
  [[nodiscard]] Amount possible(Centiamps current) const;
  void heartbeat(Time now);
  void forget_limit();

  TwcId id_;
  Protocol protocol_ = Protocol::two;
  bool has_odd_protocol_ = false;
  std::optional<Amount> rating_;
  Amount largest_rating_ = 0;

  std::array<std::optional<Echo>, 2> echoes_;  // the latest first
  std::vector<Limit> limits_;                  // not retired
  Amount resumes_ = 0;                         // what it had when a limit woke it
  Amount excess_ = 0;                          // drawn, where it exceeds the echo
  std::optional<Limit> last_limit_;
  bool is_echoed_ = false;  // that one
  bool is_forgotten_ = false;
  std::optional<Amount> echo_;
  msg::ChargeState state_ = msg::ChargeState::ready;

  bool opens_ = false;
  bool is_acknowledged_ = false;
  int still_answers_ = 0;

  std::uint64_t heartbeats_ = 0;
  Time last_announced_{};
  std::optional<Time> woke_;
  std::size_t answered_ = 0;
  std::size_t answered_in_a_row_ = 0;  // since it announced itself or was silent
  std::optional<Time> last_sent_;
  std::optional<Time> last_heartbeat_;
  std::optional<Time> last_answer_;
};

}  // namespace twc::sim
