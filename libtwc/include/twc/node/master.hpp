// SPDX-License-Identifier: MIT
#pragma once
/// Master puts the parts of this folder together: it links the units that announce themselves and
/// shares a total among them, so that what they may draw stays within it and cars keep charging.

#include <array>
#include <optional>
#include <span>

#include <twc/bus/echo.hpp>
#include <twc/bus/roster.hpp>
#include <twc/node/amounts.hpp>
#include <twc/node/gate.hpp>
#include <twc/node/hold.hpp>
#include <twc/node/inquiry.hpp>
#include <twc/node/master_config.hpp>
#include <twc/node/master_event.hpp>
#include <twc/node/other_masters.hpp>
#include <twc/node/patience.hpp>
#include <twc/node/quiet_time.hpp>
#include <twc/node/served_unit.hpp>
#include <twc/node/share.hpp>
#include <twc/node/timers.hpp>
#include <twc/node/unit_status.hpp>
#include <twc/types.hpp>
#include <twc/wire/frame.hpp>

namespace twc::node {

/// The memory of a master, one place for each unit. BasicMaster has it.
struct MasterMemory {
  std::span<ServedUnit> units;
  std::span<Want> wants;    // for the division of the total
  std::span<Want> divided;  // the wants that were divided last
  std::span<Centiamps> offers;
};

/// Four verbs: hear() what comes in, poll() for what is to leave until nothing does, sleep until
/// deadline(), and take events. Early and extra calls are harmless. Time must not run backwards,
/// and should go on while the machine sleeps.
///
/// Frames go out while the line is idle: do not poll while a frame is being received or sent. Send
/// the frame that poll() gives at once or not at all: R1 holds for this moment only.
///
/// However it is used, no frame that it gives lets the units together draw more than the total
/// (R1). Two units with one id that are both linked cannot be told apart; neither can a master that
/// is silent for hours be noticed.
///
/// Users name a Master, or a BasicMaster of another capacity.
class MasterCore {
 public:
  MasterCore(const MasterCore&) = delete;
  MasterCore& operator=(const MasterCore&) = delete;

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
  /// Without an id: all of them, and those that come later. False for a unit that is not known.
  bool stop(Time now, std::optional<TwcId> id);
  /// Also serves a unit again that was given up, or has shared its id. It frees nothing.
  bool start(Time now, std::optional<TwcId> id);
  void set_policy(Time now, Policy policy);
  /// The total is still meant.
  void renew(Time now);

  /// The line is gone, or there again: nothing that was under way counts any more. The first quiet
  /// time of a serial line starts with the first line_up(), if it comes at all.
  void link_down(Time now);
  void link_up(Time now);

  /// The most that may be handed out now: the smallest of max_current, the limit and a fallback in
  /// force.
  [[nodiscard]] Centiamps total() const { return total_; }
  [[nodiscard]] Centiamps limit() const { return limit_; }
  /// The current that the user asked for, the total that it comes to, and the sums of all echoes
  /// and of all reported currents. Units that are not addressed and may still draw count too (S9).
  [[nodiscard]] Amounts totals(Time now) const;
  /// When that is in force at the latest, where it takes more than the next heartbeats: a quiet
  /// time, a hold and the stops after it, a stop by silence, units that have to fall first.
  [[nodiscard]] std::optional<Time> in_force_at(Time now) const;
  /// The user has stopped all units and not started all of them since.
  [[nodiscard]] bool is_stopped() const { return is_stopped_; }
  [[nodiscard]] Policy policy() const { return policy_; }
  /// When the total falls to the fallback unless somebody renews it; nothing: never, or it has.
  [[nodiscard]] std::optional<Time> stale_at() const;
  [[nodiscard]] bool is_stale() const { return is_stale_; }
  /// Charging units are held at their minima although the limit is lower, until then.
  [[nodiscard]] std::optional<Time> held_until() const { return hold_.until(); }
  /// The most that all units together may be drawing.
  [[nodiscard]] Centiamps exposure(Time now) const;
  /// Another master, or a unit with our id: nothing is sent any more.
  [[nodiscard]] bool is_halted() const { return is_halted_; }
  /// Nothing rises: an earlier master may have left units charging. Through a network it has no end
  /// yet while nothing was heard.
  [[nodiscard]] bool is_quiet() const { return quiet_.is_running(); }
  /// The end of the quiet time, while it lasts and once it has begun.
  [[nodiscard]] std::optional<Time> quiet_until() const { return quiet_.until(); }
  [[nodiscard]] std::size_t unit_count() const { return unit_count_; }
  /// The unit at a place below unit_count(); units keep their places.
  [[nodiscard]] UnitStatus unit(Time now, std::size_t at) const;
  /// Nothing for a unit that is not known.
  [[nodiscard]] std::optional<UnitStatus> unit(Time now, TwcId id) const;
  [[nodiscard]] const MasterConfig& config() const { return config_; }
  /// It opens and closes contactors: a link::Port lets such frames leave with consent only.
  [[nodiscard]] bool needs_consent() const { return config_.stop_by == StopBy::contactor; }

