// SPDX-License-Identifier: MIT
/// Processes die and lines break while cars charge: the cap holds, the links come back, and nobody
/// has to start anything anew but what was killed.

#include <memory>

#include "support/catch.hpp"
#include "tools/support_program_bus.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// From when everything is there again.
constexpr Duration soon = 15s;
constexpr std::size_t master = ProgramBus::master;

/// Two units that charge, and what may happen to them.
class Outage {
 public:
  Outage(std::string name, Wiring wiring) : bus{wiring, 2}, script_{std::move(name), bus, {}} {
    add(
        [this] {
          bus.start_unit(1);
          bus.start_unit(2);
          bus.start_master();
        },
        charges());
  }

  Outage& add(std::function<void()> act, std::function<bool()> done,
              Duration limit = ProgramBus::patience) {
    script_.steps.push_back({std::move(act), std::move(done), limit});
    return *this;
  }
  /// From the moment on at which `act` is done.
  Outage& charges_soon_after(std::function<void()> act) {
    return add(
        [this, act = std::move(act)] {
          act();
          bus.forget();
        },
        charges(), soon);
  }
  [[nodiscard]] std::function<bool()> charges() {
    return [this] { return bus.all_charge(); };
  }
  /// Its program has said that it lost the line; asked for once.
  [[nodiscard]] std::function<bool()> loses_line(std::size_t who) {
    return [this, who] { return bus.program(who).out().find("link_down") != std::string::npos; };
  }
  [[nodiscard]] const Script& script() const { return script_; }

  ProgramBus bus;

 private:
  Script script_;
};

void kill_and_start(Outage& outage) {
  ProgramBus& bus = outage.bus;
  outage.charges_soon_after([&] {
    bus.kill_master();
    bus.start_master();
  });
  outage.charges_soon_after([&] {
    bus.kill_unit(1);
    bus.start_unit(1);
  });
}

void pull_out_and_plug_in(Outage& outage, std::size_t whose) {
  RelayPort& port = outage.bus.relay().port(whose);
  outage.add([&] { port.unplug(); }, outage.loses_line(whose));
  outage.charges_soon_after([&] { port.plug(); });
}

void reset_connections(Outage& outage) {
  Relay& relay = outage.bus.relay();
  outage.add([&] { relay.port(master).reset(); }, outage.loses_line(master));
  outage.add([&] { relay.port(1).reset(); }, outage.loses_line(1));
  outage.charges_soon_after([] {});
}

void fall_into_a_black_hole(Outage& outage) {
  Relay& relay = outage.bus.relay();
  outage.add([&] { relay.faults(master).swallows = true; }, outage.loses_line(master), 21s);
  outage.charges_soon_after([&] { relay.faults(master).swallows = false; });
}

void crawl(Outage& outage) {
  ProgramBus& bus = outage.bus;
  const auto both_have = [&](Centiamps limit) {
    return bus.watcher().all_units(
        [limit](const Watcher::Seen& unit) { return unit.limit == limit; });
  };
  outage.add(
      [&] {
        bus.relay().faults(master) = {.delay = 1s, .burst = 300ms};
        bus.limit(20);
      },
      [both_have] { return both_have(10_A); }, soon);
  outage.add([&] { bus.limit(32); }, [both_have] { return both_have(16_A); }, 2 * soon);
}

/// That the auditor is awake: this one hands out more than it may.
Step be_greedy(ProgramBus& bus) {
  return {[&bus] {
            bus.start_unit(1);
            bus.start_unit(2);
            bus.start_master({}, "48");
          },
          [&bus] { return bus.has_found(sim::Rule::raise) && bus.has_found(sim::Rule::increase); }};
}

}  // namespace

TEST_CASE("outage: the cap holds and the links come back soon, whatever breaks", "[wire][outage]") {
  Outage killed{"killed and started again", Wiring::serial};
  Outage pulled{"adapters pulled out and plugged in", Wiring::serial};
  Outage reset{"connections reset", Wiring::tcp};
  Outage dead{"a connection that passes nothing", Wiring::tcp};
  Outage slow{"two seconds of network, in bursts", Wiring::tcp};
  ProgramBus greedy{Wiring::tcp, 2};
  kill_and_start(killed);
  pull_out_and_plug_in(pulled, master);
  pull_out_and_plug_in(pulled, 1);
  reset_connections(reset);
  fall_into_a_black_hole(dead);
  crawl(slow);
  play({
      killed.script(),
      pulled.script(),
      reset.script(),
      dead.script(),
      slow.script(),
      {"a greedy master", greedy, {be_greedy(greedy)}}
  });
  // The auditors are awake: one of them sees a master that hands out more than it may.
  CHECK(greedy.has_found(sim::Rule::raise));
  CHECK(greedy.has_found(sim::Rule::increase));
  for (Outage* const one : {&killed, &pulled, &reset, &dead, &slow}) one->bus.finish();
}
