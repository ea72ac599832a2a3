#pragma once
/// A Wall Connector with its car, and what it really does: for masters to be tested against.

#include <deque>
#include <optional>

#include <twc/node/slave.hpp>
#include <twc/sim/car.hpp>
#include <twc/sim/dice.hpp>
#include <twc/sim/participant.hpp>
#include <twc/sim/physical.hpp>

namespace twc::sim {

/// How a unit differs from a sound one. A sound one applies a limit in the very frame that brings
/// it, and stops within `stop_after` when no master is heard.
struct Misbehaviour {
  /// Applies a new limit later, by up to so much, and reports the old one until then.
  Duration latest{};
  /// Ignores every limit that is lower than the one it has; its echo does not change either.
  bool ignores_reductions = false;
  /// Echoes a lower limit and goes on as before.
  bool only_mirrors = false;
  /// Reports this as its limit, whatever it is.
  std::optional<Centiamps> reports_limit{};
  /// Hears and obeys, and is not heard.
  bool is_mute = false;
};

/// How a unit reads the current of its car. What it reports is that of its last reading.
struct Gauge {
  /// Between two readings; at an offset of its own. Zero: whenever it reports.
  Duration period = std::chrono::seconds{1};
  /// It reads wrong by up to so much, always by the same part. 0.05 is five percent.
  double error = 0;
};

struct UnitConfig {
  node::SlaveConfig slave{};
  Gauge gauge{};
  Misbehaviour misbehaviour{};
};

class Unit : public Participant, public Physical {
 public:
  explicit Unit(const UnitConfig& config);

  void hear(Time now, const wire::Event& event) override;
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override;
  [[nodiscard]] std::optional<Time> deadline() const override;

  void plug(Time now, const Car& car);
  void unplug(Time now);
  void power_cycle(Time now);
  /// Its reset button, held for 4 s.
  void reset(Time now);
  /// An error of its own: state 02, and no current until it is reset.
  void fail(Time now);
  void be_silent_until(Time until) { silent_until_ = until; }

  [[nodiscard]] TwcId id() const override { return slave_.id(); }
  [[nodiscard]] const node::Slave& slave() const { return slave_; }
  /// What it really lets its car draw: 0 with an open contactor, and before any grant.
  [[nodiscard]] Centiamps in_force(Time now) const override;
  /// What its car really draws, up to now.
  [[nodiscard]] Centiamps drawn(Time now) const override;
  [[nodiscard]] bool is_plugged() const override { return car_.has_value(); }
  [[nodiscard]] bool wants_current(Time now) const override;

 private:
  struct Change {
    Time at{};
    Centiamps limit{};
  };

  [[nodiscard]] wire::Frame as_understood(const wire::Frame& frame) const;
  void advance(Time now);
  void read(Time now);
  [[nodiscard]] node::Car noticed(Time now) const;
  void settle(Time now);
  void obey(Time now, Centiamps limit);
  void apply(Time now, Centiamps limit);
  void cut(Time now);
  [[nodiscard]] wire::Frame as_reported(Time now, const wire::Frame& frame) const;

  Misbehaviour misbehaviour_;
  node::Slave slave_;
  Dice dice_;
  Gauge gauge_;
  Duration reads_at_{};  ///< in each of its periods
  double reads_as_ = 1;
  std::optional<Car> car_;
  std::optional<Time> read_at_;
  Centiamps reading_{};
  Centiamps ordered_{};
  Centiamps in_force_{};
  std::deque<Change> late_;
  std::optional<Time> silent_until_;
};

}  // namespace twc::sim