 protected:
  MasterCore(const MasterConfig& config, Time now, const MasterMemory& memory);
  ~MasterCore() = default;

 private:
  /// A frame that an answer is due to.
  struct Pending {
    std::size_t unit = 0;
    bool is_heartbeat = false;
    Time since{};
  };
  /// The frames that were sent without anything being heard.
  struct Unheard {
    unsigned frames = 0;
    Time since{};
    std::optional<Time> told;
  };
  /// The input of the last division beside the wants, so that the master does not divide the same
  /// again.
  struct Division {
    Policy policy{};
    Pot pot{};
    friend bool operator==(const Division&, const Division&) = default;
  };

  // hearing
  void hear_announcement(Time now, const msg::SlaveLinkready& said, Protocol protocol);
  void hear_own_id(Time now);
  void hear_identity(Time now, ServedUnit& unit, const bus::Face& face);
  void hear_answer(Time now, const msg::SlaveHeartbeat& said);
  void hear_report(Time now, ServedUnit& unit, const wire::Frame& frame,
                   const msg::Message& message);
  void hear_opened(Time now, TwcId from);
  void note_other_master(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said);
  void note_answer(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said);
  void note_demand(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) const;
  void note_place(Time now, ServedUnit& unit, const Demand& before) const;
  void note_overdraw(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said);
  void tell_answer(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said);
  void finish_pending(Time now, ServedUnit& unit, bool is_heartbeat);
  void greet_later(Time now, ServedUnit& unit) const;
  [[nodiscard]] static Time restarts_at(const ServedUnit& unit);
  [[nodiscard]] bool may_be_greeted(Time now, const ServedUnit& unit) const;
  ServedUnit* enter(Time now, TwcId id);
  void set_terms(ServedUnit& unit) const;

