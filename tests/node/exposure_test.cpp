// SPDX-License-Identifier: MIT
/// The exposure and the floor of a unit: the most that it may be drawing, the least it is held to.

#include <twc/node/exposure.hpp>

#include "support/books.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Exposure;

TEST_CASE("exposure: a unit that nobody spoke to counts nothing and is held to nothing",
          "[node][exposure]") {
  const Exposure unit;
  CHECK(unit.highest(at(0s)) == 0_A);
  CHECK(unit.floor(at(0s)) == 0_A);
  CHECK(unit.is_mute(at(0s)));
  CHECK(unit.is_free(at(0s)));
}

TEST_CASE("exposure: a unit woken without a limit may resume its rating until it answered twice",
          "[node][exposure]") {
  Exposure unit;
  unit.set_rating(32_A);
  unit.sent(at(0s), std::nullopt);
  CHECK(unit.highest(at(0s)) == 32_A);
  CHECK(unit.floor(at(0s)) == 0_A);
  unit.answered(at(200ms), 0_A, 0_A);
  CHECK(unit.highest(at(200ms)) == 32_A);
  for (const Duration when : {1s, 2s, 3s}) beat(unit, when, std::nullopt, 0_A);
  CHECK(unit.highest(at(3'699ms)) == 32_A);  // it may have resumed it before it said 0
  CHECK(unit.highest(at(3'700ms)) == 0_A);
}

TEST_CASE("exposure: a unit of which no rating was heard may resume 80 A", "[node][exposure]") {
  Exposure unit;
  unit.sent(at(0s), std::nullopt);
  CHECK(unit.highest(at(0s)) == 80_A);
}

TEST_CASE("exposure: several answers to one heartbeat count once, as the largest",
          "[node][exposure]") {
  Exposure unit = books_of(16_A);
  unit.sent(at(6s), std::nullopt);
  unit.answered(at(6200ms), 20_A, 0_A);
  unit.answered(at(6240ms), 6_A, 0_A);
  unit.answered(at(6280ms), 6_A, 0_A);
  CHECK(unit.highest(at(6300ms)) == 20_A);
  CHECK(unit.floor(at(6300ms)) == 6_A);
  beat(unit, 7s, std::nullopt, 6_A);
  CHECK(unit.highest(at(7200ms)) == 20_A);  // still the second of two heartbeats
}

TEST_CASE("exposure: the last two echoes count, and the floor is the smaller one",
          "[node][exposure]") {
  Exposure unit = books_of(6_A);
  beat(unit, 6s, std::nullopt, 16_A);
  CHECK(unit.highest(at(6200ms)) == 16_A);
  CHECK(unit.floor(at(6200ms)) == 6_A);
  beat(unit, 7s, std::nullopt, 16_A);
  CHECK(unit.floor(at(7200ms)) == 16_A);
}

TEST_CASE("exposure: an echo that a lower one replaced counts for 3.5 s more", "[node][exposure]") {
  // A unit may echo a limit at once and obey it up to 2.9 s later
  Exposure unit = books_of(32_A);
  for (const Duration when : {6s, 7s, 8s}) beat(unit, when, just(16_A), 16_A);
  CHECK(unit.next_relief(at(8200ms)) == at(9700ms));
  CHECK(unit.highest(at(9'699ms)) == 32_A);
  CHECK(unit.highest(at(9'700ms)) == 16_A);
  CHECK(unit.floor(at(9'700ms)) == 16_A);
  CHECK_FALSE(unit.next_relief(at(9'700ms)));
}

TEST_CASE("exposure: however often it is lowered, no replaced echo is forgotten",
          "[node][exposure]") {
  Exposure unit = books_of(32_A);
  Duration when = 6s;
  for (const Centiamps limit : {30_A, 28_A, 26_A, 24_A, 22_A, 20_A, 18_A}) {
    beat(unit, when += 300ms, just(limit), limit);
  }
  CHECK(unit.highest(at(when + 200ms)) == 32_A);
  CHECK(unit.highest(at(6500ms + 3499ms)) == 32_A);
  CHECK(unit.highest(at(when + 200ms + 3499ms)) >= 20_A);
}

TEST_CASE("exposure: a raise counts from the moment it leaves, and until an answer retires it",
          "[node][exposure]") {
  Exposure unit = books_of(6_A);
  unit.sent(at(6s), just(20_A));
  CHECK(unit.highest(at(6s)) == 20_A);
  CHECK(unit.floor(at(6s)) == 6_A);
  // The unit never echoes it: it may still obey for 3.5 s.
  unit.answered(at(6200ms), 6_A, 0_A);
  unit.sent(at(9s), std::nullopt);
  unit.answered(at(9'499ms), 6_A, 0_A);
  CHECK(unit.highest(at(9'499ms)) == 20_A);
  unit.answered(at(9'500ms), 6_A, 0_A);
  CHECK(unit.highest(at(9'500ms)) == 6_A);
}

TEST_CASE("exposure: a reduction that is not retired is the floor", "[node][exposure]") {
  Exposure unit = books_of(16_A);
  unit.sent(at(6s), just(6_A));
  CHECK(unit.floor(at(6s)) == 6_A);
  CHECK(unit.highest(at(6s)) == 16_A);
}

TEST_CASE("exposure: a limit that is sent again is as young as its last sending",
          "[node][exposure]") {
  Exposure unit = books_of(6_A);
  unit.sent(at(6s), just(20_A));
  unit.sent(at(7s), just(8_A));
  unit.sent(at(9s), just(20_A));
  unit.answered(at(9200ms), 8_A, 0_A);
  beat(unit, 11s, std::nullopt, 8_A);
  CHECK(unit.highest(at(11'200ms)) == 20_A);
}

TEST_CASE("exposure: however many limits are under way, none is forgotten", "[node][exposure]") {
  Exposure unit = books_of(6_A);
  for (int step = 0; step < 40; ++step) {
    const auto amps = static_cast<std::uint16_t>(3000 - (step * 50));
    unit.sent(at(6s + step * 50ms), just(Centiamps{amps}));
  }
  CHECK(unit.highest(at(8s)) == 30_A);
  CHECK(unit.floor(at(8s)) == 6_A);
}

TEST_CASE("exposure: a reported current counts where meters cannot explain it",
          "[node][exposure]") {
  struct Row {
    Centiamps echo;
    Centiamps drawn;
    Centiamps counted;
  };
  const auto row =
      GENERATE(Row{16_A, 17_A, 16_A}, Row{16_A, Centiamps{1701}, Centiamps{1701}},
               Row{32_A, Centiamps{3360}, 32_A}, Row{32_A, Centiamps{3361}, Centiamps{3361}});
  Exposure unit = books_of(row.echo);
  beat(unit, 6s, std::nullopt, row.echo, row.drawn);
  CAPTURE(row.echo, row.drawn);
  CHECK(unit.highest(at(6200ms)) == row.counted);
  CHECK(unit.overdraw() == (row.counted == row.echo ? 0_A : row.drawn - row.echo));
}

TEST_CASE("exposure: a limit or current beyond 80 A counts as the rating", "[node][exposure]") {
  // 655.35 A was accepted and mirrored by a real unit (dracoventions/TWCManager)
  CHECK(books_of(Centiamps{0xFFFF}).highest(at(6s)) == 32_A);
  CHECK(books_of(6_A, Centiamps{8001}).highest(at(6s)) == 32_A);
  Exposure unknown;
  unknown.sent(at(0s), just(6_A));
  unknown.answered(at(200ms), Centiamps{8001}, 0_A);
  CHECK(unknown.highest(at(6s)) == 80_A);
}

TEST_CASE("exposure: a unit that is given up counts until 40 s after the last frame for it",
          "[node][exposure]") {
  Exposure unit = books_of(16_A);  // last heartbeat at 5 s
  unit.give_up();
  CHECK(unit.highest(at(44'999ms)) == 16_A);
  CHECK(unit.highest(at(45s)) == 0_A);
  CHECK(unit.floor(at(15'199ms)) == 16_A);
  CHECK(unit.floor(at(15'200ms)) == 0_A);
  CHECK(unit.resumable() == 16_A);
}

TEST_CASE("exposure: a question may keep a unit alive like a heartbeat", "[node][exposure]") {
  Exposure unit = books_of(16_A);
  unit.addressed(at(30s));
  unit.give_up();
  CHECK(unit.highest(at(69'999ms)) == 16_A);
  CHECK(unit.highest(at(70s)) == 0_A);
}

TEST_CASE("exposure: a unit woken with a limit takes that one", "[node][exposure]") {
  Exposure unit = books_of(16_A);
  unit.give_up();
  unit.sent(at(60s), just(6_A));
  CHECK(unit.highest(at(60s)) == 6_A);
}

TEST_CASE("exposure: an answer that is read late vouches for no more than one that came in time",
          "[node][exposure]") {
  // Sent at 6 s, answered at 6.2 s, and we slept until 11 s: the unit may obey until 9 s.
  Exposure unit = books_of(6_A);
  unit.sent(at(6s), just(20_A));
  unit.answered(at(11s), 6_A, 0_A);
  CHECK(unit.highest(at(11s)) == 20_A);
  CHECK(unit.last_answer() == at(6500ms));
  CHECK(unit.is_mute(at(16'500ms)));
}

TEST_CASE("exposure: an answer of a unit that nobody asked tells what it may take up",
          "[node][exposure]") {
  Exposure unit = books_of(6_A);
  unit.give_up();
  unit.answered(at(60s), 20_A, 0_A);
  CHECK(unit.highest(at(60s)) == 0_A);
  CHECK(unit.resumable() == 20_A);
}

TEST_CASE("exposure: a restart keeps everything counted until the unit answers",
          "[node][exposure]") {
  Exposure unit = books_of(16_A);
  unit.restarted();
  CHECK(unit.has_restarted());
  CHECK(unit.highest(at(6s)) == 16_A);
  beat(unit, 6s, std::nullopt, 0_A);
  CHECK_FALSE(unit.has_restarted());
}

}  // namespace
}  // namespace twc::test
