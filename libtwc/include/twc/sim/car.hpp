#pragma once
/// A car at a plug: how much it draws of what it is let, from plugging in until it is full.

#include <optional>
#include <string>
#include <utility>

#include <twc/node/charge.hpp>
#include <twc/types.hpp>

namespace twc::sim {

/// The defaults are a Tesla that charges for ever.
struct CarConfig {
  Centiamps wants{1600};     ///< what its driver has set
  Centiamps on_board{3200};  ///< what its charger takes at most
  Centiamps shortfall{80};   ///< how far it stays below what it is let (dracoventions/TWCManager)
  /// Relays and isolation tests come first; then it ramps.
  Duration start_delay = std::chrono::seconds{3};
  Centiamps ramp_per_second{300};
  /// Asks its unit for a limit and has a VIN to tell. Others wait until they are offered one.
  bool is_tesla = true;
  std::string vin{"5YJ3E7EB0KF000001"};
  /// Full after so much charge; nothing: never.
  std::optional<std::uint64_t> ampere_hours{};
  /// Its charge schedule: it waits until then, plugged in, and stops then.
  std::optional<Time> starts_at{};
  std::optional<Time> ends_at{};
  /// Since late 2017 some firmware falls to 6 A at a raise and stays there, until it was offered at
  /// least the spike for 5 s (dracoventions/TWCManager). 21 A at units of 80 A.
  std::optional<Centiamps> six_amp_bug_until{};
};

/// Its current follows from time by arithmetic: there is nothing to tick.
class Car {
 public:
  explicit Car(CarConfig config = {}) : config_{std::move(config)} {}

  /// What it may draw from `now` on; 0 also while the contactor is open. It never draws more.
  void offer(Time now, Centiamps most);
  /// To be called when deadline() has come: it starts, stops, is full, or leaves 6 A.
  void advance(Time now);
  [[nodiscard]] std::optional<Time> deadline() const;

  [[nodiscard]] Centiamps drawn(Time now) const;
  /// As of the last call.
  [[nodiscard]] bool wants_current() const { return is_on_; }
  /// All that its unit notices of it.
  [[nodiscard]] node::Car seen(Time now) const;

 private:
  void begin_stretch(Time now);
  [[nodiscard]] double room() const;
  [[nodiscard]] double target() const;
  [[nodiscard]] double level(Time now) const;
  [[nodiscard]] double charge(Time now) const;
  [[nodiscard]] bool is_scheduled(Time now) const;
  [[nodiscard]] std::optional<Time> full_at() const;

  CarConfig config_;
  /// A stretch of time that begins at a level; from `ramps_at_` on it rises to the target.
  Time since_{};
  Time ramps_at_{};
  double level_ = 0;    ///< in 0.01 A
  double charged_ = 0;  ///< before the stretch, in 0.01 A x s
  Centiamps offered_{};
  bool is_on_ = false;
  bool is_stuck_ = false;
  std::optional<Time> released_at_{};
  std::optional<Time> full_at_{};
};

}  // namespace twc::sim
