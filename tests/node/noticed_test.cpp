// SPDX-License-Identifier: MIT
/// Lines of the core that random worlds seldom reach, each with a test that notices when it is
/// gone. tests/mutate tells which lines need one.

#include <algorithm>
#include <vector>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/reply_bench.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;
using node::StopBy;

TEST_CASE("noticed: a unit that answers another master twice hears nothing more of us (R1)",
          "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(10s, obedient(limit));
  REQUIRE(bench.count_since<msg::MasterHeartbeat>(bench.now - 5s) >= 4);
  for (int times = 0; times < 2; ++times) {
    bench.answer_another_master(unit_id);
    bench.run(1s, silence);
  }
  const Time left = bench.now;
  // The grant of the other master counts, and announcements are not answered.
  CHECK(bench.master.exposure(left) >= 32_A);
  bench.run(5s, silence);
  CHECK(bench.count_since<msg::MasterHeartbeat>(left) == 0);
  bench.announce(unit_id);
  bench.run(20s, silence);
  CHECK(bench.count_since<msg::MasterHeartbeat>(left) == 0);
}

TEST_CASE("noticed: the contactor of a mute unit is neither opened nor closed", "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  ReplyBench bench{config};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(15s, obedient(limit));
  REQUIRE(limit == 32_A);
  const bool opens_first = GENERATE(true, false);
  if (opens_first) {
    bench.master.stop(bench.now, unit_id);
    bench.run(10s, obedient(limit));
    REQUIRE(bench.count_since<msg::StopCharging>(Time{}) > 0);
  }
  bench.run(11s, silence);
  const Time mute = bench.now;
  opens_first ? bench.master.start(bench.now, unit_id) : bench.master.stop(bench.now, unit_id);
  bench.run(60s, silence);
  CHECK(bench.count_since<msg::StopCharging>(mute) == 0);
  CHECK(bench.count_since<msg::StartCharging>(mute) == 0);
}

TEST_CASE("noticed: a unit at its minimum that falls mute keeps its contactor as it is",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  config.limit = 6_A;
  ReplyBench bench{config};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(15s, obedient(limit));
  REQUIRE(limit == 6_A);
  bench.run(11s, silence);
  const Time mute = bench.now;
  bench.master.stop(bench.now, unit_id);
  bench.run(60s, silence);
  CHECK(bench.count_since<msg::StopCharging>(mute) == 0);
}

TEST_CASE("noticed: an acknowledgement that nobody asked for opens no contactor (S9)",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  ReplyBench bench{config};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(15s, obedient(limit));
  bench.master.hear(bench.now, msg::encode(msg::StopChargingAck{.from = unit_id}));
  bench.master.stop(bench.now, unit_id);
  const Time stopped = bench.now;
  bench.run(10s, obedient(limit));
  CHECK(bench.count_since<msg::StopCharging>(stopped) > 0);
}

TEST_CASE("noticed: a limit that was echoed is followed by command 00 (R6)", "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(15s, obedient(limit));
  REQUIRE(limit == 32_A);
  for (const SentFrame& one : bench.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && one.at > bench.now - 5s) CHECK(beat->command == msg::Command::none);
  }
}

TEST_CASE("noticed: a ninth unit takes the place of none that may still draw (R1)",
          "[node][master]") {
  auto config = eager_master();
  config.max_current = 200_A;
  ReplyBench bench{config};
  constexpr std::uint16_t units = 8;
  const auto id_of = [](unsigned number) {
    return TwcId{static_cast<std::uint16_t>(0x2000U + number)};
  };
  for (unsigned number = 1; number <= units; ++number) bench.announce(id_of(number));
  const auto hold = [](const msg::MasterHeartbeat& beat) {
    return std::optional{answer_of(beat, ChargeState::charging, 6_A)};
  };
  bench.run(40s, hold);
  REQUIRE(bench.master.unit_count() == units);
  const auto all_but_first = [&](const msg::MasterHeartbeat& beat) {
    return beat.to == id_of(1) ? std::nullopt : hold(beat);
  };
  bench.run(30s, all_but_first);
  const auto ninth = id_of(9);
  REQUIRE(bench.master.exposure(bench.now) >= 48_A);
  bench.announce(ninth);
  CHECK_FALSE(bench.master.unit(bench.now, ninth));
  CHECK(bench.master.unit(bench.now, id_of(1)));
  bench.run(45s, all_but_first);  // the first one has stopped by now
  bench.announce(ninth);
  CHECK(bench.master.unit(bench.now, ninth));
  CHECK_FALSE(bench.master.unit(bench.now, id_of(1)));
}

TEST_CASE("noticed: a contactor that nobody acknowledges keeps the next car waiting for 10 s (R2)",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  config.policy = node::Policy::rotate;
  config.rotate_every = 60s;
  config.limit = 6_A;
  ReplyBench bench{config};
  bench.announce(unit_id);
  const auto charges_or_asks = [](const msg::MasterHeartbeat& beat) {
    const bool is_first = beat.to == unit_id;
    return std::optional{is_first ? answer_of(beat, ChargeState::charging, 6_A)
                                  : answer_of(beat, ChargeState::ready_to_charge, 0_A)};
  };
  bench.run(10s, charges_or_asks);
  bench.announce(second_id);
  bench.run(70s, charges_or_asks);  // the turn is over, and the contactor was told to open
  REQUIRE(bench.count_since<msg::StopCharging>(Time{}) > 0);
  bench.run(10s, charges_or_asks);
  const Time silenced = bench.now;
  bench.run(10s, charges_or_asks);
  for (const SentFrame& one : bench.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && one.at > silenced) CHECK(beat->to == second_id);
  }
}

TEST_CASE("noticed: no spike is above the maximum of a unit (R5)", "[node][master]") {
  auto config = eager_master();
  config.raise_spike = true;
  config.limit = 6_A;
  config.units[0] = {.id = unit_id, .most = 14_A, .least = {}};
  config.unit_count = 1;
  ReplyBench bench{config};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(15s, obedient(limit));
  REQUIRE(limit == 6_A);
  bench.master.set_limit(bench.now, 32_A);
  bench.run(20s, obedient(limit));
  CHECK(limit == 14_A);
  for (const SentFrame& one : bench.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr) CHECK(beat->limit <= 14_A);
  }
}

TEST_CASE("noticed: a silent unit that fits the total is asked without a limit (R4)",
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
  bench.run(11min, silence);
  REQUIRE(limits_since(bench, unit_id, silenced).empty());
  REQUIRE(bench.master.exposure(bench.now) == 32_A);
  bench.master.set_limit(bench.now, 32_A);
  bench.run(2s, silence);
  // The minimum is only for a unit that counts more than the total: this one may go on charging.
  const std::vector<Centiamps> limits = limits_since(bench, unit_id, silenced);
  REQUIRE_FALSE(limits.empty());
  CHECK(std::ranges::all_of(limits, [](Centiamps limit) { return limit == 0_A; }));
}

}  // namespace
}  // namespace twc::test
