// SPDX-License-Identifier: MIT
/// Lines of the core that random worlds seldom reach, each with a test that notices when it is
/// gone. tests/mutate tells which lines need one.

#include <algorithm>
#include <vector>

#include "support/catch.hpp"
#include "support/desk.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;
using node::StopBy;

TEST_CASE("noticed: a unit that answers another master twice hears nothing more of us (R1)",
          "[node][master]") {
  Desk desk{eager_master()};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(10s, obedient(limit));
  REQUIRE(desk.count_since<msg::MasterHeartbeat>(desk.now - 5s) >= 4);
  for (int times = 0; times < 2; ++times) {
    desk.answer_another_master(unit_id);
    desk.run(1s, silence);
  }
  const Time left = desk.now;
  // The grant of the other master counts, and announcements are not answered.
  CHECK(desk.master.exposure(left) >= 32_A);
  desk.run(5s, silence);
  CHECK(desk.count_since<msg::MasterHeartbeat>(left) == 0);
  desk.announce(unit_id);
  desk.run(20s, silence);
  CHECK(desk.count_since<msg::MasterHeartbeat>(left) == 0);
}

TEST_CASE("noticed: the contactor of a mute unit is neither opened nor closed", "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  Desk desk{config};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(15s, obedient(limit));
  REQUIRE(limit == 32_A);
  const bool opens_first = GENERATE(true, false);
  if (opens_first) {
    desk.master.stop(desk.now, unit_id);
    desk.run(10s, obedient(limit));
    REQUIRE(desk.count_since<msg::StopCharging>(Time{}) > 0);
  }
  desk.run(11s, silence);
  const Time mute = desk.now;
  opens_first ? desk.master.start(desk.now, unit_id) : desk.master.stop(desk.now, unit_id);
  desk.run(60s, silence);
  CHECK(desk.count_since<msg::StopCharging>(mute) == 0);
  CHECK(desk.count_since<msg::StartCharging>(mute) == 0);
}

TEST_CASE("noticed: a unit at its minimum that falls mute keeps its contactor as it is",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  config.limit = 6_A;
  Desk desk{config};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(15s, obedient(limit));
  REQUIRE(limit == 6_A);
  desk.run(11s, silence);
  const Time mute = desk.now;
  desk.master.stop(desk.now, unit_id);
  desk.run(60s, silence);
  CHECK(desk.count_since<msg::StopCharging>(mute) == 0);
}

TEST_CASE("noticed: an acknowledgement that nobody asked for opens no contactor (S9)",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  Desk desk{config};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(15s, obedient(limit));
  desk.master.hear(desk.now, msg::encode(msg::StopChargingAck{.from = unit_id}));
  desk.master.stop(desk.now, unit_id);
  const Time stopped = desk.now;
  desk.run(10s, obedient(limit));
  CHECK(desk.count_since<msg::StopCharging>(stopped) > 0);
}

TEST_CASE("noticed: a limit that was echoed is followed by command 00 (R6)", "[node][master]") {
  Desk desk{eager_master()};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(15s, obedient(limit));
  REQUIRE(limit == 32_A);
  for (const SentFrame& one : desk.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && one.at > desk.now - 5s) CHECK(beat->command == msg::Command::none);
  }
}

TEST_CASE("noticed: a ninth unit takes the place of none that may still draw (R1)",
          "[node][master]") {
  auto config = eager_master();
  config.max_current = 200_A;
  Desk desk{config};
  constexpr std::uint16_t units = 8;
  const auto id_of = [](unsigned number) {
    return TwcId{static_cast<std::uint16_t>(0x2000U + number)};
  };
  for (unsigned number = 1; number <= units; ++number) desk.announce(id_of(number));
  const auto hold = [](const msg::MasterHeartbeat& beat) {
    return std::optional{answer_of(beat, ChargeState::charging, 6_A)};
  };
  desk.run(40s, hold);
  REQUIRE(desk.master.unit_count() == units);
  const auto all_but_first = [&](const msg::MasterHeartbeat& beat) {
    return beat.to == id_of(1) ? std::nullopt : hold(beat);
  };
  desk.run(30s, all_but_first);
  const auto ninth = id_of(9);
  REQUIRE(desk.master.exposure(desk.now) >= 48_A);
  desk.announce(ninth);
  CHECK_FALSE(desk.master.unit(desk.now, ninth));
  CHECK(desk.master.unit(desk.now, id_of(1)));
  desk.run(45s, all_but_first);  // the first one has stopped by now
  desk.announce(ninth);
  CHECK(desk.master.unit(desk.now, ninth));
  CHECK_FALSE(desk.master.unit(desk.now, id_of(1)));
}

TEST_CASE("noticed: a contactor that nobody acknowledges keeps the next car waiting for 10 s (R2)",
          "[node][master]") {
  auto config = eager_master();
  config.stop_by = StopBy::contactor;
  config.policy = node::Policy::rotate;
  config.rotate_every = 60s;
  config.limit = 6_A;
  Desk desk{config};
  desk.announce(unit_id);
  const auto charges_or_asks = [](const msg::MasterHeartbeat& beat) {
    const bool is_first = beat.to == unit_id;
    return std::optional{is_first ? answer_of(beat, ChargeState::charging, 6_A)
                                  : answer_of(beat, ChargeState::ready_to_charge, 0_A)};
  };
  desk.run(10s, charges_or_asks);
  desk.announce(second_id);
  desk.run(70s, charges_or_asks);  // the turn is over, and the contactor was told to open
  REQUIRE(desk.count_since<msg::StopCharging>(Time{}) > 0);
  desk.run(10s, charges_or_asks);
  const Time silenced = desk.now;
  desk.run(10s, charges_or_asks);
  for (const SentFrame& one : desk.sent) {
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
  Desk desk{config};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(15s, obedient(limit));
  REQUIRE(limit == 6_A);
  desk.master.set_limit(desk.now, 32_A);
  desk.run(20s, obedient(limit));
  CHECK(limit == 14_A);
  for (const SentFrame& one : desk.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr) CHECK(beat->limit <= 14_A);
  }
}

TEST_CASE("noticed: a silent unit that fits the total is asked without a limit (R4)",
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
  desk.run(11min, silence);
  REQUIRE(limits_since(desk, unit_id, silenced).empty());
  REQUIRE(desk.master.exposure(desk.now) == 32_A);
  desk.master.set_limit(desk.now, 32_A);
  desk.run(2s, silence);
  // The minimum is only for a unit that counts more than the total: this one may go on charging.
  const std::vector<Centiamps> limits = limits_since(desk, unit_id, silenced);
  REQUIRE_FALSE(limits.empty());
  CHECK(std::ranges::all_of(limits, [](Centiamps limit) { return limit == 0_A; }));
}

}  // namespace
}  // namespace twc::test
