// SPDX-License-Identifier: MIT
/// A simulated bus on bytes: everybody sits behind a link::Port, as on a real line.

#include <array>
#include <memory>
#include <string>
#include <vector>

#include <twc/node/master.hpp>
#include <twc/sim/bus.hpp>
#include <twc/sim/trace.hpp>
#include <twc/sim/unit.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/scenario.hpp"
#include "support/simulated_bus.hpp"

namespace twc::test::on_bytes {
namespace {

/// An evening with two units: what the master reports, without the times.
struct RecordedBus {
  explicit RecordedBus(sim::Way way) : bus{7, Time{}, way}, master{config(), Time{}} {
    master_port = bus.connect(on_bus);
    for (std::uint16_t number = 0; number < 2; ++number) {
      sim::UnitConfig unit;
      unit.slave.id = TwcId{static_cast<std::uint16_t>(0x2019 + number)};
      unit.slave.seed = number;
      units.push_back(std::make_unique<sim::Unit>(unit));
      bus.connect(*units.back());
    }
  }
  static node::MasterConfig config() {
    node::MasterConfig config;
    config.id = TwcId{0x77AB};
    config.max_current = 20_A;
    config.bus_idle = true;
    return config;
  }
  void run(Duration duration) {
    for (const Time end = bus.now() + duration; bus.now() < end;) {
      bus.run_until(bus.now() + 1s);
      while (const auto event = master.next_event()) {
        if (event->is<node::event::StateChanged>()) continue;
        told += std::string{event->name()} + ' ' + std::string{to_string(event->unit)} + ' ' +
                std::string{to_string(event->amounts.granted)} + '\n';
      }
    }
  }
  void run_all() {
    run(20s);
    units[0]->plug(bus.now(), sim::Car{});
    run(2min);
    units[1]->plug(bus.now(), sim::Car{});
    run(2min);
    master.set_limit(bus.now(), 12_A);
    run(1min);
    units[0]->unplug(bus.now());
    run(2min);
  }

  sim::Bus bus;
  node::Master master;
  sim::NodeOnBus<node::Master> on_bus{master};
  sim::PortId master_port{};
  std::vector<std::unique_ptr<sim::Unit>> units;
  std::string told;
};

/// Hears and says what a unit does, and is asked for frames at each chance.
class OftenAsked : public sim::Participant {
 public:
  explicit OftenAsked(sim::Unit& unit) : unit_{unit} {}
  void hear(Time now, const wire::Event& event) override { unit_.hear(now, event); }
  [[nodiscard]] std::optional<wire::Frame> poll(Time now) override { return unit_.poll(now); }
  [[nodiscard]] std::optional<Time> deadline() const override { return unit_.deadline(); }

 private:
  sim::Unit& unit_;
};

/// Ten minutes of a damaged line with two cars, as the master sends and hears them.
std::string bad_line(bool asks_often) {
  sim::Bus bus{3};
  bus.faults() = {.loss = 0.05, .damage = 0.05, .doubling = 0.02};
  node::Master master{RecordedBus::config(), bus.now()};
  sim::NodeOnBus on_bus{master};
  sim::Trace trace{bus.connect(on_bus), 10'000};
  bus.observe(trace);
  std::array<sim::Unit, 2> units{sim::Unit{sound_unit(1)}, sim::Unit{sound_unit(2)}};
  std::array<OftenAsked, 2> asked{OftenAsked{units[0]}, OftenAsked{units[1]}};
  for (std::size_t at = 0; at < units.size(); ++at) {
    bus.connect(asks_often ? static_cast<sim::Participant&>(asked[at]) : units[at]);
    units[at].plug(bus.now(), sim::Car{});
  }
  bus.run_until(bus.now() + 10min);
  return trace.text();
}

TEST_CASE("bus: a unit that is asked at its deadline says the same as one that is asked often",
          "[sim][bus]") {
  const std::string often = bad_line(true);
  CHECK(often.size() > 10'000);
  CHECK(bad_line(false) == often);
}

TEST_CASE("bytes: an evening is told the same way as with frames", "[sim][bytes]") {
  RecordedBus frames{sim::Way::frames};
  frames.run_all();
  RecordedBus bytes{sim::Way::bytes};
  bytes.run_all();
  CHECK_FALSE(frames.told.empty());
  CHECK(frames.told == bytes.told);
  for (std::size_t at = 0; at < 2; ++at) {
    CHECK(frames.units[at]->in_force(frames.bus.now()) ==
          bytes.units[at]->in_force(bytes.bus.now()));
  }
}

TEST_CASE("bytes: an echoing adapter and a damaged line reach the master through its Port",
          "[sim][bytes]") {
  RecordedBus bench{sim::Way::bytes};
  bench.bus.link(bench.master_port).echo = true;
  bench.bus.faults().damage = 0.02;
  bench.run(20s);
  for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{});
  bench.run(2min);
  CHECK_FALSE(bench.master.is_halted());
  CHECK(bench.told.find("echo ") == std::string::npos);  // the Port drops them
  for (const auto& unit : bench.units) CHECK(unit->in_force(bench.bus.now()) == 10_A);
}

TEST_CASE("bytes: the promises of the master hold in random worlds", "[sim][bytes][long]") {
  const auto promise = GENERATE(Promise::r1, Promise::r2, Promise::r3, Promise::r6, Promise::s1,
                                Promise::s3, Promise::s8);
  for (std::uint64_t seed = 1; seed <= 5; ++seed) {
    const Outcome outcome = run_scenario(seed, promise, sim::Way::bytes);
    INFO("promise " << static_cast<int>(promise) << " seed " << seed);
    CHECK(outcome.violations == "");
  }
}

}  // namespace
}  // namespace twc::test::on_bytes
