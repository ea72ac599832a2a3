// SPDX-License-Identifier: MIT
/// Lines of the core that random worlds seldom reach, each with a test that notices when it is
/// gone. tests/mutate tells which lines need one.

#include <algorithm>
#include <array>
#include <functional>
#include <vector>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;
using node::Reason;
using node::StopBy;

/// A master whose units say what a test wants, and all that it sends.
class Desk {
 public:
  using Reply = std::function<std::optional<wire::Frame>(const msg::MasterHeartbeat&)>;

  explicit Desk(const node::MasterConfig& config) : master{config, Time{}} {}

  void announce(TwcId id, Sign sign = Sign{0x8E}) {
    master.hear(now, msg::encode(msg::SlaveLinkready{.from = id, .sign = sign, .maximum = 32_A},
                                 Protocol::two));
  }
  void run(Duration time, const Reply& reply) {
    for (const Time end = now + time; now < end; now += 10ms) {
      const auto frame = master.poll(now);
      while (master.next_event()) {
      }
      if (!frame) continue;
      sent.push_back({now, *frame});
      const msg::Message message = msg::decode(*frame);
      const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
      if (beat == nullptr) continue;
      const auto answer = reply(*beat);
      now += 150ms;
      if (answer) master.hear(now, *answer);
    }
  }
  template <typename Kind>
  [[nodiscard]] std::size_t count_since(Time since) const {
    return static_cast<std::size_t>(std::ranges::count_if(sent, [since](const SentFrame& one) {
      return one.at >= since && std::holds_alternative<Kind>(msg::decode(one.frame));
    }));
  }

  Time now = Time{} + 10s;
  node::Master master;
  std::vector<SentFrame> sent;
};

wire::Frame answer_of(const msg::MasterHeartbeat& beat, ChargeState state, Centiamps limit) {
  return msg::encode(
      msg::SlaveHeartbeat{
          .from = beat.to, .to = beat.from, .state = state, .limit = limit, .drawn = limit},
      Protocol::two);
}

/// Charges at what it is told, and keeps that in mind.
Desk::Reply obedient(Centiamps& limit) {
  return [&limit](const msg::MasterHeartbeat& beat) {
    if (beat.command.has_limit()) limit = beat.limit;
    return std::optional{answer_of(beat, ChargeState::charging, limit)};
  };
}
std::optional<wire::Frame> silence(const msg::MasterHeartbeat& /*beat*/) {
  return std::nullopt;
}

constexpr TwcId unit_id{0x2019};

