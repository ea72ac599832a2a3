// SPDX-License-Identifier: MIT
/// Edges of rules that random worlds seldom reach, each with a test that notices when it moves.
/// tests/mutate tells which lines need one.

#include <algorithm>
#include <array>
#include <vector>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/reply_bench.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

TEST_CASE(
    "noticed: in the quiet time a unit counts its rating until it answers, then its echo (R1)",
    "[node][master]") {
  auto config = eager_master();
  config.bus_idle = false;
  ReplyBench bench{config};
  bench.announce(unit_id);
  CHECK(bench.master.exposure(bench.now) == 32_A);
  bench.run(5s, [](const msg::MasterHeartbeat& beat) {
    return std::optional{answer_of(beat, ChargeState::charging, 10_A)};
  });
  REQUIRE(bench.master.quiet_until());
  CHECK(bench.master.exposure(bench.now) == 10_A);
}

TEST_CASE(
    "noticed: a silent unit that counts more than the total is asked with its minimum after "
    "ten minutes, not before",
    "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.announce(unit_id);
  const auto charge_on = [](const msg::MasterHeartbeat& beat) {
    return std::optional{answer_of(beat, ChargeState::charging, 32_A)};
  };
  bench.run(15s, charge_on);
  bench.master.set_limit(bench.now, 0_A);
  bench.run(60s, charge_on);
  const Time silenced = bench.now;
  bench.master.set_limit(bench.now, 20_A);
  bench.run(8min, silence);
  REQUIRE(bench.master.exposure(bench.now) == 32_A);
  CHECK(limits_since(bench, unit_id, silenced).empty());
  bench.run(4min, silence);
  const std::vector<Centiamps> limits = limits_since(bench, unit_id, silenced);
  REQUIRE_FALSE(limits.empty());
  CHECK(std::ranges::all_of(limits, [](Centiamps limit) { return limit == 6_A; }));
}

TEST_CASE("noticed: another policy shares the total anew at once", "[node][master]") {
  auto config = eager_master();
  config.limit = 20_A;
  ReplyBench bench{config};
  bench.announce(unit_id);
  bench.announce(second_id);
  std::array<Centiamps, 2> limits{};
  const auto obey = [&limits](const msg::MasterHeartbeat& beat) {
    return obedient(limits.at(beat.to == unit_id ? 0 : 1))(beat);
  };
  bench.run(40s, obey);
  CHECK(limits == std::array{10_A, 10_A});
  bench.master.set_policy(bench.now, node::Policy::priority);
  CHECK(offer_of(bench, unit_id) == 14_A);
  CHECK(offer_of(bench, second_id) == 6_A);
  bench.run(40s, obey);
  CHECK(limits == std::array{14_A, 6_A});
}

TEST_CASE("noticed: nothing that comes while the line is down is heard", "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.master.link_down(bench.now);
  bench.announce(unit_id);
  CHECK(bench.master.unit_count() == 0);
  bench.master.link_up(bench.now);
  bench.announce(unit_id);
  CHECK(bench.master.unit_count() == 1);
}

TEST_CASE("noticed: a wait of more than 8 s in a network is reported, a shorter one is not",
          "[node][master]") {
  const Duration wait = GENERATE(as<Duration>{}, 7500ms, 8500ms);
  auto config = eager_master();
  config.line = node::Line::network();
  ReplyBench bench{config};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(20s, obedient(limit));
  REQUIRE(std::holds_alternative<msg::MasterHeartbeat>(msg::decode(bench.sent.back().frame)));
  int told = 0;
  Time now = bench.sent.back().at + wait;
  for (const Time end = now + 500ms; now < end; now += 10ms) {
    static_cast<void>(bench.master.poll(now));
    while (const auto event = bench.master.next_event()) {
      told += event->is<node::event::LinkSlow>() ? 1 : 0;
    }
  }
  CHECK(told == (wait > 8s ? 1 : 0));
}

}  // namespace
}  // namespace twc::test
