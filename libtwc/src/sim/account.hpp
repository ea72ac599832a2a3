// SPDX-License-Identifier: MIT
#pragma once
/// The auditor's account of one unit: its words, the frames to it, and the bounds that follow.

#include <array>
#include <optional>
#include <vector>

#include <twc/msg/heartbeat.hpp>
#include <twc/msg/link_ready.hpp>

#include "evidence.hpp"

namespace twc::sim {

/// How long things are remembered, from the settings of the audit.
struct Spans {
  Duration late{};        ///< L: an answer vouches for limits sent so long before it
  Duration round_trip{};  ///< an answer comes so long after its heartbeat, at most
  Duration freed{};       ///< without a frame for so long a unit has stopped
  Duration greeting{};    ///< a unit that does not answer for so long was greeted in vain
};

/// A reading counts once it exceeds `limit` by more than this.
[[nodiscard]] constexpr Amount tolerance(Amount limit) {
  return std::max(one_ampere, limit / 20);
}

class Account {
 public:
  explicit Account(TwcId id) : id_{id} {}

  void announced(Time now, Protocol protocol, const msg::SlaveLinkready& said);
  /// A heartbeat without a limit, and one with.
  void polled(Time now, const Spans& spans);
  void limited(Time now, const Spans& spans, Centiamps limit);
  /// Any other frame to the unit.
  void addressed(Time now);
  /// `awake`: the master slept until then, and read no answer.
  void answered(Time now, const Spans& spans, const msg::SlaveHeartbeat& answer, Time awake);
  void answered_another(Time now, const msg::SlaveHeartbeat& answer);
  /// The line is gone: whether the unit goes on or not, it counts as lost.
  void cut_off() { is_cut_off_ = true; }
  /// Another master may have been at work: nobody knows which limit the unit would resume.
  void may_have_changed() {
    is_unknown_ = true;
    resumes_ = ratings_.for_exposure();
  }
  [[nodiscard]] bool is_unknown() const { return is_unknown_ || answers_ == 0; }
  /// The user says `start`: earlier limits to the unit do not count.
  void forgiven() {
    identities_.forgive();
    forget_limit();
  }

  // --- bounds
  [[nodiscard]] Amount exposure(Time now, const Spans& spans) const;
  /// All that it counts, also where time has freed it, and what it had before it was asked.
  [[nodiscard]] Amount kept(Time now) const;
  [[nodiscard]] Amount floor(Time now) const;
  /// The most that `limit` lets the unit draw: a Protocol 2 unit that is sent 0 rests at 6 A.
  [[nodiscard]] Amount most_of(Centiamps limit) const;
  /// The limit that the unit is held to once it obeys.
  [[nodiscard]] Amount commanded() const;
  /// A limit sent at `then` or earlier, above the echo, may still come into force.
  [[nodiscard]] bool awaits_raise(Time then) const;
  /// The echo that the unit answered twice to a smaller offer: it holds nothing below that.
  [[nodiscard]] Amount clamps_to() const { return clamps_to_; }
  [[nodiscard]] std::optional<Time> clamps_since() const { return clamps_since_; }
  /// The unit answers so much to larger offers.
  [[nodiscard]] Amount takes_at_most() const { return takes_at_most_; }
  /// How often in a row the unit answered with more than it was told.
  [[nodiscard]] std::size_t answers_above() const { return answers_above_; }

  // --- current beyond the echo
  /// Current on its way down, after the limit was lowered.
  [[nodiscard]] bool falls(Time now) const { return excess_ > 0 && is_excused(now); }
  [[nodiscard]] std::optional<Time> overdraws_since() const { return overdraws_since_; }
  [[nodiscard]] Amount excess() const { return excess_; }

  // --- the master's last limit
  /// The unit says more than it was told, or was told 0 and would go on without hearing it again:
  /// its next heartbeat has to carry a limit (R6).
  [[nodiscard]] bool lacks_repetition() const;
  [[nodiscard]] Amount last_limit() const { return last_limit_ ? last_limit_->high : 0; }
  [[nodiscard]] bool was_zeroed() const { return last_limit_ && last_limit_->low == 0; }
  [[nodiscard]] std::optional<Time> last_limited() const;

  // --- how it is
  [[nodiscard]] TwcId id() const { return id_; }
  [[nodiscard]] Protocol protocol() const { return protocol_; }
  [[nodiscard]] const Ratings& ratings() const { return ratings_; }
  [[nodiscard]] bool is_announced() const { return last_announced_.has_value(); }
  [[nodiscard]] bool conflicts(Time now, const Spans& spans) const;
  /// The unit answered another master twice within 10 s: it belongs to that one.
  [[nodiscard]] bool is_anothers(Time now, const Spans& spans) const;
  /// The unit answered another master, or damage only made it look so: a careful master counts it
  /// from the first answer.
  [[nodiscard]] bool may_be_anothers(Time now, const Spans& spans) const {
    return foreign_ && now - foreign_->last < spans.freed;
  }
  [[nodiscard]] bool has_answered_another(Time since) const {
    return foreign_ && foreign_->last >= since;
  }
  [[nodiscard]] bool is_silent(Time now) const;
  [[nodiscard]] bool is_free(Time now, const Spans& spans) const;
  /// The unit is free, and not only because the line went away.
  [[nodiscard]] bool is_free_without_doubt(Time now, const Spans& spans) const;
  /// The unit answered none of the last three frames, for 6 s, or never answered.
  [[nodiscard]] bool had_ceased_to_answer() const;
  /// When the master spoke to the unit last, the unit had long ceased to answer, or the line went
  /// away.
  [[nodiscard]] bool was_mute() const;
  /// The unit answers, and has announced no restart since its last answer.
  [[nodiscard]] bool is_steady(Time now) const;
  [[nodiscard]] bool has_announced_since_sent() const;
  /// The last state in its answers that does not only acknowledge.
  [[nodiscard]] msg::ChargeState state() const { return state_; }
  [[nodiscard]] bool asks() const;
  [[nodiscard]] bool charges() const { return last_answer_ && drawn_ >= one_ampere; }

