// SPDX-License-Identifier: MIT
#pragma once
/// A car at a plug: how much of its limit it draws, from plugging in until it is full.

#include <optional>
#include <string>
#include <utility>

#include <twc/node/charge.hpp>
#include <twc/sim/pilot.hpp>
#include <twc/sim/ramp.hpp>
#include <twc/types.hpp>

namespace twc::sim {

/// A VIN that no car has, with a right check digit: another one for each number below 1,000,000.
[[nodiscard]] std::string vin_of(unsigned number);

/// A full car takes a little now and then, to keep itself warm or its cells even.
struct Pulses {
  Centiamps current{130};
  Duration length = std::chrono::seconds{10};
  Duration every = std::chrono::minutes{1};  ///< longer than `length`
};

/// The defaults are a Tesla that charges for ever.
struct CarConfig {
  Centiamps wants{1600};     ///< set by its driver
  Centiamps on_board{3200};  ///< its charger takes no more
  Centiamps shortfall{80};   ///< how far it stays below what it is let (dracoventions/TWCManager)
  /// Relays and isolation tests come first; then it ramps.
  Duration start_delay = std::chrono::seconds{3};
  /// It begins to follow a lower limit after so long. IEC 61851-1 allows 5 s.
  Duration reacts_after = std::chrono::seconds{1};
  Centiamps fall_per_second{600};  ///< both are greater than 0
  Centiamps rise_per_second{200};
  /// Asks its unit for a limit and has a VIN to tell. Others wait until they are offered one.
  bool is_tesla = true;
  std::string vin = vin_of(1);
  /// Full after so much charge; nothing: never.
  std::optional<std::uint64_t> ampere_hours{};
  /// For the last so many of them it wants ever less, in steps of 1 A.
  std::uint64_t tapering_ampere_hours = 0;
  /// When full, the car takes these pulses.
  std::optional<Pulses> pulses{};
  /// Its charge schedule: it waits until then, plugged in, and stops then.
  std::optional<Time> starts_at{};
  std::optional<Time> ends_at{};
  /// Since late 2017 some firmware falls to 6 A at a raise and stays there, until it was offered at
  /// least the spike for 5 s (dracoventions/TWCManager). 21 A at units of 80 A.
  std::optional<Centiamps> six_amp_bug_until{};
};

/// Its current follows from time by arithmetic: there is nothing to tick. It may draw more than its
/// limit for a while after that was lowered.
class Car {
 public:
  explicit Car(CarConfig config = {}) : config_{std::move(config)} { turn(course_, Time{}); }

  /// It may draw so much from `now` on.
  void offer(Time now, Centiamps most);
  /// Its contactor opens or its power fails: no current flows any more, at once.
  void cut(Time now);
  /// Its driver wants another current.
  void want(Time now, Centiamps current);
  /// To be called when deadline() has come: it starts, stops, is full, turns.
  void advance(Time now);
  /// When the course of its current changes, or the speed of that.
  [[nodiscard]] std::optional<Time> deadline() const { return course_.turns_at; }

  [[nodiscard]] Centiamps drawn(Time now) const;
  /// It would draw if it were let. A car that stops by itself comes down first.
  [[nodiscard]] bool wants_current(Time now) const;
  /// All that its unit notices of it.
  [[nodiscard]] node::Car seen(Time now) const;

 private:
  /// The part of a car that time changes.
  struct Course {
    Pilot pilot{};
    Ramp ramp{};
    double charged = 0;  ///< before the ramp, in 0.01 A x s
    bool is_on = false;
    bool is_stuck = false;
    Time rises_from{};
    std::optional<Time> released_at{};
    std::optional<Time> full_since{};
    std::optional<Time> charged_at{};  ///< when it comes to `charges_to`
    double charges_to = 0;
    std::optional<Time> turns_at{};  ///< when anything of it changes but the current on its ramp
  };

  [[nodiscard]] static bool turns_by(const Course& course, Time now) {
    return course.turns_at && *course.turns_at <= now;
  }
  [[nodiscard]] Course at(Time now) const;
  [[nodiscard]] node::Car seen(const Course& course, Time now) const;
  [[nodiscard]] std::optional<Time> next_turn(const Course& course) const;
  void pass(Course& course, Time now) const;
  void turn(Course& course, Time now) const;
  void decide(Course& course, Time now) const;
  void aim(Course& course, Time now) const;
  [[nodiscard]] double room() const;
  [[nodiscard]] double wanted(const Course& course) const;
  [[nodiscard]] double next_step(const Course& course) const;
  [[nodiscard]] double target(const Course& course) const;
  [[nodiscard]] bool is_scheduled(Time now) const;
  [[nodiscard]] bool pulses(const Course& course, Time now) const;

  CarConfig config_;
  Course course_;
};

}  // namespace twc::sim
