// SPDX-License-Identifier: MIT
/// A bus watched by an auditor: masters of a few lines, good and bad, and units that just obey.

#include <cstdlib>

#include <twc/sim/unit.hpp>
#include <twc/sim/watch.hpp>

#include "sim/auditor_bench.hpp"
#include "sim/script.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Bus;
using sim::PortId;
using sim::Rule;

constexpr auto answers_after = 150ms;

/// Announces itself until it is polled, and does as it is told at once.
class Obedient : public sim::Participant, public sim::Physical {
 public:
  explicit Obedient(TwcId id, Time announces) : id_{id}, next_{announces} {}

  void hear(Time now, const wire::Event& event) override {
    const auto* const frame = std::get_if<wire::Frame>(&event);
    if (frame == nullptr) return;
    const msg::Message message = msg::decode(*frame);
    const auto* const heartbeat = std::get_if<msg::MasterHeartbeat>(&message);
    if (heartbeat == nullptr || heartbeat->to != id_) return;
    if (heartbeat->command.has_limit()) limit_ = heartbeat->limit;
    master_ = heartbeat->from;
    next_ = now + answers_after;
  }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    if (now < next_) return std::nullopt;
    next_ = now + 10s;
    if (!master_) return encode(msg::SlaveLinkready{.from = id_, .maximum = 32_A}, Protocol::two);
    return encode(msg::SlaveHeartbeat{.from = id_, .to = *master_, .limit = limit_}, Protocol::two);
  }
  [[nodiscard]] std::optional<Time> deadline() const override { return next_; }

  /// A damaged frame may do this to it.
  void misunderstand(Centiamps limit) { limit_ = limit; }

  [[nodiscard]] TwcId id() const override { return id_; }
  [[nodiscard]] Centiamps in_force(Time /*now*/) const override { return limit_; }
  [[nodiscard]] Centiamps drawn(Time /*now*/) const override { return limit_; }
  [[nodiscard]] bool is_plugged() const override { return true; }
  [[nodiscard]] bool wants_current(Time /*now*/) const override { return true; }

 private:
  TwcId id_;
  Time next_;
  Centiamps limit_{};
  std::optional<TwcId> master_;
};

/// Heartbeats two units in turn; after `polls` of them each is offered `offer`.
class Turns : public sim::Participant {
 public:
  Turns(Centiamps offer, int polls) : offer_{offer}, polls_{polls} {}

  void hear(Time /*now*/, const wire::Event& /*event*/) override {}
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override {
    if (now < next_) return std::nullopt;
    next_ = now + 500ms;
    msg::MasterHeartbeat heartbeat{.from = audited_master, .to = sent_ % 2 == 0 ? first : second};
    if (++sent_ > polls_) {
      heartbeat.command = msg::Command::set_limit;
      heartbeat.limit = offer_;
    }
    return encode(heartbeat, Protocol::two);
  }
  [[nodiscard]] std::optional<Time> deadline() const override { return next_; }

 private:
  Centiamps offer_;
  int polls_;
  int sent_ = 0;
  Time next_{3s};
};

struct Watched {
  explicit Watched(Centiamps offer, int polls = 6) : master{offer, polls} {
    watch.add(bus.connect(a), a);
    watch.add(bus.connect(b), b);
    bus.observe(watch);
    auditor.start(bus.now());
    auditor.set_total(bus.now(), 64_A);
  }

  Bus bus{11};
  Turns master;
  Obedient a{first, Time{1s}};
  Obedient b{second, Time{2s}};
  PortId at = bus.connect(master);
  sim::Auditor auditor{
      {.master = audited_master, .bus_idle = true}
  };
  sim::Watch watch{bus, auditor, at};
};

TEST_CASE("watch: a master within the total is clean", "[sim][watch]") {
  Watched on{32_A};
  on.bus.run_until(Time{10min});
  INFO(on.auditor.text());
  CHECK(on.auditor.violations().empty());
  CHECK(on.auditor.exposure(on.bus.now(), first) == 32_A);
}

