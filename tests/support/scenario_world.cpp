// SPDX-License-Identifier: MIT
#include "support/scenario_world.hpp"

#include <array>

namespace twc::test {
namespace {

using namespace std::chrono_literals;

double in_whole(Centiamps current) {
  return current.value() / 100.0;
}

node::MasterConfig rival_of(const node::MasterConfig& master) {
  node::MasterConfig rival;
  rival.id = TwcId{0x77AC};
  rival.sign = Sign{0x78};
  rival.max_current = master.max_current;
  rival.bus_idle = true;
  return rival;
}

}  // namespace

ScenarioWorld::ScenarioWorld(const Plan& what, sim::Dice& dice, sim::Way way)
    : plan{what},
      bus{dice.next(), Time{}, way},
      auditor{audit_of(what)},
      controller_{what.master, [this](Time now, const node::Event& event) { note(now, event); }},
      rival_{rival_of(what.master)},
      port_{bus.connect(controller_, what.link)},
      rival_port_{bus.connect(rival_)},
      watch_{bus, auditor, port_},
      trace_{port_, 600},
      sent_{port_},
      total_{what.master.max_current} {
  bus.observe(trace_);
  bus.observe(sent_);
  tell() << "cap " << in_whole(total_) << " policy " << static_cast<int>(plan.master.policy)
         << (plan.master.line.is_network ? " network" : " serial") << " round trip "
         << static_cast<double>(plan.link.round_trip.count()) / 1e6 << " loss " << plan.faults.loss
         << " damage " << plan.faults.damage << " idle " << plan.master.bus_idle << " stop by "
         << static_cast<int>(plan.master.stop_by) << "\n";
  for (std::size_t number = 1; number <= plan.units; ++number) {
    add(choose_unit(dice, plan, number));
  }
  for (Member& member : members) {
    if (plan.starts_plugged && dice.chance(0.7)) plug(member, choose_car(dice, plan));
  }
  begin(dice);
}

/// Another master may have left units charging.
void ScenarioWorld::begin(sim::Dice& dice) {
  bus.faults() = plan.faults;
  if (plan.has_predecessor) {
    bus.link(port_).hears = false;
    let_work(rival_, rival_port_, std::chrono::seconds{30 + dice.below(60)});
    bus.link(port_).hears = true;
    bus.run_until(now() + std::chrono::seconds{dice.below(40)});
    tell() << "the other master has gone\n";
  }
  bus.observe(watch_);
  auditor.start(now());
  auditor.set_total(now(), total_);
  watch_.look(now());
  controller_.restart(now());
}

void ScenarioWorld::let_work(Controller& who, sim::PortId /*port*/, Duration lasting) {
  who.restart(now());
  bus.run_until(now() + lasting);
  who.halt();
}

std::ostream& ScenarioWorld::tell() {
  return story_ << "# (" << static_cast<double>(now().time_since_epoch().count()) / 1e6 << ") ";
}

std::ostream& ScenarioWorld::tell(const Member& member) {
  return tell() << std::hex << static_cast<unsigned>(member.unit->id()) << std::dec << ' ';
}

void ScenarioWorld::add(const PlannedUnit& planned) {
  Member member;
  member.unit = std::make_unique<sim::Unit>(planned.config);
  member.port = bus.connect(*member.unit);
  member.terms = planned.terms;
  member.terms.is_kept_alive = planned.config.slave.is_fed_by_others;
  watch_.add(member.port, *member.unit);
  set_terms(member);
  const node::SlaveConfig& slave = planned.config.slave;
  const sim::Misbehaviour& how = planned.config.misbehaviour;
  tell(member) << "protocol " << static_cast<int>(slave.protocol) << " rating "
               << in_whole(slave.rating) << " obeys " << static_cast<int>(member.terms.obedience)
               << " latest " << static_cast<double>(how.latest.count()) / 1e6 << " at once "
               << how.echoes_at_once << " ignores " << how.ignores_reductions << " mirrors "
               << how.only_mirrors << " mute " << how.is_mute << " deaf " << how.is_deaf
               << " reports " << how.reports_limit.has_value() << " fed " << slave.is_fed_by_others
               << " keeps " << slave.keeps_limit << " least " << in_whole(how.least.value_or(0_A))
               << " most " << in_whole(how.most.value_or(0_A)) << " minimum "
               << in_whole(member.terms.minimum) << " maximum " << in_whole(member.terms.maximum)
               << "\n";
  members.push_back(std::move(member));
}

void ScenarioWorld::set_terms(const Member& member) {
  auditor.set_terms(now(), member.unit->id(), member.terms);
}

void ScenarioWorld::run_until(Time until) {
  constexpr auto compares_every = 10s;
  while (now() < until && !is_over()) {
    const Time next = std::min(until, now() + compares_every);
    const auto stale = controller_.is_running() ? controller_.master().stale_at() : std::nullopt;
    if (stale && *stale <= next) {
      // While the line is down nobody asks the master, and its total falls when it is there again.
      const Time falls = std::max(*stale, now());
      bus.run_until(falls - 1us);
      watch_.look(now());
      total_ = std::min(total_, plan.master.fallback);
      auditor.set_total(falls, total_);
      tell() << "total " << in_whole(total_) << ", stale\n";
    }
    bus.run_until(next);
    watch_.look(now());
    compare_reports();
  }
}

/// S9: a lone unit has nobody to share with or to wait for, and a car that draws on does draw.
void ScenarioWorld::check_event(Time now, const node::Event& event) {
  using enum node::Reason;
  const node::Reason reason = event.amounts.reason;
  const bool is_lone = controller_.master().unit_count() == 1;
  const bool blames_others = is_lone && (reason == shared || reason == waiting);
  const bool is_still =
      event.is<node::event::StillDrawing>() && event.amounts.drawn < node::nothing_drawn;
  if (!blames_others && !is_still) return;
  false_reports_ += std::to_string(now.time_since_epoch() / 1s) + " s " +
                    std::string{event.name()} +
                    (is_still ? ": draws nothing\n" : ": blames others\n");
}

/// A master that hears another one sends no more (exit 7), and its units stop: nothing is left to
/// judge. A damaged echo may look like another master, twice even.
void ScenarioWorld::check_halt(Time now) {
  if (!controller_.master().is_halted()) return;
  auditor.suspend(now);
  const Happenings& happens = plan.happenings;
  const bool may_hear_others =
      plan.faults.damage > 0 || plan.has_predecessor || happens.outage > 0 || happens.restart > 0;
  if (!may_hear_others) false_reports_ += "the master ends, and no other one is there\n";
}

void ScenarioWorld::note(Time now, const node::Event& event) {
  check_event(now, event);
  check_halt(now);
  using namespace node::event;
  std::optional<sim::Report> report;
  const bool is_given_up =
      event.amounts.reason == node::Reason::disobeyed && event.amounts.granted == 0_A;
  if (event.is<Stopped>()) report = sim::Report::stopped;
  if (event.is<StillDrawing>()) report = sim::Report::still_drawing;
  if (event.is<Overdrawn>()) report = sim::Report::overdraw;
  if (event.is<Lost>()) report = sim::Report::lost;
  if (event.is<Deaf>()) report = sim::Report::deaf;
  if (event.is<Offered>() && is_given_up) report = sim::Report::disobeyed;
  if (!report) return;
  constexpr std::array words{"stopped", "still drawing", "overdraw", "disobeyed", "lost", "deaf"};
  tell() << std::hex << static_cast<unsigned>(event.unit) << std::dec
         << " reported: " << words.at(static_cast<std::size_t>(*report)) << "\n";
  auditor.reported(now, event.unit, *report);
}

/// Compares the current in `status` with the units: it counts all that may draw at all, as last
/// known (S9).
void ScenarioWorld::compare_reports() {
  if (!controller_.is_running() || controller_.master().is_halted()) return;
  Centiamps sum;
  for (std::size_t at = 0; at < controller_.master().unit_count(); ++at) {
    const node::UnitStatus unit = controller_.master().unit(now(), at);
    sum = sum + unit.amounts.drawn;
  }
  auditor.reported_drawn(now(), sum);
}

void ScenarioWorld::plug(Member& member, const sim::CarConfig& car) {
  member.unit->plug(now(), sim::Car{car});
  member.is_plugged = true;
  member.terms.reacts = car.reacts_after;
  member.terms.falls_per_second = car.fall_per_second;
  set_terms(member);
  tell(member) << "plugged, wants " << in_whole(car.wants) << " reacts after "
               << static_cast<double>(car.reacts_after.count()) / 1e6 << " falls "
               << in_whole(car.fall_per_second) << " rises " << in_whole(car.rise_per_second)
               << (car.is_tesla ? "" : " never asks") << (car.ampere_hours ? " fills up" : "")
               << (car.pulses ? " pulses" : "") << (car.six_amp_bug_until ? " 6 A" : "") << "\n";
  watch_.look(now());
}

void ScenarioWorld::unplug(Member& member) {
  member.unit->unplug(now());
  member.is_plugged = false;
  tell(member) << "unplugged\n";
  watch_.look(now());
}

void ScenarioWorld::set_limit(Centiamps limit) {
  watch_.look(now());
  total_ = std::min(limit, plan.master.max_current);
  tell() << "total " << in_whole(total_) << "\n";
  auditor.set_total(now(), total_, true);
  controller_.master().set_limit(now(), limit);
}

void ScenarioWorld::stop_or_start(Member& member) {
  const TwcId id = member.unit->id();
  const bool stops = !member.terms.stopped;
  watch_.look(now());
  const bool is_known =
      stops ? controller_.master().stop(now(), id) : controller_.master().start(now(), id);
  if (!is_known) return;
  member.terms.stopped = stops;
  tell(member) << (stops ? "stop\n" : "start\n");
  set_terms(member);
  if (!stops) auditor.forgive(now(), id);
}

/// Zero stops it, like stop.
void ScenarioWorld::set_ceiling(Member& member, Centiamps ceiling) {
  const TwcId id = member.unit->id();
  watch_.look(now());
  if (!controller_.master().set_ceiling(now(), id, ceiling)) return;
  tell(member) << "ceiling " << in_whole(ceiling) << "\n";
  member.terms.maximum = std::min(terms_of(plan.master, id).maximum, ceiling);
  set_terms(member);
}

void ScenarioWorld::restart_master() {
  tell() << "master restarts\n";
  controller_.restart(now());
  auditor.start(now());
  total_ = plan.master.max_current;
  auditor.set_total(now(), total_);
  for (Member& member : members) {
    const sim::UnitTerms fresh = terms_of(plan.master, member.unit->id());
    member.terms.stopped = false;
    member.terms.maximum = fresh.maximum;
    set_terms(member);
  }
}

void ScenarioWorld::lose_line(Duration lasting, bool has_rival) {
  tell() << "line gone for " << static_cast<double>(lasting.count()) / 1e6 << " s"
         << (has_rival ? ", another master works\n" : "\n");
  sim::Link& link = bus.link(port_);
  link.hears = link.speaks = false;
  bus.disconnect(port_);
  watch_.look(now());
  controller_.master().link_down(now());
  auditor.line_down(now());
  if (has_rival) rival_.restart(now());
  run_until(now() + lasting);
  rival_.halt();
  link.hears = link.speaks = true;
  watch_.look(now());
  controller_.master().link_up(now());
  auditor.line_up(now());
  tell() << "line there again\n";
}

void ScenarioWorld::suspend_master(Duration lasting) {
  const Time until = now() + lasting;
  tell() << "master suspended until " << static_cast<double>(until.time_since_epoch().count()) / 1e6
         << "\n";
  watch_.look(now());
  auditor.suspend(now());
  bus.suspend(port_, until);
  run_until(until - 1us);
  auditor.excuse(now());
}

/// Tells how the master sees a unit, to explain a violation.
void ScenarioWorld::tell_status(TwcId id) {
  if (!controller_.is_running()) return;
  const node::Master& master = controller_.master();
  const auto unit = master.unit(now(), id);
  if (!unit) return;
  tell() << "  link " << static_cast<int>(unit->link) << " need "
         << static_cast<int>(unit->car.need) << " reason " << static_cast<int>(unit->amounts.reason)
         << " requested " << in_whole(unit->amounts.requested) << " granted "
         << in_whole(unit->amounts.granted) << " exposure " << in_whole(unit->exposure) << " echo "
         << in_whole(unit->echoed()) << " quiet " << master.is_quiet() << " halted "
         << master.is_halted() << "\n";
}

Outcome ScenarioWorld::outcome() {
  auditor.check(now());
  for (const Member& member : members) {
    const Time local = bus.local_time(member.port);
    tell(member) << "in force " << in_whole(member.unit->in_force(local)) << " draws "
                 << in_whole(member.unit->drawn(local)) << "\n";
    tell_status(member.unit->id());
  }
  Outcome outcome{.violations = auditor.text() + false_reports_,
                  .story = story_.str(),
                  .trace = trace_.text(),
                  .tally = auditor.tally()};
  for (std::size_t rule = 0; rule < sim::rule_count; ++rule) {
    outcome.judged.at(rule) = auditor.judged(static_cast<sim::Rule>(rule));
  }
  if (controller_.idle_calls() > 0) {
    outcome.violations +=
        std::to_string(controller_.idle_calls()) + " times deadline() was not later\n";
  }
  return outcome;
}

}  // namespace twc::test
