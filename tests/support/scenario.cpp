#include "support/scenario.hpp"

#include <memory>
#include <optional>
#include <sstream>
#include <vector>

#include <twc/node/master.hpp>
#include <twc/sim/auditor.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/trace.hpp>
#include <twc/sim/unit.hpp>
#include <twc/sim/watch.hpp>

#include "support/controller.hpp"
#include "support/scenario_choices.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using sim::Dice;

double amount(Centiamps current) {
  return current.value() / 100.0;
}

class Scenario : private sim::Observer {
 public:
  Scenario(std::uint64_t seed, Emphasis emphasis)
      : dice_{seed * 8 + static_cast<std::uint64_t>(emphasis)},
        emphasis_{emphasis},
        unit_count_{1 + dice_.below(4)},
        config_{choose_master(dice_, emphasis, unit_count_)},
        bus_{dice_.next()},
        controller_{config_, bus_.now()},
        port_{bus_.connect(controller_, choose_link(dice_, emphasis, config_.line.is_network))},
        auditor_{settings()},
        watch_{bus_, auditor_, port_},
        trace_{port_, 400} {
    bus_.observe(watch_);
    bus_.observe(trace_);
    bus_.observe(*this);
    total_ = config_.max_current;
    auditor_.start(bus_.now());
    auditor_.set_total(bus_.now(), total_);
    for (const auto& [config, terms] :
         choose_units(dice_, emphasis, unit_count_, config_, bus_.now())) {
      add(config, terms);
    }
    if (is(Emphasis::restarts) && dice_.chance(0.2)) add_twin();
    bus_.faults() = choose_faults(dice_, emphasis);
    tell() << "loss " << bus_.faults().loss << " damage " << bus_.faults().damage << "\n";
  }

