#pragma once
/// A master: links the units that announce themselves and shares a total among them, safely.

#include <array>
#include <optional>
#include <span>

#include <twc/bus/echo.hpp>
#include <twc/bus/roster.hpp>
#include <twc/node/inquiry.hpp>
#include <twc/node/master_config.hpp>
#include <twc/node/master_event.hpp>
#include <twc/node/other_masters.hpp>
#include <twc/node/served_unit.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::node {

/// Four verbs: hear() what comes in, poll() for what is to leave until nothing does, sleep until
/// deadline(), and take events. Early and extra calls are harmless. Time must not run backwards,
/// and should go on while the machine sleeps.
///
/// Frames go out while the line is idle: do not poll while a frame is being received or sent. What
/// poll() gives must be sent at once or not at all.
///
/// However it is used, no frame that it gives lets the units together draw more than the total
/// (exposure.hpp). Two units with one id that are both linked cannot be told apart; neither can a
/// master that is silent for hours be noticed.
class Master {
 public:
  static constexpr std::size_t most_units = 8;

  Master(const MasterConfig& config, Time now);

  /// A good frame, at the end of its last byte. Never a recovered one.
  void hear(Time now, const wire::Frame& frame);
  /// Noise or a damaged frame: the line was in use.
  void hear_damage(Time now);
  [[nodiscard]] std::optional<wire::Frame> poll(Time now);
  [[nodiscard]] std::optional<Time> deadline() const;
  [[nodiscard]] std::optional<Event> next_event() { return events_.pop(); }

  /// The total for all units; 0 stops them. More than max_current counts as max_current.
  void set_limit(Time now, Centiamps limit);
  /// At most so much for one unit; 0 stops it. False for a unit that is not known.
  bool set_ceiling(Time now, TwcId id, Centiamps ceiling);
  /// Without an id: all of them, and who comes later. False for a unit that is not known.
  bool stop(Time now, std::optional<TwcId> id);
  /// Also serves again who was silenced for not obeying, or has shared its id.
  bool start(Time now, std::optional<TwcId> id);
  void set_policy(Time now, Policy policy);
  /// The total is still meant.
  void renew(Time now);

  /// The line is gone, or there again: nothing that was under way counts any more.
  void link_down(Time now);
  void link_up(Time now);

  /// What may be handed out now: the smallest of max_current, the limit and a fallback in force.
  [[nodiscard]] Centiamps total() const { return total_; }
  [[nodiscard]] Centiamps limit() const { return limit_; }
  /// The user has stopped all units and not started all of them since.
  [[nodiscard]] bool is_stopped() const { return is_stopped_; }
  [[nodiscard]] Policy policy() const { return policy_; }
  /// When the total falls to the fallback unless somebody renews it; nothing: never, or it has.
  [[nodiscard]] std::optional<Time> stale_at() const;
  [[nodiscard]] bool is_stale() const { return is_stale_; }
  /// Why one of units() has less than it could have.
  [[nodiscard]] Reason reason_for(Time now, const ServedUnit& unit) const;
  /// What may be drawn by all units together, at most.
  [[nodiscard]] Centiamps exposure(Time now) const;
  /// Another master, or a unit with our id: nothing is sent any more.
  [[nodiscard]] bool is_halted() const { return is_halted_; }
  /// The end of the quiet time, while it lasts.
  [[nodiscard]] std::optional<Time> quiet_until() const { return quiet_until_; }
  [[nodiscard]] std::span<const ServedUnit> units() const {
    return std::span{units_}.first(unit_count_);
  }
  [[nodiscard]] const bus::Roster& roster() const { return roster_; }
  [[nodiscard]] const MasterConfig& config() const { return config_; }

 private:
  /// A frame that an answer is due to.
  struct Pending {
    std::size_t unit = 0;
    bool is_heartbeat = false;
    Time since{};
    Time until{};
  };

  // hearing
  void hear_announcement(Time now, const msg::SlaveLinkready& said, Protocol protocol);
  void hear_answer(Time now, const msg::SlaveHeartbeat& said);
  void hear_report(Time now, TwcId from, wire::Function code);
  static void note_other_master(Time now, ServedUnit& unit, TwcId other);
  void note_answer(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said);
  static void note_ready(ServedUnit& unit, bool had_limit);
  void check_answer(Time now, ServedUnit& unit);
  void take_account_of_stop(Time now, ServedUnit& unit);
  void finish_pending(Time now, const ServedUnit& unit, bool is_heartbeat);
  void greet_later(Time now, ServedUnit& unit) const;
  ServedUnit* enter(Time now, TwcId id);

