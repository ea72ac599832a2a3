// SPDX-License-Identifier: MIT
/// The gate lets a frame for a unit leave, or holds it back (R1).

#include <array>

#include <twc/node/gate.hpp>

#include "support/books.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Caution;
using node::Exposure;
using node::is_raise;
using node::may_leave;
using node::Range;
using node::Supply;

constexpr Range at_rest{.low = 0_A, .high = 6_A};

TEST_CASE("gate: a frame with more than the floor is a raise, any other is none", "[node][gate]") {
  const Exposure unit = books_of(16_A);
  CHECK(is_raise(unit, at(6s), just(Centiamps{1601})));
  CHECK_FALSE(is_raise(unit, at(6s), just(16_A)));
  CHECK_FALSE(is_raise(unit, at(6s), just(6_A)));
  CHECK_FALSE(is_raise(unit, at(6s), std::nullopt));
}

TEST_CASE("gate: a raise leaves only if everything fits afterwards", "[node][gate]") {
  const Exposure unit = books_of(6_A);
  CHECK(may_leave(unit, at(6s), just(16_A), {.total = 32_A, .others = 16_A}));
  CHECK_FALSE(may_leave(unit, at(6s), just(Centiamps{1601}), {.total = 32_A, .others = 16_A}));
}

TEST_CASE("gate: a frame that is no raise leaves however much too much flows", "[node][gate]") {
  const Exposure unit = books_of(16_A);
  const Supply overdrawn{.total = 10_A, .others = 32_A};
  CHECK(may_leave(unit, at(6s), just(16_A), overdrawn));
  CHECK(may_leave(unit, at(6s), just(6_A), overdrawn));
  CHECK(may_leave(unit, at(6s), std::nullopt, overdrawn));
}

TEST_CASE("gate: a raise below what the unit counts already has to fit like all of it",
          "[node][gate]") {
  Exposure unit = books_of(6_A);
  unit.sent(at(6s), just(20_A));
  CHECK_FALSE(may_leave(unit, at(7s), just(10_A), {.total = 19_A}));
  CHECK(may_leave(unit, at(7s), just(10_A), {.total = 20_A}));
}