  [[nodiscard]] Amount echo() const { return echo_.value_or(0); }
  /// The current in its last answer; zero once it was freed.
  [[nodiscard]] Amount drawn() const { return drawn_; }
  [[nodiscard]] Amount said_drawn() const { return said_drawn_; }
  [[nodiscard]] std::size_t answers() const { return answers_; }
  /// Heartbeats since the last answer, or since ever.
  [[nodiscard]] std::size_t unanswered() const { return unanswered_; }
  /// The unit announced itself and answered none of three greetings (S10).
  [[nodiscard]] bool is_deaf(Time now, const Spans& spans) const;
  /// When the unit answered again after a silence, in which R1 may have forbidden to address it.
  [[nodiscard]] std::optional<Time> woke() const { return woke_; }
  [[nodiscard]] std::optional<Time> last_announced() const { return last_announced_; }
  /// The first announcement since anything was sent to it, or before that.
  [[nodiscard]] std::optional<Time> first_announced() const { return first_announced_; }
  [[nodiscard]] std::optional<Time> restarted() const { return restarted_; }
  [[nodiscard]] std::optional<Time> last_sent() const { return last_sent_; }
  [[nodiscard]] std::optional<Time> last_heartbeat() const { return last_heartbeat_; }
  [[nodiscard]] std::optional<Time> last_answer() const { return last_answer_; }

 private:
  /// The answers to one heartbeat.
  struct Echo {
    std::uint64_t heartbeat = 0;
    Amount low = 0;
    Amount high = 0;
    bool is_guess = false;  ///< it was not said: the unit may have resumed so much
  };
  struct Limit {
    Amount low = 0;
    Amount high = 0;
    Time last{};
  };
  /// An echo that a lower one has replaced.
  struct Fading {
    Amount high = 0;
    Time until{};
  };
  struct Fall {
    Amount from = 0;
    Time until{};
  };
  struct Foreign {
    TwcId master{};
    Time last{};
    Time before{};
    Amount high = 0;
    bool counts = false;
  };

  [[nodiscard]] Amount possible(Centiamps current) const;
  [[nodiscard]] Amount known(Time now) const;
  [[nodiscard]] bool is_excused(Time now) const;
  void heartbeat(Time now, const Spans& spans);
  void forget_limit();
  void note_echo(Time now, const Spans& spans, Amount said, Amount drawn);
  void note_current(Time now, Amount said, Amount drawn);
  void note_clamp(Time now, const Spans& spans, Amount said, bool can_be);

  TwcId id_;
  Protocol protocol_ = Protocol::two;
  bool has_odd_protocol_ = false;
  Ratings ratings_;
  Identities identities_;
  std::optional<Foreign> foreign_;

  std::array<std::optional<Echo>, 2> echoes_;  // the latest first
  std::vector<Fading> fading_;
  std::vector<Limit> limits_;  // not retired
  Amount resumes_ = 0;         // its limit before another limit woke it
  Amount excess_ = 0;          // drawn, where it exceeds the echo
  std::optional<Fall> fall_;
  std::optional<Time> overdraws_since_;

  std::optional<Limit> last_limit_;
  std::optional<Time> limit_since_;          // it stands unchanged
  std::optional<Amount> echo_before_limit_;  // nothing: it had not said any
  int same_higher_ = 0;
  std::size_t answers_above_ = 0;
  Amount clamps_to_ = 0;
  std::optional<Time> clamps_since_;  // when it showed that
  Amount takes_at_most_ = most_possible;
  bool is_echoed_ = false;  // the last limit
  bool is_forgotten_ = false;
  std::optional<Amount> echo_;
  Amount drawn_ = 0;
  Amount said_drawn_ = 0;
  msg::ChargeState state_ = msg::ChargeState::ready;

  bool is_cut_off_ = false;
  bool is_unknown_ = false;
  bool was_freed_ = false;  // before the last frame
  std::uint64_t heartbeats_ = 0;
  std::size_t answers_ = 0;
  std::size_t answered_in_a_row_ = 0;  // since it announced itself or was silent
  std::size_t unanswered_ = 0;
  std::size_t greetings_ = 0;  // since the last answer
  Time greeted_{};             // when the last of them began
  std::optional<Time> last_announced_;
  std::optional<Time> first_announced_;
  std::optional<Time> restarted_;
  std::optional<Time> woke_;
  std::optional<Time> last_sent_;
  std::optional<Time> last_heartbeat_;
  std::optional<Time> last_answer_;
};

}  // namespace twc::sim
