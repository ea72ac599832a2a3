// SPDX-License-Identifier: MIT
/// How often a master speaks, for how long it keeps quiet, and that no clock matters to it.

#include <map>

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

/// The longest time between two heartbeats of one unit, from `begin` on.
Duration longest_gap(const MasterBus& bench, Time begin) {
  std::map<TwcId, Time> last;
  Duration longest{};
  for (const auto& [at, beat] : sent<msg::MasterHeartbeat>(bench)) {
    if (at < begin) continue;
    const auto before = last.find(beat.to);
    if (before != last.end()) longest = std::max(longest, at - before->second);
    last[beat.to] = at;
  }
  return longest;
}

node::MasterConfig curious_master() {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  return config;
}

/// When the first heartbeat leaves for a unit that announces itself to a new master.
Time greeted_at(Time announced) {
  const msg::SlaveLinkready linkready{.from = TwcId{0x2019}, .sign = Sign{0xA8}, .maximum = 32_A};
  node::Master master{eager_master(), Time{}};
  for (Time now{}; now < announced + 10s; now += 1ms) {
    if (now == announced) master.hear(now, msg::encode(linkready, Protocol::two));
    const auto frame = master.poll(now);
    if (frame && frame->function() == wire::Function::master_heartbeat) return now;
  }
  return Time::max();
}

TEST_CASE("promise 5: heartbeats first, whatever else is asked for", "[node][master][promise]") {
  struct Case {
    unsigned units;
    Duration longest;
  };
  const auto [units, longest] =
      GENERATE(Case{1, 1300ms}, Case{2, 1300ms}, Case{3, 2500ms}, Case{4, 2500ms});
  MasterBus bench{curious_master()};
  for (unsigned number = 1; number <= units; ++number) {
    auto unit = sound_unit(number);
    unit.slave.answer_delay = 180ms;  // the slowest that was measured
    bench.add(unit).plug(bench.bus.now(), sim::Car{});
  }
  bench.run(120s);
  INFO(units << " units");
  CHECK(longest_gap(bench, Time{} + 20s) <= longest);
  CHECK(sent<msg::MeterRequest>(bench).size() > 5);
  CHECK(bench.count<node::event::VinReported>() >= units);
}

TEST_CASE("master: a first heartbeat leaves 0.4 s after the announcement, also while it boots",
          "[node][master]") {
  for (Duration offset{}; offset < 800ms; offset += 10ms) {  // linkreadies are so far apart
    const Time announced = Time{} + 1s + offset;
    CHECK(greeted_at(announced) - announced == 400ms);
  }
}

TEST_CASE("promise 5: a mute unit among four makes it 4 s", "[node][master][promise]") {
  MasterBus bench{curious_master()};
  for (unsigned number = 1; number <= 4; ++number) bench.add(sound_unit(number));
  bench.run(20s);
  bench.bus.link(bench.ports.front()).speaks = false;
  bench.run(20s);
  CHECK(longest_gap(bench, Time{} + 20s) <= 4s);
}

TEST_CASE("master: leaves 0.2 s of quiet after any frame", "[node][master]") {
  MasterBus bench{curious_master()};
  struct Ear : sim::Observer {
    sim::PortId master{};
    Time last{};
    Duration shortest = 1h;
    void sent(Time now, sim::PortId by, const wire::Frame& /*frame*/) override {
      if (by == master && last != Time{}) shortest = std::min(shortest, now - last);
    }
    void hearing(Time now, sim::PortId by, const wire::Event& event,
                 const sim::Transmission& /*cause*/) override {
      if (by == master && std::holds_alternative<wire::Frame>(event)) last = now;
    }
  } ear;
  ear.master = bench.master_port;
  bench.bus.observe(ear);
  for (unsigned number = 1; number <= 4; ++number) bench.add(sound_unit(number));
  bench.run(60s);
  CHECK(ear.shortest >= 200ms);
}

TEST_CASE("promise 5: a network on which a unit waits more than 8 s is reported",
          "[node][master][promise]") {
  auto config = eager_master();
  config.line = node::Line::network();
  MasterBus bench{config};
  bench.bus.link(bench.master_port).round_trip = 2500ms;
  for (unsigned number = 1; number <= 4; ++number) bench.add(sound_unit(number));
  bench.run(120s);
  CHECK(bench.count<node::event::LinkSlow>() == 1);
}

TEST_CASE("promise 5: a network that was down for a minute is not reported as slow",
          "[node][master][promise]") {
  auto config = eager_master();
  config.line = node::Line::network();
  MasterBus bench{config};
  bench.add(sound_unit());
  bench.run(30s);
  auto& link = bench.bus.link(bench.master_port);
  link.hears = link.speaks = false;
  bench.master.link_down(bench.bus.now());
  bench.run(60s);
  link.hears = link.speaks = true;
  bench.master.link_up(bench.bus.now());
  bench.run(60s);
  CHECK(bench.status(*bench.units[0]).link == node::Link::linked);
  CHECK(bench.count<node::event::LinkSlow>() == 0);
}

TEST_CASE("master: ten minutes are the same from whatever the clock begins at", "[node][master]") {
  const auto traffic_from = [](Time start) {
    MasterBus bench{curious_master(), 1, start};
    for (unsigned number = 1; number <= 3; ++number) {
      auto unit = sound_unit(number);
      unit.slave.powered_on = start;
      bench.add(unit);
    }
    bench.run(10s);
    for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{});
    bench.run(590s);
    std::string text;
    for (const SentFrame& one : bench.sent_frames) {
      text += std::to_string((one.at - start).count()) + " " + to_hex(one.frame.bytes()) + "\n";
    }
    return text;
  };
  const std::string from_zero = traffic_from(Time{});
  CHECK(from_zero.size() > 10'000);
  const std::array<Duration, 3> turns{std::chrono::milliseconds{1LL << 31},
                                      std::chrono::milliseconds{1LL << 32},
                                      std::chrono::microseconds{1LL << 53}};
  for (const Duration turn : turns) {
    // A minute before it, in whole seconds: cars are read once a second of the clock.
    const auto start = std::chrono::floor<std::chrono::seconds>(turn - 1min);
    CHECK(traffic_from(Time{} + start) == from_zero);
  }
}

}  // namespace
}  // namespace twc::test
