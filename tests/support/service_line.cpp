// SPDX-License-Identifier: MIT
/// Service on lines that lose frames, or were somebody else's a moment ago.

#include <algorithm>

#include <twc/sim/adapter.hpp>

#include "support/service.hpp"
#include "support/service_rig.hpp"

namespace twc::test {

NetworkFigures network(double loss) {
  Site site;
  auto config = master_for(48_A);
  config.line = node::Line::network();
  site.add_master(config, {.round_trip = 100ms, .shortest = 50ms});
  site.bus.faults().loss = loss;
  add_cars(site, 3, car_for(32_A));
  site.run(settling);
  site.count_anew();
  site.total = 48_A;
  site.run(4h);
  NetworkFigures figures;
  figures.stops = site.stops();
  figures.percent_used = 100 * site.used_part();
  for (std::size_t unit = 0; unit < 3; ++unit) figures.long_gaps += site.counts(unit).long_gaps;
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
void add_shared(Site& site, bool is_network) {
  site.cap = 32_A;
  site.add_master(successor(0x77AB, is_network), link_for(is_network));
  for (unsigned number = 1; number <= 2; ++number) {
    sim::UnitConfig unit = sound_unit(number);
    unit.slave.master_lost_after = number == 1 ? 10s : 28s;
    site.add(unit).plug(site.bus.now(), sim::Car{car_for(32_A)});
  }
  site.run(3min);
  site.count_anew();
}

void set_connected(Site& site, std::size_t master, bool is_connected) {
  sim::Link& link = site.bus.link(site.master_ports.at(master));
  link.hears = is_connected;
  link.speaks = is_connected;
}

/// Five minutes after the last change.
void conclude(Site& site, Duration& over, TakeoverFigures& figures) {
  site.run(5min);
  over = std::max(over, site.over());
  figures.least_at_end = std::min(figures.least_at_end, site.in_force());
}

}  // namespace

void late_master(Duration after, TakeoverFigures& figures) {
  Site site;
  add_shared(site, false);
  set_connected(site, 0, false);
  site.run(after);
  site.add_master(successor(0x77AC, false));
  conclude(site, figures.late, figures);
}

void standby_master(Duration waits, TakeoverFigures& figures) {
  Site site;
  sim::Adapter adapter{site.bus};
  add_shared(site, true);
  adapter.enter(site.master_ports[0]);
  site.add_master(successor(0x77AC, true), link_for(true));
  adapter.enter(site.master_ports[1]);
  site.run(waits);
  adapter.leave(site.master_ports[0]);
  conclude(site, figures.standby, figures);
}

/// On a serial line the first master is told that its line is down; through a network nobody knows.
void outage(Duration length, bool is_network, TakeoverFigures& figures) {
  Site site;
  add_shared(site, is_network);
  set_connected(site, 0, false);
  if (!is_network) site.masters[0]->link_down(site.bus.now());
  site.add_master(successor(0x77AC, is_network), link_for(is_network));
  site.run(length);
  set_connected(site, 1, false);
  set_connected(site, 0, true);
  if (!is_network) site.masters[0]->link_up(site.bus.now());
  conclude(site, figures.outages, figures);
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
