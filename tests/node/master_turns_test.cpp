// SPDX-License-Identifier: MIT
/// Turns and trials under the policies, and the heartbeat that comes next.

#include <algorithm>
#include <array>
#include <optional>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/reply_bench.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

/// A master with turns of a minute for as many cars at 6 A as `most` has room for.
node::MasterConfig turns_of_a_minute(Centiamps most) {
  auto config = eager_master();
  config.policy = node::Policy::rotate;
  config.rotate_every = 60s;
  config.limit = most;
  return config;
}

TEST_CASE("master: no turn is over before its time (S5)", "[node][master]") {
  ReplyBench bench{turns_of_a_minute(6_A)};
  const auto charges_or_asks = [](const msg::MasterHeartbeat& beat) {
    const bool charges = beat.to == unit_id;
    return std::optional{answer_of(
        beat, charges ? ChargeState::charging : ChargeState::ready_to_charge, charges ? 6_A : 0_A)};
  };
  bench.announce(unit_id);
  bench.announce(second_id);
  bench.run(50s, charges_or_asks);
  CHECK(offer_of(bench, unit_id) == 6_A);
  CHECK(offer_of(bench, second_id) == 0_A);
  bench.run(20s, charges_or_asks);
  CHECK(offer_of(bench, unit_id) == 0_A);
  CHECK(offer_of(bench, second_id) == 6_A);
}

TEST_CASE("master: one car that waits ends one turn, the longest (S5)", "[node][master]") {
  ReplyBench bench{turns_of_a_minute(12_A)};
  const auto charge_or_ask = [](const msg::MasterHeartbeat& beat) {
    const bool asks = beat.to == third_id;
    return std::optional{answer_of(
        beat, asks ? ChargeState::ready_to_charge : ChargeState::charging, asks ? 0_A : 6_A)};
  };
  bench.announce(unit_id);
  bench.run(10s, charge_or_ask);
  bench.announce(second_id);
  bench.run(80s, charge_or_ask);
  // Both have had their minute by now, and go on until another car waits.
  REQUIRE(offer_of(bench, unit_id) == 6_A);
  REQUIRE(offer_of(bench, second_id) == 6_A);
  bench.announce(third_id);
  bench.run(8s, charge_or_ask);
  CHECK(offer_of(bench, unit_id) == 0_A);
  CHECK(offer_of(bench, second_id) == 6_A);
  CHECK(offer_of(bench, third_id) == 6_A);
}

TEST_CASE("master: a car that left current unused gets its share back for a trial (S7)",
          "[node][master]") {
  ReplyBench bench{eager_master()};
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
  bench.announce(unit_id);
  bench.announce(second_id);
  bench.run(3min, draw);
  const auto highest_in = [&](Duration time) {
    Centiamps highest;
    for (const Time end = bench.now + time; bench.now < end;) {
      bench.run(1s, draw);
      highest = std::max(highest, offer_of(bench, unit_id));
    }
    return highest;
  };
  REQUIRE(highest_in(25min) < 12_A);
  CHECK(highest_in(6min) == 16_A);
  // The next trial comes half an hour after the first.
  bench.run(3min, draw);
  CHECK(highest_in(20min) < 12_A);
  CHECK(highest_in(8min) == 16_A);
}

TEST_CASE("master: another policy shares the total anew at once", "[node][master]") {
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

TEST_CASE("master: a car that asks hears of free current before its next second (S8)",
          "[node][master]") {
  ReplyBench bench{eager_master()};
  Centiamps limit{};
  ChargeState state = ChargeState::ready;
  bool is_free = false;
  std::optional<Time> freed;
  std::optional<Duration> took;
  const auto reply = [&](const msg::MasterHeartbeat& beat) {
    if (beat.to == unit_id) return obedient(limit)(beat);
    if (freed && !took && beat.limit > 0_A) took = bench.now - *freed;
    if (is_free && !freed) {
      freed = bench.now;
      bench.master.set_limit(bench.now, 12_A);
    }
    return std::optional{answer_of(beat, state, 0_A)};
  };
  bench.announce(unit_id);
  bench.announce(second_id);
  bench.run(20s, reply);
  bench.master.set_limit(bench.now, 6_A);
  bench.run(20s, reply);
  state = ChargeState::ready_to_charge;  // its car comes while there is room for one
  bench.run(10s, reply);
  REQUIRE(offer_of(bench, second_id) == 0_A);
  is_free = true;
  bench.run(5s, reply);
  REQUIRE(took);
  CHECK(*took < 800ms);
}

TEST_CASE("master: a wait of more than 8 s in a network is reported, a shorter one is not",
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

TEST_CASE("master: a limit that was echoed is followed by command 00 (R6)", "[node][master]") {
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

TEST_CASE("master: no spike is above the maximum of a unit (R5)", "[node][master]") {
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

}  // namespace
}  // namespace twc::test