TEST_CASE("gate: any frame is a raise for a unit that has not answered for 10 s", "[node][gate]") {
  const Exposure unit = books_of(16_A);  // answered last at 5.2 s
  const Supply tight{.total = 20_A, .others = 6_A};
  const Supply enough{.total = 22_A, .others = 6_A};
  CHECK(may_leave(unit, at(15'199ms), std::nullopt, tight));
  CHECK_FALSE(may_leave(unit, at(15'200ms), std::nullopt, tight));
  CHECK_FALSE(may_leave(unit, at(15'200ms), just(6_A), tight));
  CHECK(may_leave(unit, at(15'200ms), std::nullopt, enough));
}

TEST_CASE("gate: a first frame without a limit counts the rating, one with the minimum only that",
          "[node][gate]") {
  Exposure unit;
  unit.set_rating(32_A);
  CHECK_FALSE(may_leave(unit, at(0s), std::nullopt, {.total = 31_A}));
  CHECK(may_leave(unit, at(0s), std::nullopt, {.total = 32_A}));
  CHECK_FALSE(may_leave(unit, at(0s), just(6_A), {.total = 5_A}));
  CHECK(may_leave(unit, at(0s), just(6_A), {.total = 6_A}));
}

TEST_CASE("gate: a repeat passes like the first sending", "[node][gate]") {
  Exposure unit = books_of(6_A);
  unit.sent(at(6s), just(16_A));
  CHECK_FALSE(may_leave(unit, at(7s), just(16_A), {.total = 15_A}));
  CHECK(may_leave(unit, at(7s), just(16_A), {.total = 16_A}));
}

TEST_CASE("gate: a zero that leaves a unit at 6 A has to fit like 6 A", "[node][gate]") {
  const Exposure unit = books_of(0_A);
  CHECK_FALSE(may_leave(unit, at(6s), at_rest, {.total = 5_A}));
  CHECK(may_leave(unit, at(6s), at_rest, {.total = 6_A}));
}

TEST_CASE("gate: a restarted unit may take up what it had, so it is not asked without room",
          "[node][gate]") {
  Exposure unit = books_of(16_A);
  const Supply tight{.total = 20_A, .others = 6_A};
  CHECK(may_leave(unit, at(6s), std::nullopt, tight));
  unit.restarted();
  CHECK_FALSE(may_leave(unit, at(6s), std::nullopt, tight));
  CHECK(may_leave(unit, at(6s), just(6_A), tight));  // that is all that it takes up
  CHECK_FALSE(may_leave(unit, at(6s), just(17_A), tight));
  CHECK(may_leave(unit, at(6s), std::nullopt, {.total = 22_A, .others = 6_A}));
  beat(unit, 6s, std::nullopt, 16_A);
  CHECK(may_leave(unit, at(7s), std::nullopt, tight));
}

TEST_CASE("gate: a restarted unit that had nothing has nothing to take up", "[node][gate]") {
  Exposure unit = books_of(0_A);
  unit.restarted();
  CHECK(may_leave(unit, at(6s), std::nullopt, {.total = 5_A, .others = 16_A}));
}

TEST_CASE("gate: in the first quiet time units are asked whatever they draw, and nothing rises",
          "[node][gate]") {
  Exposure unknown;
  const Exposure unit = books_of(16_A);
  const Supply quiet{.total = 40_A, .others = 40_A, .caution = Caution::first_quiet};
  CHECK(may_leave(unknown, at(6s), std::nullopt, quiet));
  CHECK_FALSE(may_leave(unknown, at(6s), just(6_A), quiet));
  CHECK_FALSE(may_leave(unit, at(6s), just(17_A), quiet));
  CHECK(may_leave(unit, at(6s), just(12_A), quiet));
  CHECK(may_leave(unit, at(60s), std::nullopt, quiet));  // it is mute by then
}

TEST_CASE("gate: after an outage nothing rises, and units are asked only where they fit",
          "[node][gate]") {
  const Exposure unit = books_of(16_A);
  const Supply room{.total = 40_A, .caution = Caution::no_raise};
  const Supply tight{.total = 40_A, .others = 30_A, .caution = Caution::no_raise};
  CHECK_FALSE(may_leave(unit, at(6s), just(17_A), room));
  CHECK(may_leave(unit, at(6s), just(12_A), room));
  CHECK(may_leave(unit, at(20s), std::nullopt, room));
  CHECK_FALSE(may_leave(unit, at(20s), std::nullopt, tight));
}

TEST_CASE("gate: a silenced unit that counts more than the total may be asked with the minimum",
          "[node][gate]") {
  const Exposure unit = books_of(32_A);
  CHECK_FALSE(may_leave(unit, at(600s), just(6_A), {.total = 20_A}));
  CHECK(may_leave(unit, at(600s), just(6_A), {.total = 20_A, .adds_nothing = true}));
}

TEST_CASE(
    "gate: a limit has to fit for a unit that restarted or feels abandoned, although it raises "
    "nothing",
    "[node][gate]") {
  Exposure unit = books_of(16_A);
  const bool has_restarted = GENERATE(true, false);
  has_restarted ? unit.restarted() : unit.announced();
  const Supply enough{.total = 22_A, .others = 6_A};
  const Supply tight{.total = 21_A, .others = 6_A};
  REQUIRE_FALSE(is_raise(unit, at(6s), just(16_A)));
  CHECK(may_leave(unit, at(6s), just(16_A), enough));
  CHECK_FALSE(may_leave(unit, at(6s), just(16_A), tight));
  CHECK(may_leave(unit, at(6s), just(15_A), tight));
  CHECK(may_leave(unit, at(6s), just(0_A), {.total = 10_A, .others = 32_A}));
}

TEST_CASE("gate: a unit that answers another master counts its rating, whatever a frame carries",
          "[node][gate]") {
  Exposure unit = books_of(6_A);
  unit.served_elsewhere(at(6s), 6_A);
  CHECK_FALSE(may_leave(unit, at(20s), std::nullopt, {.total = 31_A}));
  CHECK(may_leave(unit, at(20s), std::nullopt, {.total = 32_A}));
}

TEST_CASE("gate: a mute unit to which another master may have spoken may resume its rating",
          "[node][gate]") {
  Exposure unit = books_of(6_A);
  unit.taken_over();
  CHECK_FALSE(may_leave(unit, at(20s), std::nullopt, {.total = 31_A}));
  CHECK(may_leave(unit, at(20s), std::nullopt, {.total = 32_A}));
  // After an outage even a zero has to leave it room: the frame may wake the unit.
  const Supply tight{.total = 31_A, .caution = Caution::no_raise};
  const Supply enough{.total = 32_A, .caution = Caution::no_raise};
  CHECK_FALSE(may_leave(unit, at(20s), just(0_A), tight));
  CHECK(may_leave(unit, at(20s), just(0_A), enough));
}

TEST_CASE("gate: a permit is for the first wish that may leave", "[node][gate]") {
  const Exposure unit = books_of(6_A);
  const std::array wishes{
      node::Wish{.limit = 16_A,        .effect = just(16_A)},
      node::Wish{.limit = 6_A,                    .effect = just(6_A)},
      node::Wish{                                      }
  };
  const auto permit_in = [&](Centiamps total) {
    return node::Permit::first_of(wishes, unit, at(6s), {.total = total});
  };
  CHECK(permit_in(16_A)->limit() == 16_A);
  CHECK(permit_in(15_A)->limit() == 6_A);
  CHECK(permit_in(15_A)->effect()->high == 6_A);
}

TEST_CASE("gate: no wish, or none that may leave, is no permit", "[node][gate]") {
  const Exposure unit = books_of(16_A);  // answered last at 5.2 s
  const std::array wishes{node::Wish{}};
  CHECK_FALSE(node::Permit::first_of(wishes, unit, at(20s), {.total = 10_A}).has_value());
  CHECK_FALSE(node::Permit::first_of({}, unit, at(6s), {.total = 80_A}).has_value());
  CHECK_FALSE(node::Permit::first_of(wishes, unit, at(6s), {.total = 16_A})->limit().has_value());
}

}  // namespace
}  // namespace twc::test