  // deciding
  void tick(Time now);
  void tick_unit(Time now, ServedUnit& unit);
  void update_total(Time now);
  void decide(Time now);
  void rotate(Time now);
  [[nodiscard]] Want want_of(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Centiamps budget(Time now) const;
  [[nodiscard]] Centiamps most_for(const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Centiamps> limit_for(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<Centiamps> limit_to_repeat(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Centiamps> lower_or_raise(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<Centiamps> limit_to_stop(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<Centiamps> zero_to_stop(Time now, ServedUnit& unit, bool holds);
  [[nodiscard]] Centiamps with_spike(Time now, ServedUnit& unit, Centiamps target) const;
  void silence(Time now, ServedUnit& unit, Reason reason);
  std::nullopt_t silence_to_stop(Time now, ServedUnit& unit);
  void note_stop(Time now, ServedUnit& unit);

  // sending
  [[nodiscard]] bool may_talk(Time now) const;
  [[nodiscard]] Supply supply(Time now, const ServedUnit& unit) const;
  [[nodiscard]] ServedUnit* next_due(Time now);
  [[nodiscard]] bool may_begin(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<wire::Frame> talk_to(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<wire::Frame> greet(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<wire::Frame> beat(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<Centiamps> smaller_limit(Time now, const ServedUnit& unit,
                                                       Centiamps limit) const;
  [[nodiscard]] static msg::Command command_for(const ServedUnit& unit, Centiamps limit);
  static bool note_limit(Time now, ServedUnit& unit, Centiamps limit);
  [[nodiscard]] std::optional<wire::Frame> send_heartbeat(Time now, ServedUnit& unit,
                                                          std::optional<Centiamps> limit);
  [[nodiscard]] std::optional<wire::Frame> switch_contactors(Time now);
  [[nodiscard]] std::optional<wire::Frame> switch_contactor(Time now, ServedUnit& unit);
  [[nodiscard]] bool may_announce(Time now) const;
  [[nodiscard]] std::optional<wire::Frame> announce(Time now);
  [[nodiscard]] std::optional<wire::Frame> inquire(Time now);
  [[nodiscard]] std::optional<wire::Frame> inquire(Time now, std::size_t at);
  [[nodiscard]] bool has_idle_time(Time now) const;
  [[nodiscard]] bool has_slack(Time now, const ServedUnit* except) const;
  void await(Time now, const ServedUnit& unit, bool is_heartbeat);
  void keep_quiet(Time until);
  void note_pace(Time now, const ServedUnit& unit);

  ServedUnit* find(TwcId id);
  [[nodiscard]] std::size_t index_of(const ServedUnit& unit) const;
  [[nodiscard]] std::span<ServedUnit> served() { return std::span{units_}.first(unit_count_); }
  void tell(Time now, EventKind kind, const ServedUnit& unit, Reason reason = Reason::none);
  void tell(Time now, EventKind kind);
  void halt(Time now, EventKind kind);

  MasterConfig config_;
  bus::Roster roster_;
  bus::EchoFilter echo_;
  OtherMasters other_masters_;
  EventQueue events_;
  std::array<ServedUnit, most_units> units_{};
  std::array<Inquiry, most_units> inquiries_{};
  std::size_t unit_count_ = 0;

  Centiamps limit_{};
  Centiamps total_{};
  bool is_stopped_ = false;  // all of them, by the user
  Policy policy_;
  Time renewed_;
  bool is_stale_ = false;
  std::array<Want, most_units> wants_{};
  Centiamps shared_{};
  Time rotated_;
  Time rotated_standing_;
  std::uint32_t turn_ = 0;
  std::size_t standing_ = 0;

  Time started_;
  std::optional<Time> quiet_until_;
  Time quiet_line_until_;  // no transmission before
  std::optional<Time> damaged_since_;
  std::optional<Pending> pending_;
  Duration slowest_answer_;
  Time last_tick_;
  Time last_poll_{};
  std::optional<Time> next_inquiry_;  // nothing: there is nothing to ask for
  std::size_t last_asked_ = 0;
  std::optional<Time> unanswered_since_;
  int linkready1_left_;
  int linkready2_left_;
  Time linkready_due_;
  std::optional<Time> own_id_heard_;
  int own_id_bursts_ = 0;
  bool is_halted_ = false;
  bool is_down_ = false;
  bool echo_told_ = false;
  bool slow_told_ = false;
};

}  // namespace twc::node
