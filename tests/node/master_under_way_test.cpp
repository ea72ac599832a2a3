// SPDX-License-Identifier: MIT
/// The master has sent a limit that was not echoed. The unit may obey it already, and tells so
/// late.

#include <utility>

#include <twc/node/master.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/master_bench.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;
using msg::Command;

/// A unit that charges at 6 A, was raised to 32 A, has perhaps obeyed, and is not heard any more.
struct Unechoed {
  Unechoed() : spoken{eager_master()} {
    spoken.master.set_limit(spoken.now, 6_A);
    for (int second = 0; second < 12; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
    spoken.master.set_limit(spoken.now, 32_A);
    spoken.answer(ChargeState::charging, 6_A, 5_A);
    REQUIRE(spoken.last.limit == 32_A);
  }
  /// The total falls, and it goes on with 32 A.
  void disobey() {
    spoken.master.set_limit(spoken.now, 10_A);
    for (int second = 0; second < 14; ++second) spoken.answer(ChargeState::charging, 32_A, 31_A);
  }
  MasterBench spoken;
};

TEST_CASE("master: a total that falls while a raise is unechoed is on the wire at once",
          "[node][master]") {
  Unechoed unit;
  unit.spoken.master.set_limit(unit.spoken.now, 10_A);
  unit.spoken.stay_silent();
  // 10 A would be a raise, as long as the unit may not have heard of the last one
  CHECK(unit.spoken.last.command == Command::set_limit);
  CHECK(unit.spoken.last.limit == 6_A);
  unit.spoken.stay_silent();
  CHECK(unit.spoken.last.limit == 6_A);
}

TEST_CASE("master: a unit that does not follow a reduction below an unechoed raise is silenced",
          "[node][master]") {
  Unechoed unit;
  unit.disobey();
  const auto status = unit.spoken.status();
  CHECK(status.link == node::Link::silenced);
  CHECK(status.amounts.reason == node::Reason::disobeyed);
}

TEST_CASE("master: an echo of before a limit was sent is no echo of it", "[node][master]") {
  Unechoed unit;
  unit.spoken.master.set_limit(unit.spoken.now, 6_A);  // as the last echo says
  unit.spoken.stay_silent();
  CHECK(unit.spoken.last.limit == 6_A);
  unit.spoken.stay_silent();
  CHECK(unit.spoken.last.limit == 6_A);
  unit.spoken.answer(ChargeState::charging, 6_A, 5_A);
  unit.spoken.answer(ChargeState::charging, 6_A, 5_A);
  CHECK(unit.spoken.last.command == Command::none);
}

TEST_CASE(
    "master: a limit is in every heartbeat until it is echoed, and again once an echo differs",
    "[node][master]") {  // R6
  MasterBench spoken{eager_master()};
  spoken.master.set_limit(spoken.now, 6_A);
  for (int second = 0; second < 12; ++second) spoken.answer(ChargeState::charging, 6_A, 5_A);
  spoken.master.set_limit(spoken.now, 16_A);
  for (int second = 0; second < 3; ++second) {
    spoken.answer(ChargeState::charging, 6_A, 5_A);
    CHECK(spoken.last.command == Command::set_limit);
    CHECK(spoken.last.limit == 16_A);
  }
  for (int second = 0; second < 2; ++second) spoken.answer(ChargeState::charging, 16_A, 5_A);
  CHECK(spoken.last.command == Command::none);
  for (int second = 0; second < 2; ++second) spoken.answer(ChargeState::charging, 20_A, 5_A);
  CHECK(spoken.last.command == Command::set_limit);
  CHECK(spoken.last.limit == 16_A);
}

TEST_CASE("master: a reduction for a unit last heard before it began to charge is a 09",
          "[node][master]") {
  // 05 has no effect while a Protocol 2 unit charges (PROTOCOL.md, "Heartbeats")
  MasterBench spoken{eager_master()};
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::ready, 0_A, 0_A);
  for (int second = 0; second < 5; ++second) spoken.answer(ChargeState::ready, 32_A, 0_A);
  spoken.master.set_limit(spoken.now, 10_A);
  spoken.answer(ChargeState::ready, 32_A, 0_A);
  CHECK(spoken.last.limit == 10_A);
  CHECK(spoken.last.command == Command::set_limit);
}

TEST_CASE("master: a rating that cannot be earns no offer, and a greeting only where 80 A fit",
          "[node][master]") {
  const auto rating = GENERATE(0_A, Centiamps{1}, Centiamps{499});
  const auto cap = GENERATE(79_A, 80_A);
  auto config = eager_master();
  config.max_current = cap;
  node::Master master{config, Time{}};
  const TwcId id{0x2019};
  std::size_t beats = 0;
  for (Time now{}; now < at(30s); now += 10ms) {
    if ((now - Time{}) % 6s == 0s) {
      master.hear(now,
                  msg::encode(msg::SlaveLinkready{.from = id, .maximum = rating}, Protocol::two));
    }
    const auto frame = master.poll(now);
    if (!frame || frame->function() != wire::Function::master_heartbeat) continue;
    ++beats;
    CHECK(master.exposure(now) == 80_A);
  }
  CHECK((beats > 0) == (cap == 80_A));
  REQUIRE(master.unit_count() == 1);
  CHECK(master.unit(at(30s), id)->bounds.most == rating);
  CHECK(master.unit(at(30s), id)->amounts.requested == 0_A);
}

