// SPDX-License-Identifier: MIT
/// Units that the master leaves alone, or asks whether they have stopped, and the quiet time.

#include <algorithm>
#include <optional>
#include <vector>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/reply_bench.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::ChargeState;

/// A master whose total fell to 0 a minute ago, and a unit that went on with 32 A all the same.
struct DefiantBench : ReplyBench {
  DefiantBench() : ReplyBench{eager_master()} {
    announce(unit_id);
    const auto charge_on = [](const msg::MasterHeartbeat& beat) {
      return std::optional{answer_of(beat, ChargeState::charging, 32_A)};
    };
    run(15s, charge_on);
    master.set_limit(now, 0_A);
    run(60s, charge_on);
  }
};

TEST_CASE("master: in the quiet time a unit counts its rating until it answers, then its echo (R1)",
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

TEST_CASE("master: nothing that comes while the line is down is heard", "[node][master]") {
  ReplyBench bench{eager_master()};
  bench.master.link_down(bench.now);
  bench.announce(unit_id);
  CHECK(bench.master.unit_count() == 0);
  bench.master.link_up(bench.now);
  bench.announce(unit_id);
  CHECK(bench.master.unit_count() == 1);
}

TEST_CASE("master: a unit that answers another master twice hears nothing more of us (R1)",
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

TEST_CASE("master: a unit stays counted while it answers another master (R1)", "[node][master]") {
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

TEST_CASE("master: a silent unit that fits the total is asked without a limit (R4)",
          "[node][master]") {
  DefiantBench bench;
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

TEST_CASE(
    "master: a silent unit that counts more than the total is asked with its minimum after "
    "ten minutes, not before",
    "[node][master]") {
  DefiantBench bench;
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

TEST_CASE("master: a unit without room hears nothing for 60 s, whatever it announces (S1)",
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

TEST_CASE("master: an id of two units is addressed 40 s after one of them fell silent (R1)",
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

TEST_CASE("master: a ninth unit takes the place of none that may still draw (R1)",
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

}  // namespace
}  // namespace twc::test
