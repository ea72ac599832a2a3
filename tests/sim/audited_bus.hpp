// SPDX-License-Identifier: MIT
#pragma once
/// A master whose frames break a rule, on a simulated bus with units and an auditor.

#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include <twc/node/master.hpp>
#include <twc/sim/auditor.hpp>
#include <twc/sim/watch.hpp>

#include "sim/script.hpp"
#include "support/catch.hpp"
#include "support/master_bus.hpp"

namespace twc::test {

using namespace std::chrono_literals;

/// Changes a heartbeat before it leaves; nothing: it does not leave.
using Break =
    std::function<std::optional<msg::MasterHeartbeat>(Time now, const msg::MasterHeartbeat& meant)>;
/// Says something when the sound master has nothing to say.
using Chatter = std::function<std::optional<msg::MasterHeartbeat>(Time now)>;

/// How a master is broken; as it is, it is sound.
struct Fault {
  Break breaks = [](Time /*now*/, const msg::MasterHeartbeat& meant) { return meant; };
  Chatter chatter{};            // asked every 0.5 s
  bool drops_switches = false;  // commands to contactors do not leave
};

class BrokenMaster : public sim::Participant {
 public:
  BrokenMaster(const node::MasterConfig& config, Fault fault)
      : master_{config, Time{}}, fault_{std::move(fault)} {}

  void hear(Time now, const wire::Event& event) override {
    quiet_until_ = now + 200ms;
    if (const auto* const frame = std::get_if<wire::Frame>(&event)) master_.hear(now, *frame);
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    const auto frame = master_.poll(now);
    if (!frame) return chatter(now);
    const msg::Message message = msg::decode(*frame);
    if (fault_.drops_switches && std::holds_alternative<msg::StopCharging>(message)) {
      return std::nullopt;
    }
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat == nullptr) return frame;
    const auto broken = fault_.breaks(now, *beat);
    if (!broken) return std::nullopt;
    quiet_until_ = now + 400ms;
    return msg::encode(*broken, frame->size() == 14 ? Protocol::one : Protocol::two);
  }
  [[nodiscard]] std::optional<Time> deadline() const override {
    const auto sound = master_.deadline();
    if (!fault_.chatter) return sound;
    const Time own = std::max(next_chatter_, quiet_until_);
    return sound ? std::min(*sound, own) : own;
  }
  [[nodiscard]] node::Master& master() { return master_; }

 private:
  std::optional<wire::Frame> chatter(Time now) {
    if (!fault_.chatter || now < std::max(next_chatter_, quiet_until_)) return std::nullopt;
    next_chatter_ = now + 500ms;
    const auto beat = fault_.chatter(now);
    return beat ? std::optional{msg::encode(*beat, Protocol::two)} : std::nullopt;
  }

  node::Master master_;
  Fault fault_;
  Time next_chatter_{};
  Time quiet_until_{};
};

/// A broken master and its units on a bus that an auditor watches.
class AuditedBus : public SimulatedBus {
 public:
  explicit AuditedBus(Fault fault, node::MasterConfig config = eager_master())
      : master_{config, std::move(fault)},
        port_{bus.connect(master_)},
        auditor_{{.master = config.id,
                  .bus_idle = config.bus_idle,
                  .may_use_contactor = config.stop_by == node::StopBy::contactor}},
        watch_{bus, auditor_, port_} {
    bus.observe(watch_);
    auditor_.start(bus.now());
    auditor_.set_total(bus.now(), config.max_current);
  }
  explicit AuditedBus(Break breaks, node::MasterConfig config = eager_master())
      : AuditedBus{Fault{.breaks = std::move(breaks)}, config} {}

  sim::Unit& add(const sim::UnitConfig& config, const sim::UnitTerms& terms = {}) {
    sim::Unit& unit = SimulatedBus::add(config);
    watch_.add(ports.back(), unit);
    auditor_.set_terms(bus.now(), config.slave.id, terms);
    return unit;
  }
  /// Connects a participant that sends what the test tells it to.
  Script& add_other() {
    others.push_back(std::make_unique<Script>());
    bus.connect(*others.back());
    return *others.back();
  }
  void run(Duration time) {
    SimulatedBus::run(time);
    watch_.look(bus.now());
  }
  void plug(sim::Unit& unit, Centiamps wants = 32_A) {
    unit.plug(bus.now(), sim::Car{{.wants = wants}});
    watch_.look(bus.now());
  }
  void set_total(Centiamps total) {
    watch_.look(bus.now());
    auditor_.set_total(bus.now(), total);
    master_.master().set_limit(bus.now(), total);
  }
  void set_ceiling(TwcId id, Centiamps ceiling) {
    auditor_.set_terms(bus.now(), id, {.maximum = ceiling});
    master_.master().set_ceiling(bus.now(), id, ceiling);
  }
  void stop(TwcId id) {
    auditor_.set_terms(bus.now(), id, {.stopped = true});
    master_.master().stop(bus.now(), id);
  }

  /// Lets two Protocol 2 units charge for a minute, at 20 A for another one, and at 32 A again.
  /// True when the auditor names `rule`.
  bool finds(sim::Rule rule) {
    add(sound_unit(1));
    add(sound_unit(2));
    run(10s);
    for (const auto& unit : units) plug(*unit);
    run(60s);
    set_total(20_A);
    run(60s);
    set_total(32_A);
    run(60s);
    UNSCOPED_INFO(auditor_.text());
    return has(rule);
  }
  [[nodiscard]] bool has(sim::Rule rule) const {
    return std::ranges::count(auditor_.violations(), rule, &sim::Violation::rule) > 0;
  }
  [[nodiscard]] bool is_clean() const { return auditor_.violations().empty(); }
  [[nodiscard]] std::string text() const { return auditor_.text(); }

 private:
  BrokenMaster master_;
  sim::PortId port_;
  sim::Auditor auditor_;
  sim::Watch watch_;

 public:
  std::vector<std::unique_ptr<Script>> others;
};

[[nodiscard]] inline msg::MasterHeartbeat with_limit(msg::MasterHeartbeat beat, Centiamps limit) {
  beat.command = msg::Command::set_limit;
  beat.limit = limit;
  return beat;
}
[[nodiscard]] inline msg::MasterHeartbeat without_limit(msg::MasterHeartbeat beat) {
  beat.command = msg::Command::none;
  beat.limit = {};
  return beat;
}

}  // namespace twc::test