TEST_CASE("master: several answers to one heartbeat are one of those that link a unit",
          "[node][master]") {
  auto config = eager_master();
  config.bus_idle = false;
  config.expect_units = 1;
  node::Master master{config, Time{}};
  const auto id = TwcId{0x2019};
  const auto answer = msg::encode(msg::SlaveHeartbeat{.from = id, .to = master_id}, Protocol::two);
  Time now = Time{} + 1s;
  master.hear(now, msg::encode(msg::SlaveLinkready{.from = id, .maximum = 32_A}, Protocol::two));
  for (bool is_beat = false; !is_beat; now += 10ms) {
    const auto frame = master.poll(now);
    is_beat = frame && frame->function() == wire::Function::master_heartbeat;
  }
  for (int copy = 0; copy < 5; ++copy) master.hear(now += 50ms, answer);
  CHECK(master.unit(now, id)->link == node::Link::linking);
  CHECK(master.quiet_until());
}

TEST_CASE("master: a conflict about its id does not excuse a unit that did not obey",
          "[node][master]") {
  Unechoed unit;
  unit.disobey();
  REQUIRE(unit.spoken.status().amounts.reason == node::Reason::disobeyed);
  const auto announce = [&](unsigned sign) {
    unit.spoken.now += 3s;
    unit.spoken.hear(msg::encode(msg::SlaveLinkready{.from = MasterBench::id,
                                                     .sign = Sign{static_cast<std::uint8_t>(sign)},
                                                     .maximum = 32_A},
                                 Protocol::two));
  };
  for (int turn = 0; turn < 3; ++turn) {
    announce(0x11);
    announce(0x22);
  }
  REQUIRE(unit.spoken.status().link == node::Link::id_conflict);
  for (int turn = 0; turn < 30; ++turn) announce(0x22);
  CHECK(unit.spoken.status().link == node::Link::id_conflict);
  CHECK(unit.spoken.master.start(unit.spoken.now, MasterBench::id));
  announce(0x22);
  CHECK(unit.spoken.status().link == node::Link::linking);
}

/// A unit that went on with more than it was told. It announces itself while it is not addressed.
struct Defiant : Unechoed {
  void second() {
    const auto before = spoken.status().link;
    if (before == node::Link::silenced && ++since_announced % 6 == 0) {
      spoken.hear(msg::encode(
          msg::SlaveLinkready{.from = MasterBench::id, .sign = Sign{0x8E}, .maximum = 32_A},
          Protocol::two));
    }
    const bool has_begun = before == node::Link::linked;  // a car needs a moment, too
    spoken.answer(ChargeState::charging, only_draws ? told : 32_A, has_begun ? 31_A : 0_A);
    if (spoken.last.command.has_limit()) told = spoken.last.limit;
    const bool is_linked = spoken.status().link == node::Link::linked;
    if (is_linked && !std::exchange(was_linked, true)) ++links;
    if (spoken.status().link == node::Link::silenced) was_linked = false;
  }
  void seconds(int count) {
    for (int second_of_many = 0; second_of_many < count; ++second_of_many) second();
  }
  bool only_draws = false;  ///< it confirms what it is told
  Centiamps told = 32_A;
  int since_announced = 0;
  bool was_linked = true;
  int links = 0;
};

TEST_CASE("master: a unit that disobeys is tried again twice in a plug-in, then after start only",
          "[node][master]") {  // S3; an overdraw counts as a disobedience
  Defiant unit;
  unit.only_draws = GENERATE(false, true);
  unit.spoken.master.set_limit(unit.spoken.now, 10_A);
  unit.seconds(90);
  REQUIRE(unit.spoken.status().link == node::Link::silenced);
  unit.seconds(8 * 60);
  CHECK(unit.links == 0);
  unit.seconds(5 * 60);
  CHECK(unit.links == 1);
  unit.seconds(12 * 60);
  CHECK(unit.links == 2);
  unit.seconds(30 * 60);
  CHECK(unit.links == 2);
  CHECK(unit.spoken.status().link == node::Link::silenced);
  CHECK(unit.spoken.master.start(unit.spoken.now, MasterBench::id));
  unit.seconds(60);
  CHECK(unit.links == 3);
}

TEST_CASE("master: behind a network nothing follows a contactor command before its answer",
          "[node][master]") {
  auto config = eager_master();
  config.line = node::Line::network();
  config.stop_by = node::StopBy::contactor;
  MasterBus bench{config};
  bench.bus.link(bench.master_port).round_trip = 2s;
  for (const unsigned number : {1U, 2U}) bench.add(sound_unit(number));
  bench.run(30s);
  for (const auto& unit : bench.units) unit->plug(bench.bus.now(), sim::Car{{.wants = 32_A}});
  bench.run(60s);
  bench.master.set_limit(bench.bus.now(), 6_A);
  bench.run(60s);
  const auto opens = sent<msg::StopCharging>(bench);
  REQUIRE_FALSE(opens.empty());
  const auto next = std::ranges::find_if(
      bench.sent_frames, [&](const SentFrame& one) { return one.at > opens[0].at; });
  REQUIRE(next != bench.sent_frames.end());
  INFO(bench.trace());
  CHECK(next->at - opens[0].at >= 500ms);  // 225 ms would do on a serial line
}

}  // namespace
}  // namespace twc::test