TEST_CASE("watch: so it is on a line that loses and doubles frames, with an echo", "[sim][watch]") {
  Watched on{32_A};
  on.bus.faults() = {.loss = 0.05, .doubling = 0.05};
  on.bus.link(on.at).echo = true;
  on.bus.run_until(Time{10min});
  INFO(on.auditor.text());
  CHECK(on.auditor.violations().empty());
}

TEST_CASE("watch: a master above the total breaks R1, and the limits in force tell",
          "[sim][watch]") {
  Watched on{32_A};
  on.auditor.set_total(on.bus.now(), 63_A);
  on.bus.run_until(Time{10s});
  const auto found = on.auditor.violations();
  const auto has = [&](Rule rule) {
    return std::ranges::count(found, rule, &sim::Violation::rule) > 0;
  };
  CHECK(has(Rule::raise));
  CHECK(has(Rule::increase));
}

/// Keeps what a watch tells of one unit.
class Witnessed : public sim::Observer {
 public:
  explicit Witnessed(const sim::Unit& unit) : unit_{unit} {}
  void moment(Time now) override {
    if (now > Time{}) longest = std::max(longest, now - last);
    last = now;
    steepest = std::max(steepest, std::abs(unit_.drawn(now).value() - drawn.value()));
    drawn = unit_.drawn(now);
  }

  Duration longest{};
  Centiamps drawn{};
  int steepest = 0;  // from one moment to the next

 private:
  const sim::Unit& unit_;
  Time last{};
};

TEST_CASE("watch: looks every second while a current rises or falls, whoever is silent",
          "[sim][watch]") {
  Bus bus{1};
  sim::Unit unit{{}};
  Script master;
  const PortId at = bus.connect(master);
  const PortId at_unit = bus.connect(unit);
  sim::Auditor auditor{{.master = audited_master}};
  sim::Watch watch{bus, auditor, at};
  Witnessed witnessed{unit};
  watch.add(at_unit, unit);
  bus.observe(watch);
  bus.observe(witnessed);
  unit.plug(bus.now(), sim::Car{
                           {.wants = 32_A, .fall_per_second = 1_A}
  });
  const auto say = [&](Duration when, Centiamps limit) {
    master.say(when, msg::encode(msg::MasterHeartbeat{.from = audited_master,
                                                      .to = unit.id(),
                                                      .command = msg::Command::set_limit,
                                                      .limit = limit},
                                 Protocol::two));
  };
  say(10s, 32_A);
  bus.run_until(Time{30s});
  CHECK(witnessed.drawn == Centiamps{3120});
  CHECK(witnessed.steepest <= 200);  // it rises by 2 A/s
  witnessed.steepest = 0;
  say(30s, 6_A);
  bus.run_until(Time{59s});
  CHECK(witnessed.drawn < 6_A);
  CHECK(witnessed.steepest <= 100);
  CHECK(witnessed.longest > 1s);  // while nothing moves it does not look for the sake of looking
}

TEST_CASE("watch: an effect of damage on a unit is not the master's", "[sim][watch]") {
  Watched on{6_A};
  on.auditor.set_total(on.bus.now(), 32_A);
  on.bus.run_until(Time{10s});
  on.bus.faults().damage = 0.5;
  on.bus.run_until(Time{1h});
  const auto found = on.auditor.violations();
  CHECK(std::ranges::count(found, Rule::increase, &sim::Violation::rule) == 0);
}

TEST_CASE("watch: nor is it when the master's next limit is for somebody else", "[sim][watch]") {
  Watched on{6_A, 7};
  on.auditor.set_total(on.bus.now(), 32_A);
  on.bus.run_until(Time{6200ms});
  on.a.misunderstand(31_A);
  on.watch.look(on.bus.now());
  on.bus.run_until(Time{6800ms});  // the other one is sent 6 A, and this one not yet
  const auto found = on.auditor.violations();
  INFO(on.auditor.text());
  CHECK(on.b.in_force(on.bus.now()) == 6_A);
  CHECK(std::ranges::count(found, Rule::increase, &sim::Violation::rule) == 0);
}

}  // namespace
}  // namespace twc::test