  // deciding
  void tick(Time now);
  void look_again_after(Time now);
  void tick_unit(Time now, ServedUnit& unit);
  void look_at_quiet_time(Time now);
  void look_at_link(Time now);
  [[nodiscard]] static bool has_gone_mute(const ServedUnit& unit);
  void lose(Time now, ServedUnit& unit);
  void give_up(Time now, ServedUnit& unit);
  void tell_news(Time now, ServedUnit& unit);
  void update_total(Time now);
  void decide(Time now);
  void rotate(Time now);
  void end_turns(Time now);
  void pass_on_spare(Time now);
  [[nodiscard]] bool is_wanted(const ServedUnit& except) const;
  [[nodiscard]] Need need_of(Time now, const ServedUnit& unit) const;
  [[nodiscard]] static Time place_to_be_asked(const ServedUnit& unit);
  [[nodiscard]] Want want_of(Time now, const ServedUnit& unit) const;
  [[nodiscard]] bool lags(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Centiamps overdue(Time now) const;
  [[nodiscard]] Centiamps most_for(Time now, const ServedUnit& unit) const;

  // the limit in the next heartbeat
  [[nodiscard]] NextLimit limit_for(Time now, ServedUnit& unit);
  [[nodiscard]] NextLimit limit_to_repeat(Time now, const ServedUnit& unit) const;
  [[nodiscard]] NextLimit lower_or_raise(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<Centiamps> room_for(Time now, const ServedUnit& unit, Centiamps limit,
                                                  Centiamps kept = {}) const;
  [[nodiscard]] Centiamps kept_for_askers(Time now) const;
  [[nodiscard]] bool keeps_offer(Time now, const ServedUnit& unit, Centiamps target) const;
  [[nodiscard]] NextLimit held_down(Time now, const ServedUnit& unit, Centiamps limit) const;
  [[nodiscard]] bool somebody_asks() const;
  [[nodiscard]] Centiamps with_spike(Time now, ServedUnit& unit, Centiamps target) const;

  // reporting
  [[nodiscard]] UnitStatus without_time(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Link link_of(const ServedUnit& unit) const;
  [[nodiscard]] Amounts amounts_of(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Centiamps granted_to(const ServedUnit& unit) const;
  [[nodiscard]] bool is_mute(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Time silent_since(const ServedUnit& unit) const;
  [[nodiscard]] Reason reason_for(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Reason reason_of_delay(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Reason reason_of_offer(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Reason reason_for_nothing(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Reason reason_of_limit() const;
  [[nodiscard]] Reason reason_of_total() const;
  [[nodiscard]] Centiamps smallest_minimum() const;
  [[nodiscard]] Centiamps handed_out() const;
  [[nodiscard]] std::optional<Time> in_force_at(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Time> gives_way_by(Time now, const ServedUnit& unit) const;
  [[nodiscard]] bool may_never_answer(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Time> freed_at(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Time> stops_by(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Duration> stop_time(Time now, const ServedUnit& unit) const;
  [[nodiscard]] bool has_minimum_left(const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Time> has_room_at(Time now, const ServedUnit& unit) const;
  void tell(Time now, const ServedUnit& unit, const event::Any& what, Reason reason = Reason::none);
  void tell(Time now, const event::Any& what);
  void tell_report(Time now, ServedUnit& unit, Inquiry::Topic topic);
  void tell_lost(Time now, ServedUnit& unit);
  void tell_state(Time now, ServedUnit& unit);

  // stopping
  [[nodiscard]] NextLimit limit_to_stop(Time now, ServedUnit& unit);
  [[nodiscard]] NextLimit zero_to_stop(Time now, ServedUnit& unit);
  [[nodiscard]] NextLimit least_to_stop(Time now, ServedUnit& unit);
  static void begin_stop(Time now, ServedUnit& unit);
  void silence(Time now, ServedUnit& unit, Reason reason);
  void count_stop(Time now, ServedUnit& unit);
  [[nodiscard]] bool may_rest(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Reason reason_to_stop(const ServedUnit& unit) const;
  [[nodiscard]] std::optional<wire::Frame> switch_contactors(Time now);
  [[nodiscard]] std::optional<wire::Frame> switch_contactor(Time now, ServedUnit& unit);

  // sending
  [[nodiscard]] Supply supply(Time now, const ServedUnit& unit) const;
  [[nodiscard]] Centiamps exposure_of(Time now, const ServedUnit& unit) const;
  [[nodiscard]] static Centiamps counted(const ServedUnit& unit, Centiamps own);
  [[nodiscard]] bool is_over(Time now) const { return exposure(now) > hold_.allowed(total_); }
  [[nodiscard]] ServedUnit* next_due(Time now);
  [[nodiscard]] static bool gets_heartbeats(const ServedUnit& unit);
  [[nodiscard]] std::optional<Time> ready_at(const ServedUnit& unit) const;
  [[nodiscard]] bool has_place(Time now, const ServedUnit& unit) const;
  [[nodiscard]] bool somebody_waits() const;
  [[nodiscard]] Time due_of(const ServedUnit& unit) const;
  [[nodiscard]] Duration beat_within() const;
  [[nodiscard]] Centiamps least_after_fall(const ServedUnit& unit) const;
  [[nodiscard]] bool hurries(Time now, const ServedUnit& unit) const;
  [[nodiscard]] bool may_begin(Time now, const ServedUnit& unit) const;
  [[nodiscard]] std::optional<Time> next_ask(const ServedUnit& unit) const;
  [[nodiscard]] std::optional<wire::Frame> talk_to(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<wire::Frame> greet(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<wire::Frame> ask(Time now, ServedUnit& unit);
  [[nodiscard]] std::optional<wire::Frame> beat(Time now, ServedUnit& unit);
  [[nodiscard]] wire::Frame send_heartbeat(Time now, ServedUnit& unit, const Permit& permit);
  static std::nullopt_t hold_back(Time now, ServedUnit& unit);
  [[nodiscard]] bool may_announce(Time now) const;
  [[nodiscard]] std::optional<wire::Frame> announce(Time now);
  [[nodiscard]] std::optional<wire::Frame> inquire(Time now);
  [[nodiscard]] std::optional<wire::Frame> inquire(Time now, std::size_t at);
  [[nodiscard]] bool has_idle_time(Time now) const;
  [[nodiscard]] bool has_slack(Time now, const ServedUnit* except) const;
  void expire_pending(Time now);
  void forget_pending();
  void await(Time now, const ServedUnit& unit, bool is_heartbeat);
  void keep_off_line(Time until);
  void note_pace(Time now, const ServedUnit& unit);

  void forget_limits();
  void begin_again(Time now);
  void notice_stall(Time now);
  ServedUnit* find(TwcId id);
  [[nodiscard]] std::size_t index_of(const ServedUnit& unit) const;
  // NOLINTNEXTLINE(readability-make-member-function-const): a constant master changes no unit
  [[nodiscard]] std::span<ServedUnit> served() { return memory_.units.first(unit_count_); }
  [[nodiscard]] std::span<const ServedUnit> units() const {
    return memory_.units.first(unit_count_);
  }
  void halt(Time now, const event::Any& why);

  MasterConfig config_;
  bus::Roster roster_;
  bus::EchoFilter echo_;
  OtherMasters other_masters_;
  EventQueue events_;
  MasterMemory memory_;
  std::size_t unit_count_ = 0;

  Centiamps requested_{};  // as the user asked for it
  Centiamps limit_{};      // that, and at most max_current
  Centiamps total_{};
  Time total_fell_{};
  Time terms_changed_{};  // by the user, or because a limit went stale
  Hold hold_;
  bool is_stopped_ = false;  // all of them, by the user
  Policy policy_;
  Time renewed_;
  bool is_remembered_;  // the total is an earlier master's, and nobody has confirmed it
  bool is_stale_ = false;
  Division divided_;
  std::optional<Time> trial_at_;  // for all units that are capped (S7)
  Time rotated_standing_;
  std::size_t standing_ = 0;

  QuietTime quiet_;
  Patience patience_;
  Unheard unheard_;
  Time line_up_at_{};
  std::optional<Time> damaged_since_;
  Timers timers_;
  std::optional<Pending> pending_;  // until Timer::answer
  Duration slowest_answer_;
  Time awake_;  // when the loop ran last
  Time last_poll_{};
  std::size_t last_asked_ = 0;
  int linkready1_left_;
  int linkready2_left_;
  std::optional<Time> own_id_heard_;
  int own_id_bursts_ = 0;
  bool is_halted_ = false;
  bool is_down_ = false;
  bool echo_told_ = false;
  bool slow_told_ = false;
};

namespace detail {

template <std::size_t Units>
struct MasterPlaces {
  std::array<ServedUnit, Units> units{};
  std::array<Want, Units> wants{};
  std::array<Want, Units> divided{};
  std::array<Centiamps, Units> offers{};
};

}  // namespace detail

/// A master with room for so many units, which takes no memory from the heap.
template <std::size_t Units>
class BasicMaster : private detail::MasterPlaces<Units>, public MasterCore {
  static_assert(Units > 0 && Units <= most_wants && Units <= bus::Roster::capacity);
  using Places = detail::MasterPlaces<Units>;

 public:
  static constexpr std::size_t most_units = Units;

  BasicMaster(const MasterConfig& config, Time now)
      : MasterCore{
            config, now, {Places::units, Places::wants, Places::divided, Places::offers}
  } {}
};

/// A real master serves three units. Eight are enough for any site that was heard of.
using Master = BasicMaster<8>;

}  // namespace twc::node
