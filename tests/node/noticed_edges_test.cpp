// SPDX-License-Identifier: MIT
/// Edges of rules that random worlds seldom reach, each with a test that notices when it moves.
/// tests/mutate tells which lines need one.

#include <algorithm>
#include <array>
#include <vector>

#include "support/catch.hpp"
#include "support/desk.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

TEST_CASE(
    "noticed: in the quiet time a unit counts its rating until it answers, then its echo (R1)",
    "[node][master]") {
  auto config = eager_master();
  config.bus_idle = false;
  Desk desk{config};
  desk.announce(unit_id);
  CHECK(desk.master.exposure(desk.now) == 32_A);
  desk.run(5s, [](const msg::MasterHeartbeat& beat) {
    return std::optional{answer_of(beat, ChargeState::charging, 10_A)};
  });
  REQUIRE(desk.master.quiet_until());
  CHECK(desk.master.exposure(desk.now) == 10_A);
}

TEST_CASE(
    "noticed: a silent unit that counts more than the total is asked with its minimum after "
    "ten minutes, not before",
    "[node][master]") {
  Desk desk{eager_master()};
  desk.announce(unit_id);
  const auto charge_on = [](const msg::MasterHeartbeat& beat) {
    return std::optional{answer_of(beat, ChargeState::charging, 32_A)};
  };
  desk.run(15s, charge_on);
  desk.master.set_limit(desk.now, 0_A);
  desk.run(60s, charge_on);
  const Time silenced = desk.now;
  desk.master.set_limit(desk.now, 20_A);
  desk.run(8min, silence);
  REQUIRE(desk.master.exposure(desk.now) == 32_A);
  CHECK(limits_since(desk, unit_id, silenced).empty());
  desk.run(4min, silence);
  const std::vector<Centiamps> limits = limits_since(desk, unit_id, silenced);
  REQUIRE_FALSE(limits.empty());
  CHECK(std::ranges::all_of(limits, [](Centiamps limit) { return limit == 6_A; }));
}

TEST_CASE("noticed: another policy shares the total anew at once", "[node][master]") {
  auto config = eager_master();
  config.limit = 20_A;
  Desk desk{config};
  desk.announce(unit_id);
  desk.announce(second_id);
  std::array<Centiamps, 2> limits{};
  const auto obey = [&limits](const msg::MasterHeartbeat& beat) {
    return obedient(limits.at(beat.to == unit_id ? 0 : 1))(beat);
  };
  desk.run(40s, obey);
  CHECK(limits == std::array{10_A, 10_A});
  desk.master.set_policy(desk.now, node::Policy::priority);
  CHECK(offer_of(desk, unit_id) == 14_A);
  CHECK(offer_of(desk, second_id) == 6_A);
  desk.run(40s, obey);
  CHECK(limits == std::array{14_A, 6_A});
}

TEST_CASE("noticed: nothing that comes while the line is down is heard", "[node][master]") {
  Desk desk{eager_master()};
  desk.master.link_down(desk.now);
  desk.announce(unit_id);
  CHECK(desk.master.unit_count() == 0);
  desk.master.link_up(desk.now);
  desk.announce(unit_id);
  CHECK(desk.master.unit_count() == 1);
}

TEST_CASE("noticed: a wait of more than 8 s in a network is reported, a shorter one is not",
          "[node][master]") {
  const Duration wait = GENERATE(as<Duration>{}, 7500ms, 8500ms);
  auto config = eager_master();
  config.line = node::Line::network();
  Desk desk{config};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(20s, obedient(limit));
  REQUIRE(std::holds_alternative<msg::MasterHeartbeat>(msg::decode(desk.sent.back().frame)));
  int told = 0;
  Time now = desk.sent.back().at + wait;
  for (const Time end = now + 500ms; now < end; now += 10ms) {
    static_cast<void>(desk.master.poll(now));
    while (const auto event = desk.master.next_event()) {
      told += event->is<node::event::LinkSlow>() ? 1 : 0;
    }
  }
  CHECK(told == (wait > 8s ? 1 : 0));
}

}  // namespace
}  // namespace twc::test
