// SPDX-License-Identifier: MIT
#pragma once
/// A Wall Connector with its car, and the truth about both: for masters to be tested against.

#include <deque>
#include <optional>

#include <twc/node/slave.hpp>
#include <twc/sim/car.hpp>
#include <twc/sim/dice.hpp>
#include <twc/sim/gauge.hpp>
#include <twc/sim/misbehaviour.hpp>
#include <twc/sim/participant.hpp>
#include <twc/sim/physical.hpp>

namespace twc::sim {

struct UnitConfig {
  node::SlaveConfig slave{};
  Misbehaviour misbehaviour{};
  GaugeConfig gauge{};
  /// A unit that is told 0 lets its car come down, and opens the contactor at the latest then. FC
  /// B2, a lost master and a lost power open it at once.
  Duration opens_after = std::chrono::seconds{3};
};

class Unit : public Participant, public Physical {
 public:
  explicit Unit(const UnitConfig& config);

  void hear(Time now, const wire::Event& event) override;
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override;
  [[nodiscard]] std::optional<Time> deadline() const override { return next_; }
  [[nodiscard]] bool is_punctual() const override { return true; }

  void plug(Time now, const Car& car);
  void unplug(Time now);
  /// The driver of its car wants another current.
  void want(Time now, Centiamps current);
  void power_cycle(Time now);
  /// Until then it does nothing at all: no current, no announcement. Then it starts as after
  /// power_cycle(). Time::max() is for good.
  void lose_power(Time now, Time until);
  /// Its reset button, held for 4 s.
  void reset(Time now);
  /// An error of its own: state 02, and no current until it is reset.
  void fail(Time now);
  void be_silent_until(Time until) { silent_until_ = until; }

  [[nodiscard]] TwcId id() const override { return slave_.id(); }
  [[nodiscard]] const node::Slave& slave() const { return slave_; }
  [[nodiscard]] bool has_power() const { return !dark_until_; }
  /// It really lets its car draw so much: 0 with an open contactor, and before any grant.
  [[nodiscard]] Centiamps in_force(Time now) const override;
  /// Its car really draws so much.
  [[nodiscard]] Centiamps drawn(Time now) const override;
  [[nodiscard]] bool is_plugged() const override { return car_.has_value(); }
  /// Not while the unit has no power, has failed, or its car refuses.
  [[nodiscard]] bool wants_current(Time now) const override;

 private:
  struct Change {
    Time at{};
    Centiamps limit{};
  };

  [[nodiscard]] bool has_news(Time now);
  void plan();
  void advance(Time now);
  void start(Time now);
  void read(Time now);
  [[nodiscard]] node::Car noticed(Time now) const;
  void settle(Time now);
  void obey(Time now, Centiamps limit);
  void apply(Time now, Centiamps limit);
  void open_when_due(Time now);
  void cut(Time now);
  [[nodiscard]] wire::Frame as_reported(Time now, const wire::Frame& frame);

  Misbehaviour misbehaviour_;
  node::Slave slave_;
  Dice dice_;
  Gauge gauge_;
  std::optional<Car> car_;
  Centiamps ordered_{};
  Centiamps in_force_{};
  std::deque<Change> late_;
  std::optional<Time> silent_until_;
  Duration opens_after_;
  std::optional<Time> opens_at_;
  std::optional<Time> dark_until_;
  bool has_announced_ = false;
  std::optional<Time> next_;  // as of the last call
};

}  // namespace twc::sim
