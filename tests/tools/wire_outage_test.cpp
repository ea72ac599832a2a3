// SPDX-License-Identifier: MIT
/// Processes die and lines break while cars charge: the cap holds, the links come back, and nobody
/// has to start anything anew but what was killed.

#include <memory>

#include "support/catch.hpp"
#include "tools/support_garage.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// From when everything is there again.
constexpr Duration soon = 15s;
constexpr std::size_t master = Garage::master;

/// Two units that charge, and what may happen to them.
class Outage {
 public:
  Outage(std::string name, Wiring wiring)
      : garage{wiring, 2}, script_{std::move(name), garage, {}} {
    add(
        [this] {
          garage.start_unit(1);
          garage.start_unit(2);
          garage.start_master();
        },
        charges());
  }

  Outage& add(std::function<void()> act, std::function<bool()> done,
              Duration limit = Garage::patience) {
    script_.steps.push_back({std::move(act), std::move(done), limit});
    return *this;
  }
  /// From the moment on at which `act` is done.
  Outage& charges_soon_after(std::function<void()> act) {
    return add(
        [this, act = std::move(act)] {
          act();
          garage.forget();
        },
        charges(), soon);
  }
  [[nodiscard]] std::function<bool()> charges() {
    return [this] { return garage.all_charge(); };
  }
  /// Its program has said that it lost the line; asked for once.
  [[nodiscard]] std::function<bool()> loses_line(std::size_t who) {
    return [this, who] { return garage.program(who).out().find("link_down") != std::string::npos; };
  }
  [[nodiscard]] const Script& script() const { return script_; }

  Garage garage;

 private:
  Script script_;
};

void kill_and_start(Outage& outage) {
  Garage& garage = outage.garage;
  outage.charges_soon_after([&] {
    garage.kill_master();
    garage.start_master();
  });
  outage.charges_soon_after([&] {
    garage.kill_unit(1);
    garage.start_unit(1);
  });
}

void pull_out_and_plug_in(Outage& outage, std::size_t whose) {
  Leg& leg = outage.garage.relay().leg(whose);
  outage.add([&] { leg.unplug(); }, outage.loses_line(whose));
  outage.charges_soon_after([&] { leg.plug(); });
}

void reset_connections(Outage& outage) {
  Relay& relay = outage.garage.relay();
  outage.add([&] { relay.leg(master).reset(); }, outage.loses_line(master));
  outage.add([&] { relay.leg(1).reset(); }, outage.loses_line(1));
  outage.charges_soon_after([] {});
}

void fall_into_a_black_hole(Outage& outage) {
  Relay& relay = outage.garage.relay();
  outage.add([&] { relay.weather(master).swallows = true; }, outage.loses_line(master), 21s);
  outage.charges_soon_after([&] { relay.weather(master).swallows = false; });
}

void crawl(Outage& outage) {
  Garage& garage = outage.garage;
  const auto both_have = [&](Centiamps limit) {
    return garage.watcher().all_units(
        [limit](const Watcher::Seen& unit) { return unit.limit == limit; });
  };
  outage.add(
      [&] {
        garage.relay().weather(master) = {.delay = 1s, .burst = 300ms};
        garage.limit(20);
      },
      [both_have] { return both_have(10_A); }, soon);
  outage.add([&] { garage.limit(32); }, [both_have] { return both_have(16_A); }, 2 * soon);
}

/// That the auditor is awake: this one hands out more than it may.
Step be_greedy(Garage& garage) {
  return {[&garage] {
            garage.start_unit(1);
            garage.start_unit(2);
            garage.start_master({}, "48");
          },
          [&garage] {
            return garage.has_found(sim::Rule::raise) && garage.has_found(sim::Rule::increase);
          }};
}

}  // namespace

TEST_CASE("outage: the cap holds and the links come back soon, whatever breaks", "[wire][outage]") {
  Outage killed{"killed and started again", Wiring::serial};
  Outage pulled{"adapters pulled out and plugged in", Wiring::serial};
  Outage reset{"connections reset", Wiring::tcp};
  Outage dead{"a connection that passes nothing", Wiring::tcp};
  Outage slow{"two seconds of network, in bursts", Wiring::tcp};
  Garage greedy{Wiring::tcp, 2};
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
  for (Outage* const one : {&killed, &pulled, &reset, &dead, &slow}) one->garage.finish();
}
