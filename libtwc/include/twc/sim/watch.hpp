// SPDX-License-Identifier: MIT
#pragma once
/// Tells an auditor what happens on a bus.

#include <optional>
#include <vector>

#include <twc/sim/auditor.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/physical.hpp>

namespace twc::sim {

/// Connects a bus, the master at one of its ports and some units to an auditor.
///
///     Watch watch{bus, auditor, master_port};
///     watch.add(unit_port, unit);
///     bus.observe(watch);
class Watch : public Observer {
 public:
  Watch(const Bus& bus, Auditor& auditor, PortId master)
      : bus_{bus}, auditor_{auditor}, master_{master} {}

  void add(PortId port, const Physical& unit) { units_.push_back({.port = port, .unit = &unit}); }
  /// Looks at all units after something else than a frame of the master changed them. Worth a call
  /// after the test itself did something to them.
  void look(Time now);

  [[nodiscard]] std::optional<Time> deadline() const override { return looks_at_; }
  void moment(Time now) override;
  void sent(Time now, PortId by, const wire::Frame& frame) override;
  void passed(const Transmission& what) override;
  void missed(Time now, PortId by, const Transmission& what) override;
  void hearing(Time now, PortId by, const wire::Event& event, const Transmission& cause) override;
  void heard(Time now, PortId by, const wire::Event& event, const Transmission& cause) override;

 private:
  struct Watched {
    PortId port{};
    const Physical* unit = nullptr;
  };

  [[nodiscard]] const Watched* find(PortId port) const;
  void look_at_all(Time now);
  void look_at(Time now, const Watched& watched, Cause cause,
               std::optional<Centiamps> told = std::nullopt);
  void hear_as_master(Time now, const wire::Event& event, const Transmission& cause);
  void disturb(Time now, const Transmission& what);

  const Bus& bus_;
  Auditor& auditor_;
  PortId master_;
  std::vector<Watched> units_;
  std::optional<Time> looks_at_;
};

}  // namespace twc::sim
