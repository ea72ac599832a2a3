// SPDX-License-Identifier: MIT
/// Service on lines that lose frames, or were somebody else's a moment ago.

#include <algorithm>

#include <twc/sim/adapter.hpp>

#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {

NetworkFigures network(double loss) {
  MeasuredBus bench;
  auto config = master_for(48_A);
  config.line = node::Line::network();
  bench.add_master(config, {.round_trip = 100ms, .shortest = 50ms});
  bench.bus.faults().loss = loss;
  add_cars(bench, 3, car_for(32_A));
  bench.run(settling);
  bench.count_anew();
  bench.total = 48_A;
  bench.run(4h);
  NetworkFigures figures;
  figures.stops = bench.stops();
  figures.percent_used = 100 * bench.used_part();
  for (std::size_t unit = 0; unit < 3; ++unit) figures.long_gaps += bench.counts(unit).long_gaps;
  return figures;
}

namespace {

/// It listens first, as after every start on a bus of which nothing is known.
node::MasterConfig successor(std::uint16_t id, bool is_network) {
  node::MasterConfig config = master_for(32_A);
  config.id = TwcId{id};
  config.bus_idle = false;
  if (is_network) config.line = node::Line::network();
  return config;
}
sim::Link link_for(bool is_network) {
  return is_network ? sim::Link{.round_trip = 100ms, .shortest = 50ms} : sim::Link{};
}

/// Two units that feel abandoned at different times, charging at 16 A each by the first master.
void add_shared(MeasuredBus& bench, bool is_network) {
  bench.cap = 32_A;
  bench.add_master(successor(0x77AB, is_network), link_for(is_network));
  for (unsigned number = 1; number <= 2; ++number) {
    sim::UnitConfig unit = sound_unit(number);
    unit.slave.master_lost_after = number == 1 ? 10s : 28s;
    bench.add(unit).plug(bench.bus.now(), sim::Car{car_for(32_A)});
  }
  bench.run(3min);
  bench.count_anew();
}

void set_connected(MeasuredBus& bench, std::size_t master, bool is_connected) {
  sim::Link& link = bench.bus.link(bench.master_ports.at(master));
  link.hears = is_connected;
  link.speaks = is_connected;
}

/// Five minutes after the last change.
void conclude(MeasuredBus& bench, Duration& over, TakeoverFigures& figures) {
  bench.run(5min);
  over = std::max(over, bench.over());
  figures.least_at_end = std::min(figures.least_at_end, bench.in_force());
}

}  // namespace

void late_master(Duration after, TakeoverFigures& figures) {
  MeasuredBus bench;
  add_shared(bench, false);
  set_connected(bench, 0, false);
  bench.run(after);
  bench.add_master(successor(0x77AC, false));
  conclude(bench, figures.late, figures);
}

void standby_master(Duration waits, TakeoverFigures& figures) {
  MeasuredBus bench;
  sim::Adapter adapter{bench.bus};
  add_shared(bench, true);
  adapter.enter(bench.master_ports[0]);
  bench.add_master(successor(0x77AC, true), link_for(true));
  adapter.enter(bench.master_ports[1]);
  bench.run(waits);
  adapter.leave(bench.master_ports[0]);
  conclude(bench, figures.standby, figures);
}

/// On a serial line the first master is told that its line is down; through a network nobody knows.
void outage(Duration length, bool is_network, TakeoverFigures& figures) {
  MeasuredBus bench;
  add_shared(bench, is_network);
  set_connected(bench, 0, false);
  if (!is_network) bench.masters[0]->link_down(bench.bus.now());
  bench.add_master(successor(0x77AC, is_network), link_for(is_network));
  bench.run(length);
  set_connected(bench, 1, false);
  set_connected(bench, 0, true);
  if (!is_network) bench.masters[0]->link_up(bench.bus.now());
  conclude(bench, figures.outages, figures);
}

TakeoverFigures takeovers() {
  TakeoverFigures figures;
  for (const Duration after : {0s, 5s, 20s, 35s}) late_master(after, figures);
  for (const Duration waits : {5s, 25s, 55s, 300s}) standby_master(waits, figures);
  for (const Duration length : {5s, 8s, 12s, 20s, 30s, 45s, 60s, 120s, 300s}) {
    outage(length, false, figures);
    outage(length, true, figures);
  }
  return figures;
}

}  // namespace twc::test
