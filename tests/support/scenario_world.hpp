// SPDX-License-Identifier: MIT
#pragma once
/// The bus of a random run with all who are on it, watched by an auditor.

#include <memory>
#include <optional>
#include <sstream>
#include <vector>

#include <twc/sim/auditor.hpp>
#include <twc/sim/trace.hpp>
#include <twc/sim/watch.hpp>

#include "support/controller.hpp"
#include "support/scenario_plan.hpp"
#include "support/sent_frames.hpp"

namespace twc::test {

class ScenarioWorld {
 public:
  ScenarioWorld(const Plan& plan, sim::Dice& dice, sim::Way way);

  struct Member {
    std::unique_ptr<sim::Unit> unit;
    sim::PortId port{};
    sim::UnitTerms terms;
    bool is_plugged = false;
    bool is_cut = false;
  };

  /// Looks at what the master reports every now and then; the total falls when it is stale.
  void run_until(Time until);
  [[nodiscard]] Time now() const { return bus.now(); }
  std::ostream& tell();
  std::ostream& tell(const Member& member);

  void plug(Member& member, const sim::CarConfig& car);
  void unplug(Member& member);
  void set_limit(Centiamps limit);
  void stop_or_start(Member& member);
  void set_ceiling(Member& member, Centiamps ceiling);
  void restart_master();
  /// Cuts the master's line. A rival, if there is one, serves the units meanwhile.
  void lose_line(Duration lasting, bool has_rival);
  void suspend_master(Duration lasting);

  [[nodiscard]] Outcome outcome();
  [[nodiscard]] bool is_over() const { return !auditor.violations().empty(); }

  Plan plan;
  sim::Bus bus;
  sim::Auditor auditor;
  std::vector<Member> members;

 private:
  void add(const PlannedUnit& planned);
  void begin(sim::Dice& dice);
  void note(Time now, const node::Event& event);
  void check_event(Time now, const node::Event& event);
  void check_halt(Time now);
  void compare_reports();
  void tell_status(TwcId id);
  void let_work(Controller& who, sim::PortId port, Duration lasting);
  void set_terms(const Member& member);

  Controller controller_;
  Controller rival_;
  sim::PortId port_;
  sim::PortId rival_port_;
  sim::Watch watch_;
  sim::Trace trace_;
  SentFramesOf sent_;
  std::ostringstream story_;
  std::string false_reports_;
  Centiamps total_;
};

}  // namespace twc::test