  Outcome run(std::uint64_t least_steps) {
    while (bus_.steps() < least_steps && auditor_.violations().empty() && !has_unknown_twin_) {
      run_until(bus_.now() + std::chrono::milliseconds{500 + dice_.below(20'000)});
      happen();
    }
    auditor_.check(bus_.now());
    for (const Member& member : members_) {
      const Time local = bus_.local_time(member.port);
      tell() << std::hex << static_cast<unsigned>(member.unit->id()) << std::dec << " in force "
             << amount(member.unit->in_force(local)) << " draws "
             << amount(member.unit->drawn(local)) << "\n";
    }
    std::string violations = has_unknown_twin_ ? before_twin_ : auditor_.text();
    if (controller_.idle_calls() > 0) {
      violations += std::to_string(controller_.idle_calls()) + " times deadline() was not later\n";
    }
    return {.violations = std::move(violations),
            .story = story_.str(),
            .trace = trace_.text(),
            .steps = bus_.steps(),
            .is_cut_short = has_unknown_twin_,
            .increases = controller_.offers()};
  }

 private:
  struct Member {
    std::unique_ptr<sim::Unit> unit;
    sim::PortId port{};
    sim::UnitTerms terms;
    bool is_plugged = false;
    bool is_cut = false;
  };

  [[nodiscard]] bool is(Emphasis one) const { return emphasis_ == one; }
  [[nodiscard]] bool is_calm() const { return is(Emphasis::calm); }

  sim::AuditSettings settings() {
    sim::AuditSettings settings{.master = config_.id, .bus_idle = config_.bus_idle};
    if (config_.line.is_network) settings.round_trip = config_.line.round_trip;
    settings.may_use_contactor = config_.stop_by == node::StopBy::contactor;
    settings.expect_units = config_.expect_units.value_or(0);
    return settings;
  }

  /// Another unit with the id of the first, powered on at the same time: told apart before either
  /// is spoken to, because the master listens first.
  void add_twin() {
    if (config_.listen_first < 3s) return;
    sim::UnitConfig config;
    config.slave = members_.front().unit->slave().config();
    config.slave.sign =
        Sign{static_cast<std::uint8_t>(static_cast<unsigned>(config.slave.sign) + 1)};
    config.slave.powered_on += 250ms;
    config.slave.seed = dice_.next();
    members_.front().terms.outside = true;
    auditor_.set_terms(bus_.now(), config.slave.id, members_.front().terms);
    add(config, members_.front().terms);
  }

  /// Two units with one id that have both been spoken to cannot be told apart: outside what is
  /// promised, and the end of this run.
  void sent(Time /*now*/, sim::PortId by, const wire::Frame& frame) override {
    const bool has_twin =
        members_.size() > 1 && members_.back().unit->id() == members_.front().unit->id();
    if (by != port_ || !has_twin) return;
    const msg::Message message = msg::decode(frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && beat->to == members_.back().unit->id()) {
      if (!has_unknown_twin_) before_twin_ = auditor_.text();
      has_unknown_twin_ = true;
    }
  }

  void add(const sim::UnitConfig& config, const sim::UnitTerms& terms) {
    Member member;
    member.unit = std::make_unique<sim::Unit>(config);
    member.port = bus_.connect(*member.unit);
    member.terms = terms;
    watch_.add(member.port, *member.unit);
    auditor_.set_terms(bus_.now(), config.slave.id, terms);
    tell() << std::hex << static_cast<unsigned>(config.slave.id) << std::dec << " protocol "
           << static_cast<int>(config.slave.protocol) << " rating " << amount(config.slave.rating)
           << " obeys " << static_cast<int>(terms.obedience) << "\n";
    members_.push_back(std::move(member));
  }

  std::ostream& tell() {
    return story_ << "(" << static_cast<double>(bus_.now().time_since_epoch().count()) / 1e6
                  << ") ";
  }

  /// The total falls by itself when nobody has renewed it.
  void run_until(Time until) {
    const auto stale = controller_.master().stale_at();
    if (stale && *stale <= until) {
      bus_.run_until(*stale - 1us);
      watch_.look(bus_.now());
      total_ = std::min(total_, config_.fallback);
      auditor_.set_total(*stale, total_);
      tell() << "total " << amount(total_) << ", stale\n";
    }
    bus_.run_until(until);
  }

  void happen() {
    watch_.look(bus_.now());
    const std::size_t what = dice_.below(100);
    Member& member = members_.at(dice_.below(members_.size()));
    if (what < 30) return plug_or_unplug(member);
    if (what < (is(Emphasis::lowered_totals) ? 75U : 50U)) return change_total();
    if (what < (is(Emphasis::stops) ? 75U : 56U)) return stop_or_start(member);
    if (what < (is(Emphasis::stops) ? 80U : 58U)) return change_ceiling(member);
    if (is_calm()) return;
    if (what >= 97) return jump(member);
    if (what < 65) return restart_unit(member);
    if (what < 80) return cut_or_mend(member);
    if (is(Emphasis::restarts) && what < 90) return restart_master();
    if (is(Emphasis::restarts)) return suspend_master();
  }

  void plug_or_unplug(Member& member) {
    const Time now = bus_.now();
    if (member.is_plugged) {
      member.unit->unplug(now);
    } else {
      sim::CarConfig car;
      car.wants = amps(6 + dice_.below(27));
      car.is_tesla = dice_.chance(0.7);
      if (dice_.chance(0.2)) car.ampere_hours = 1 + dice_.below(3);
      if (dice_.chance(0.2)) car.six_amp_bug_until = 16_A;
      member.unit->plug(now, sim::Car{car});
    }
    member.is_plugged = !member.is_plugged;
    tell() << std::hex << static_cast<unsigned>(member.unit->id()) << std::dec
           << (member.is_plugged ? " plugged\n" : " unplugged\n");
    watch_.look(now);
  }

  void change_total() {
    const std::size_t most = config_.max_current.value() / 100;
    total_ = amps(dice_.below(is(Emphasis::scarcity) ? 26 : most + 5));
    tell() << "total " << amount(total_) << "\n";
    total_ = std::min(total_, config_.max_current);
    auditor_.set_total(bus_.now(), total_);
    controller_.master().set_limit(bus_.now(), total_);
  }

  void stop_or_start(Member& member) {
    member.terms.stopped = !member.terms.stopped;
    const TwcId id = member.unit->id();
    tell() << std::hex << static_cast<unsigned>(id) << std::dec
           << (member.terms.stopped ? " stop\n" : " start\n");
    auditor_.set_terms(bus_.now(), id, member.terms);
    if (member.terms.stopped) {
      controller_.master().stop(bus_.now(), id);
    } else {
      controller_.master().start(bus_.now(), id);
    }
  }

  /// Zero stops it, like stop.
  void change_ceiling(Member& member) {
    const TwcId id = member.unit->id();
    const Centiamps ceiling = dice_.chance(0.3) ? 80_A : amps(dice_.below(33));
    if (!controller_.master().set_ceiling(bus_.now(), id, ceiling)) return;
    tell() << std::hex << static_cast<unsigned>(id) << std::dec << " ceiling " << amount(ceiling)
           << "\n";
    member.terms.maximum = std::min(terms_of(config_, id).maximum, ceiling);
    auditor_.set_terms(bus_.now(), id, member.terms);
  }

  /// The clock of a unit, not the master's: no timer of a boot clock goes off early.
  void jump(Member& member) {
    bus_.link(member.port).clock_offset += std::chrono::milliseconds{dice_.below(20'000)};
    tell() << std::hex << static_cast<unsigned>(member.unit->id()) << std::dec << " jumps\n";
    watch_.look(bus_.now());
  }

  void restart_unit(Member& member) {
    tell() << std::hex << static_cast<unsigned>(member.unit->id()) << std::dec << " restarts\n";
    member.unit->power_cycle(bus_.now());
    watch_.look(bus_.now());
  }

  void cut_or_mend(Member& member) {
    sim::Link& link = bus_.link(member.port);
    member.is_cut = !member.is_cut;
    const auto how = dice_.below(10);
    link.hears = !member.is_cut || how < 4;
    link.speaks = !member.is_cut || how < 1 || how >= 8;
    tell() << std::hex << static_cast<unsigned>(member.unit->id()) << std::dec << " hears "
           << link.hears << " speaks " << link.speaks << "\n";
  }

  void restart_master() {
    tell() << "master restarts\n";
    controller_.restart(bus_.now());
    auditor_.start(bus_.now());
    auditor_.set_total(bus_.now(), config_.max_current);
    total_ = config_.max_current;
    for (Member& member : members_) {
      member.terms.stopped = false;
      member.terms.maximum = terms_of(config_, member.unit->id()).maximum;
      auditor_.set_terms(bus_.now(), member.unit->id(), member.terms);
    }
  }

  void suspend_master() {
    const Time until = bus_.now() + std::chrono::seconds{1 + dice_.below(90)};
    tell() << "master suspended\n";
    bus_.suspend(port_, until);
    run_until(until - 1us);
    auditor_.excuse(until - 1us);
  }

  Dice dice_;
  Emphasis emphasis_;
  std::size_t unit_count_;
  node::MasterConfig config_;
  sim::Bus bus_;
  Controller controller_;
  sim::PortId port_;
  sim::Auditor auditor_;
  sim::Watch watch_;
  sim::Trace trace_;
  std::vector<Member> members_;
  bool has_unknown_twin_ = false;
  std::string before_twin_;  // what was found until then
  Centiamps total_;
  std::ostringstream story_;
};

}  // namespace

Outcome run_scenario(std::uint64_t seed, Emphasis emphasis, std::uint64_t least_steps) {
  return Scenario{seed, emphasis}.run(least_steps);
}

}  // namespace twc::test
