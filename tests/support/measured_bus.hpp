// SPDX-License-Identifier: MIT
#pragma once
/// Masters, units and cars on a simulated bus; each current, stop and limit change is counted.

#include <algorithm>
#include <memory>
#include <optional>
#include <vector>

#include <twc/node/master.hpp>

#include "support/simulated_bus.hpp"

namespace twc::test {

using namespace std::chrono_literals;

/// Counts of one unit since the last MeasuredBus::count_anew().
struct Counts {
  int stops = 0;   ///< its car wanted to go on, and the unit let no more current flow
  int starts = 0;  ///< the unit let current flow again
  int limit_changes = 0;
  int worst_hour = 0;  ///< limit changes in it
  int long_gaps = 0;   ///< more than 5 s between two heartbeats to it, or since the last
};

class MeasuredBus : public SimulatedBus, private sim::Observer {
 public:
  explicit MeasuredBus(std::uint64_t seed = 1);

  node::Master& add_master(const node::MasterConfig& config, const sim::Link& link = {});
  sim::Unit& add(const sim::UnitConfig& config);
  /// Runs until `is_so`, and gives how long it took; nothing if it took longer than `most`.
  template <typename Condition>
  std::optional<Duration> run_until(Condition is_so, Duration most) {
    const Time since = bus.now();
    while (!is_so()) {
      if (bus.now() - since >= most) return std::nullopt;
      run(10ms);
    }
    return bus.now() - since;
  }

  void count_anew();
  [[nodiscard]] Counts counts(std::size_t unit) const;
  [[nodiscard]] int stops() const;
  template <typename E>
  [[nodiscard]] bool has_told() const {
    return std::ranges::any_of(events, &node::Event::is<E>);
  }
  [[nodiscard]] bool has_told(node::Reason reason) const;
  /// The limit that the unit last reported to a master.
  [[nodiscard]] Centiamps echo(std::size_t unit) const { return watched_.at(unit).echo; }
  [[nodiscard]] double amps_drawn() const;
  /// The charge drawn within `total`, as a part of the charge that `total` allowed.
  [[nodiscard]] double used_part() const { return used_ / allowed_; }
  /// The limits in force together, on average.
  [[nodiscard]] double mean_amps_let() const { return let_ / counted_; }
  /// How long the limits in force together exceeded `cap`.
  [[nodiscard]] Duration over() const { return over_; }

  Centiamps cap = 655_A;    ///< for over()
  Centiamps total = 655_A;  ///< for used_part()
  std::vector<std::unique_ptr<node::Master>> masters;
  std::vector<node::Event> events;  ///< from all masters
  std::vector<sim::PortId> master_ports;

 private:
  struct Watched {
    Counts counts{};
    Centiamps echo{};
    Centiamps in_force{};
    Centiamps drawn{};
    std::optional<Centiamps> limit{};
    std::optional<Time> heartbeat{};
    Time hour_since{};
    int this_hour = 0;
  };

  void moment(Time now) override;
  void sent(Time now, sim::PortId by, const wire::Frame& frame) override;
  void heard(Time now, sim::PortId by, const wire::Event& event,
             const sim::Transmission& cause) override;
  [[nodiscard]] bool is_master(sim::PortId port) const;
  [[nodiscard]] Watched* find(TwcId id);
  void count(Duration passed, Centiamps drawn_now);
  void look_at(Time now, std::size_t unit);

  std::vector<std::unique_ptr<sim::NodeOnBus<node::Master>>> on_bus_;
  std::vector<Watched> watched_;
  Time looked_at_{};
  Centiamps in_force_{};  // all of them together
  Centiamps drawn_{};
  Duration over_{};
  double counted_ = 0;  // in s
  double used_ = 0;     // this and what follows in A x s
  double allowed_ = 0;
  double let_ = 0;
};

}  // namespace twc::test
