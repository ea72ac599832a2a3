// SPDX-License-Identifier: MIT
/// A simulated adapter in the network, and links that lose frames in one direction.

#include <twc/sim/adapter.hpp>

#include "sim/script.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Adapter;
using sim::Bus;
using sim::PortId;

// FB E0 | from | to | command | limit | plug | padding          ukoda's real master and real slave
wire::Frame polled() {
  return "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame;
}

struct TwoClients {
  Bus bus{1};
  Script first;
  Script second;
  Script unit;
  PortId at_first = bus.connect(first, {.round_trip = 100ms, .shortest = 50ms});
  PortId at_second = bus.connect(second, {.round_trip = 100ms, .shortest = 50ms});
  PortId at_unit = bus.connect(unit);
  Adapter adapter{bus};
};

TEST_CASE("adapter: serves the first client, and the others hear and say nothing",
          "[sim][adapter]") {
  TwoClients on;
  on.adapter.enter(on.at_first);
  on.adapter.enter(on.at_second);
  CHECK(on.adapter.served() == on.at_first);
  on.first.say(1s, polled());
  on.second.say(2s, polled());
  on.unit.say(3s, polled());
  on.bus.run_until(Time{10s});
  REQUIRE(on.unit.heard.size() == 1);
  CHECK(on.unit.heard[0].at == Time{1s + 50ms + 19'792us});
  CHECK(on.first.heard.size() == 1);
  CHECK(on.second.heard.empty());
}

TEST_CASE("adapter: serves the next one when the first leaves, with all that it has sent",
          "[sim][adapter]") {
  TwoClients on;
  on.adapter.enter(on.at_first);
  on.adapter.enter(on.at_second);
  on.second.say(1s, polled());
  on.second.say(2s, polled());
  on.bus.run_until(Time{60s});
  CHECK(on.unit.heard.empty());
  on.adapter.leave(on.at_first);
  CHECK(on.adapter.served() == on.at_second);
  on.unit.say(61s, polled());
  on.first.say(62s, polled());
  on.bus.run_until(Time{70s});
  CHECK(on.unit.heard.size() == 2);
  CHECK(on.second.heard.size() == 1);
  CHECK(on.first.heard.empty());
}

TEST_CASE("adapter: a client that comes back waits at the end, and has lost its frames",
          "[sim][adapter]") {
  TwoClients on;
  on.adapter.enter(on.at_first);
  on.adapter.enter(on.at_second);
  on.second.say(1s, polled());
  on.bus.run_until(Time{2s});
  on.adapter.enter(on.at_second);
  on.adapter.enter(on.at_first);
  CHECK(on.adapter.served() == on.at_second);
  on.bus.run_until(Time{10s});
  CHECK(on.unit.heard.empty());
}

TEST_CASE("faults: a link loses frames in one direction", "[sim][faults]") {
  Bus bus{5};
  Script master;
  Script unit;
  Script other;
  const PortId at_master = bus.connect(master);
  const PortId at_unit = bus.connect(unit);
  bus.connect(other);
  for (int at = 0; at < 1000; ++at) {
    master.say(at * 200ms, polled());
    unit.say(at * 200ms + 100ms, polled());
  }
  SECTION("towards the unit") {
    bus.link(at_unit).loss_in = 0.2;
    bus.run_until(Time{1h});
    CHECK(unit.heard.size() < 850);
    CHECK(unit.heard.size() > 750);
    CHECK(master.heard.size() == 1000);
    CHECK(other.heard.size() == 2000);
  }
  SECTION("from the master, for everybody") {
    bus.link(at_master).loss_out = 0.2;
    bus.run_until(Time{1h});
    CHECK(unit.heard.size() < 850);
    CHECK(master.heard.size() == 1000);
    CHECK(other.heard.size() == 1000 + unit.heard.size());
  }
}

TEST_CASE("faults: a network takes at least its shortest time, each way", "[sim][faults]") {
  Bus bus{5};
  Script master;
  Script unit;
  bus.connect(master, {.round_trip = 200ms, .shortest = 50ms});
  bus.connect(unit);
  for (int at = 0; at < 100; ++at) master.say(at * 1s, polled());
  bus.run_until(Time{200s});
  REQUIRE(unit.heard.size() == 100);
  for (int at = 0; at < 100; ++at) {
    const Duration late = unit.heard[static_cast<std::size_t>(at)].at - Time{at * 1s} - 19'792us;
    CHECK(late >= 50ms);
    CHECK(late <= 100ms);
  }
}

}  // namespace
}  // namespace twc::test
