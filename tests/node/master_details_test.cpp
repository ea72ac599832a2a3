// SPDX-License-Identifier: MIT
/// Moments that random worlds seldom reach: turns of offers, pauses, greetings, damage. Each test
/// notices one line of the master.

#include <algorithm>
#include <array>
#include <optional>
#include <set>
#include <utility>
#include <vector>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/reply_bench.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

TEST_CASE("master: a standing offer goes to each idle unit in turn", "[node][master]") {
  auto config = eager_master();
  config.idle_offer = true;
  config.limit = 12_A;
  ReplyBench bench{config};
  Centiamps limit{};
  const auto reply = [&](const msg::MasterHeartbeat& beat) {
    return beat.to == unit_id ? obedient(limit)(beat)
                              : std::optional{answer_of(beat, ChargeState::ready, 0_A)};
  };
  for (const TwcId id : {unit_id, second_id, third_id}) bench.announce(id);
  bench.run(30s, reply);
  std::set<TwcId> served;
  for (int second = 0; second < 240; ++second) {
    bench.run(1s, reply);
    for (const TwcId id : {second_id, third_id}) {
      if (offer_of(bench, id) > 0_A) served.insert(id);
    }
  }
  CHECK(served.size() == 2);
}

TEST_CASE("master: no car that has current is raised before one that asks has its first (S8)",
          "[node][master]") {
  auto config = eager_master();
  config.limit = 18_A;
  ReplyBench bench{config};
  std::array<Centiamps, 2> limits{};
  std::optional<Time> first_amps;
  ChargeState asks = ChargeState::ready;
  const auto reply = [&](const msg::MasterHeartbeat& beat) {
    if (beat.to != third_id) return obedient(limits[beat.to == unit_id ? 0 : 1])(beat);
    if (asks == ChargeState::ready_to_charge && beat.limit > 0_A && !first_amps)
      first_amps = bench.now;
    return std::optional{answer_of(beat, asks, beat.limit)};
  };
  for (const TwcId id : {unit_id, second_id, third_id}) bench.announce(id);
  bench.run(20s, reply);
  REQUIRE(limits == std::array{9_A, 9_A});
  asks = ChargeState::ready_to_charge;
  while (limits != std::array{6_A, 6_A}) bench.run(100ms, reply);
  REQUIRE_FALSE(first_amps);
  const Time fell = bench.now;
  bench.master.set_limit(fell, 21_A);
  bench.run(10s, reply);
  REQUIRE(first_amps);
  for (const SentFrame& one : bench.sent) {
    const msg::Message message = msg::decode(one.frame);
    const auto* const beat = std::get_if<msg::MasterHeartbeat>(&message);
    const bool is_other = beat != nullptr && beat->to != third_id;
    if (is_other && one.at > fell && one.at < *first_amps) CHECK(beat->limit <= 6_A);
  }
}

TEST_CASE("master: one damaged answer of an idle unit silences no unit (S1)", "[node][master]") {
  ReplyBench bench{eager_master()};
  Centiamps limit{};
  std::optional<Centiamps> damaged;
  const auto reply = [&](const msg::MasterHeartbeat& beat) {
    if (beat.to == unit_id) return obedient(limit)(beat);
    return std::optional{
        answer_of(beat, ChargeState::ready, std::exchange(damaged, {}).value_or(0_A))};
  };
  bench.announce(unit_id);
  bench.announce(second_id);
  bench.run(30s, reply);
  bench.master.set_limit(bench.now, 9_A);
  bench.run(30s, reply);
  REQUIRE(limit == 9_A);
  damaged = GENERATE(Centiamps{128}, 6_A, 20_A);
  bench.run(20s, reply);
  for (const TwcId id : {unit_id, second_id}) {
    CHECK(bench.master.unit(bench.now, id)->link == node::Link::linked);
  }
}

TEST_CASE("master: the line rests after a contactor frame", "[node][master]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::contactor;
  ReplyBench bench{config};
  Centiamps limit{};
  for (const TwcId id : {unit_id, second_id, third_id}) bench.announce(id);
  bench.run(30s, obedient(limit));
  bench.master.stop(bench.now, unit_id);
  bench.run(20s, obedient(limit));
  const auto is_stop = [](const SentFrame& one) {
    return std::holds_alternative<msg::StopCharging>(msg::decode(one.frame));
  };
  const auto stop = std::ranges::find_if(bench.sent, is_stop);
  REQUIRE(stop != bench.sent.end());
  REQUIRE(std::next(stop) != bench.sent.end());
  CHECK(std::next(stop)->at - stop->at >= 220ms);
}

TEST_CASE("master: a unit that feels abandoned while it has to fall is greeted with its minimum",
          "[node][master]") {
  ReplyBench bench{eager_master()};
  Centiamps limit{};
  bench.announce(unit_id);
  bench.run(15s, obedient(limit));
  REQUIRE(limit == 32_A);
  bench.announce(unit_id);
  bench.master.set_limit(bench.now, 6_A);
  const Time fell = bench.now;
  bench.run(3s, obedient(limit));
  const auto limits = limits_since(bench, unit_id, fell);
  REQUIRE_FALSE(limits.empty());
  CHECK(limits.front() == 6_A);  // R2: without a limit it would go on with 32 A for another second
}

TEST_CASE("master: asks a Protocol 1 unit for none of its facts", "[node][master]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  ReplyBench bench{config};
  bench.master.hear(
      bench.now, msg::encode(msg::SlaveLinkready{.from = unit_id, .maximum = 32_A}, Protocol::one));
  const auto reply = [](const msg::MasterHeartbeat& beat) {
    return std::optional{msg::encode(
        msg::SlaveHeartbeat{.from = beat.to, .to = beat.from, .state = ChargeState::ready},
        Protocol::one)};
  };
  bench.run(60s, reply);
  REQUIRE(bench.count_since<msg::MasterHeartbeat>(Time{}) > 40);
  const auto is_question = [](const SentFrame& one) {
    const auto function = one.frame.function();
    return one.frame.kind() == wire::FrameKind::request &&
           function != wire::Function::master_heartbeat &&
           function != wire::Function::master_linkready2;
  };
  CHECK(std::ranges::none_of(bench.sent, is_question));
}

}  // namespace
}  // namespace twc::test