TEST_CASE("noticed: a unit that answers another master twice hears nothing more of us (R1)",
          "[node][master]") {
  Desk desk{eager_master()};
  desk.announce(unit_id);
  Centiamps limit{};
  desk.run(10s, obedient(limit));
  REQUIRE(desk.count_since<msg::MasterHeartbeat>(desk.now - 5s) >= 4);
  for (int times = 0; times < 2; ++times) {
    desk.master.hear(desk.now, msg::encode(msg::SlaveHeartbeat{.from = unit_id,
                                                               .to = TwcId{0x7777},
                                                               .state = ChargeState::charging,
                                                               .limit = 20_A,
                                                               .drawn = 20_A},
                                           Protocol::two));
    desk.run(1s, silence);
  }
  const Time left = desk.now;
  // The grant of the other master counts, and announcements are not answered.
  CHECK(desk.master.exposure(left) >= 32_A);
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
  constexpr TwcId next_id{0x2020};
  desk.announce(unit_id);
  const auto charges_or_asks = [](const msg::MasterHeartbeat& beat) {
    const bool is_first = beat.to == unit_id;
    return std::optional{is_first ? answer_of(beat, ChargeState::charging, 6_A)
                                  : answer_of(beat, ChargeState::ready_to_charge, 0_A)};
  };
  desk.run(10s, charges_or_asks);
  desk.announce(next_id);
  desk.run(70s, charges_or_asks);  // the turn is over, and the contactor was told to open
  REQUIRE(desk.count_since<msg::StopCharging>(Time{}) > 0);
  desk.run(10s, charges_or_asks);
  const Time silenced = desk.now;
  desk.run(10s, charges_or_asks);
  for (const SentFrame& one : desk.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && one.at > silenced) CHECK(beat->to == next_id);
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

/// The limits in the heartbeats that left for the unit since then; 0 for a heartbeat without one.
std::vector<Centiamps> limits_since(const Desk& desk, TwcId unit, Time since) {
  std::vector<Centiamps> limits;
  for (const SentFrame& one : desk.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    if (beat != nullptr && beat->to == unit && one.at >= since) limits.push_back(beat->limit);
  }
  return limits;
}
Centiamps offer_of(const Desk& desk, TwcId unit) {
  return desk.master.unit(desk.now, unit).value().requested;
}

constexpr TwcId second_id{0x2020};
constexpr TwcId third_id{0x2021};

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

/// A master with turns of a minute for as many cars at 6 A as `most` has room for.
node::MasterConfig turns_of_a_minute(Centiamps most) {
  auto config = eager_master();
  config.policy = node::Policy::rotate;
  config.rotate_every = 60s;
  config.limit = most;
  return config;
}

TEST_CASE("noticed: no turn is over before its time (S5)", "[node][master]") {
  Desk desk{turns_of_a_minute(6_A)};
  const auto charges_or_asks = [](const msg::MasterHeartbeat& beat) {
    const bool charges = beat.to == unit_id;
    return std::optional{answer_of(
        beat, charges ? ChargeState::charging : ChargeState::ready_to_charge, charges ? 6_A : 0_A)};
  };
  desk.announce(unit_id);
  desk.announce(second_id);
  desk.run(50s, charges_or_asks);
  CHECK(offer_of(desk, unit_id) == 6_A);
  CHECK(offer_of(desk, second_id) == 0_A);
  desk.run(20s, charges_or_asks);
  CHECK(offer_of(desk, unit_id) == 0_A);
  CHECK(offer_of(desk, second_id) == 6_A);
}

TEST_CASE("noticed: one car that waits ends one turn, the longest (S5)", "[node][master]") {
  Desk desk{turns_of_a_minute(12_A)};
  const auto charge_or_ask = [](const msg::MasterHeartbeat& beat) {
    const bool asks = beat.to == third_id;
    return std::optional{answer_of(
        beat, asks ? ChargeState::ready_to_charge : ChargeState::charging, asks ? 0_A : 6_A)};
  };
  desk.announce(unit_id);
  desk.run(10s, charge_or_ask);
  desk.announce(second_id);
  desk.run(80s, charge_or_ask);
  // Both have had their minute by now, and go on until another car waits.
  REQUIRE(offer_of(desk, unit_id) == 6_A);
  REQUIRE(offer_of(desk, second_id) == 6_A);
  desk.announce(third_id);
  desk.run(8s, charge_or_ask);
  CHECK(offer_of(desk, unit_id) == 0_A);
  CHECK(offer_of(desk, second_id) == 6_A);
  CHECK(offer_of(desk, third_id) == 6_A);
}

TEST_CASE("noticed: a car that left current unused gets its share back for a trial (S7)",
          "[node][master]") {
  Desk desk{eager_master()};
  std::array<Centiamps, 2> limits{};
  const auto draw = [&limits](const msg::MasterHeartbeat& beat) {
    Centiamps& limit = limits[beat.to == unit_id ? 0 : 1];
    if (beat.command.has_limit()) limit = beat.limit;
    return std::optional{
        msg::encode(msg::SlaveHeartbeat{.from = beat.to,
                                        .to = beat.from,
                                        .state = ChargeState::charging,
                                        .limit = limit,
                                        .drawn = beat.to == unit_id ? std::min(limit, 7_A) : limit},
                    Protocol::two)};
  };
  desk.announce(unit_id);
  desk.announce(second_id);
  desk.run(3min, draw);
  const auto highest_in = [&](Duration time) {
    Centiamps highest;
    for (const Time end = desk.now + time; desk.now < end;) {
      desk.run(1s, draw);
      highest = std::max(highest, offer_of(desk, unit_id));
    }
    return highest;
  };
  REQUIRE(highest_in(25min) < 12_A);
  CHECK(highest_in(6min) == 16_A);
}

}  // namespace
}  // namespace twc::test
