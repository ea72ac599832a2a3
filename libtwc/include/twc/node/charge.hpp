// SPDX-License-Identifier: MIT
#pragma once
/// Charge plays how a Wall Connector treats its car: the limit, the contactor, the state that it
/// shows.

#include <limits>
#include <optional>

#include <twc/msg/contactor.hpp>
#include <twc/msg/heartbeat.hpp>
#include <twc/msg/identity.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// The car at the plug, as far as a Wall Connector notices it.
struct Car {
  bool is_plugged = false;
  bool wants_current = false;  ///< would draw if it were let
  bool asks = false;           ///< talks to the unit as a Tesla does: it asks for a limit
  Centiamps drawn{};           ///< at the moment of telling, per phase
  std::optional<msg::Text<17>> vin{};
};

struct ChargeConfig {
  Protocol protocol = Protocol::two;
  Centiamps rating{};
  /// A Protocol 1 unit that was stopped by 05 0000 closes again at 6 A with the next heartbeat that
  /// does not repeat it; its relay was heard to click every second (dracoventions/TWCManager).
  bool resumes_after_zero = true;
  /// After a restart or a lost master the first heartbeat brings the last limit back. Most units
  /// ask for a new one; a careful master reckons with either.
  bool keeps_limit = false;
  /// A contactor that FC B2 opened closes by itself after so long, seen with FC B2 sent once
  /// (lucienkerl/esphome-twc-controller). Nothing: it stays open.
  std::optional<Duration> recloses_after{};
  /// For tolerated_losses: any number.
  static constexpr unsigned any_losses = std::numeric_limits<unsigned>::max();
  /// How often a car takes it that the master is lost while it charges, before it must be plugged
  /// in again. About three, says the documentation of TWCManager.
  unsigned tolerated_losses = 3;
};

class Charge {
 public:
  explicit Charge(const ChargeConfig& config) : config_{config} {}

  void set_car(Time now, const Car& car);
  void hear(Time now, const msg::MasterHeartbeat& heartbeat);
  void open_contactor(Time now);
  void close_contactor(Time now);
  /// No master has been heard for so long that charging stops.
  void lose_master(Time now);
  /// The first heartbeat after that, or after a restart.
  void find_master(Time now);
  void fail(Time now);
  void restart(Time now);
  void advance(Time now);
  [[nodiscard]] std::optional<Time> deadline() const;

  [[nodiscard]] const Car& car() const { return car_; }
  [[nodiscard]] msg::ChargeState state(Time now) const;
  /// As the unit reports it; 0: none granted yet, or unplugged.
  [[nodiscard]] Centiamps limit() const { return limit_; }
  /// The most that the car may draw now: 0 while the contactor is open.
  [[nodiscard]] Centiamps allowed() const;
  /// No limit brings the car to draw, before it is plugged in again or the unit is reset.
  [[nodiscard]] bool refuses() const;
  [[nodiscard]] msg::Plug plug() const;

 private:
  enum class Phase : std::uint8_t {
    vacant,    ///< no car
    idle,      ///< the car waits for an offer and does not ask
    asking,    ///< the car asks for a limit
    granted,   ///< there is a limit; the car waits for its schedule
    closed,    ///< the contactor is closed
    finished,  ///< the car takes no more
    held,      ///< the master offered zero
    stranded,  ///< the master was lost
    barred,    ///< nothing but plugging in again helps; a car that does not talk, also FC B1
    failed,
  };

  [[nodiscard]] msg::ChargeState settled_state(Time now) const;
  [[nodiscard]] std::optional<msg::ChargeState> adjustment(Time now) const;
  void enter(Time now, Phase phase, msg::ChargeState shown_first);
  void settle(Time now);
  void begin(Time now, msg::ChargeState shown_first);
  void change_mind(Time now);
  void set_limit(Time now, msg::Command command, Centiamps limit);
  void grant(Time now, msg::Command command, Centiamps limit);
  void zero(Time now);
  void zero_protocol1(Time now);
  void adjust(Time now, msg::ChargeState state);

  ChargeConfig config_;
  Car car_;
  Phase phase_ = Phase::vacant;
  Time since_{};
  /// The first answer in a phase still shows this state.
  msg::ChargeState shown_first_ = msg::ChargeState::ready;
  Centiamps limit_;
  std::optional<Centiamps> remembered_;
  bool is_lost_ = false;
  unsigned losses_ = 0;

  /// 03, 06, 07 or 09: the last command makes the unit show this over the state of the phase.
  std::optional<msg::ChargeState> adjusting_;
  Time adjusted_at_{};
  std::optional<Time> dip_until_;
  std::optional<Time> recloses_at_;
};

}  // namespace twc::node
