// SPDX-License-Identifier: MIT
/// Lines of the core about turns, trials and waiting, each with a test that notices when it is
/// gone. tests/mutate tells which lines need one.

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

TEST_CASE("noticed: no turn is over before its time (S5)", "[node][master]") {
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

TEST_CASE("noticed: one car that waits ends one turn, the longest (S5)", "[node][master]") {
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

TEST_CASE("noticed: a car that left current unused gets its share back for a trial (S7)",
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

TEST_CASE("noticed: a car that asks hears of free current before its next second (S8)",
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

TEST_CASE("noticed: a unit stays counted while it answers another master (R1)", "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(10s, obedient(limit));
  for (int seconds = 0; seconds < 90; ++seconds) {
    bench.answer_another_master(unit_id);
    bench.run(1s, silence);
  }
  CHECK(bench.master.exposure(bench.now) == 32_A);
  bench.run(41s, silence);
  CHECK(bench.master.exposure(bench.now) == 0_A);
}

TEST_CASE("noticed: a unit without room hears nothing for 60 s, whatever it announces (S1)",
          "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.announce(unit_id);
  Centiamps limit{};
  bench.run(15s, obedient(limit));
  bench.master.set_limit(bench.now, 0_A);
  bench.run(20s, obedient(limit));
  const Time last = bench.sent.back().at;
  bench.master.set_limit(bench.now, 32_A);
  while (bench.now < last + 59s) {
    bench.announce(unit_id);
    bench.run(1s, obedient(limit));
  }
  CHECK(bench.sent.back().at == last);
  bench.announce(unit_id);
  bench.run(10s, obedient(limit));
  CHECK(limit == 32_A);
}

TEST_CASE("noticed: an id of two units is addressed 40 s after one of them fell silent (R1)",
          "[node][master]") {
  ReplyBench bench{eager_master()};
  constexpr Sign one{0x11};
  constexpr Sign other{0x22};
  Time left;
  for (int turn = 0; turn < 3; ++turn) {
    left = bench.now;
    bench.announce(unit_id, one);
    bench.run(300ms, silence);
    bench.announce(unit_id, other);
    bench.run(300ms, silence);
  }
  REQUIRE(bench.master.unit(bench.now, unit_id)->link == node::Link::id_conflict);
  REQUIRE(bench.count_since<msg::MasterHeartbeat>(Time{}) == 0);
  Centiamps limit{};
  while (bench.now < left + 39s) {
    bench.announce(unit_id, other);
    bench.run(1s, obedient(limit));
  }
  CHECK(bench.count_since<msg::MasterHeartbeat>(Time{}) == 0);
  bench.run(2s, obedient(limit));
  bench.announce(unit_id, other);
  bench.run(10s, obedient(limit));
  CHECK(limit == 32_A);
}

}  // namespace
}  // namespace twc::test
