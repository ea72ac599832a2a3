// SPDX-License-Identifier: MIT
/// For how long a car may be on its way down to a lower limit (S2).

#include <twc/node/exposure.hpp>

#include "support/books.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Exposure;

/// It drew `drawn` of `from`, and echoes the lower limit `to` for the first time at 6.2 s.
Exposure lowered(Centiamps from, Centiamps to, Centiamps drawn) {
  Exposure unit = books_of(from, drawn);
  unit.set_rating(80_A);
  beat(unit, 6s, just(to), to, drawn);
  return unit;
}

/// How long after that a current that does not fall is taken for overdraw.
Duration fall_time(Centiamps from, Centiamps to, Centiamps drawn) {
  Exposure unit = lowered(from, to, drawn);
  Duration when = 6s;
  while (unit.overdraw() == 0_A && when < 60s) beat(unit, when += 10ms, std::nullopt, to, drawn);
  return when - 6s;
}

TEST_CASE("exposure: a car has 8 s and a second for each 4 A to fall", "[node][exposure]") {
  struct Row {
    Centiamps from;
    Centiamps to;
    Duration time;
  };
  const auto row = GENERATE(Row{32_A, 6_A, 14'500ms}, Row{80_A, 6_A, 26'500ms},
                            Row{32_A, 16_A, 12s}, Row{16_A, 0_A, 12s});
  CAPTURE(row.from, row.to);
  CHECK(fall_time(row.from, row.to, row.from) == row.time);
}

TEST_CASE("exposure: the time to fall follows from what the car drew, not from its limit",
          "[node][exposure]") {
  CHECK(fall_time(32_A, 6_A, 10_A) == 9s);
}

TEST_CASE("exposure: a car that falls counts what it draws", "[node][exposure]") {
  Exposure unit = lowered(32_A, 6_A, 32_A);
  Duration when = 6s;
  for (const Centiamps drawn : {32_A, 32_A, 28_A, 24_A, 20_A, 16_A}) {
    beat(unit, when += 1s, std::nullopt, 6_A, drawn);
    CHECK(unit.overdraw() == 0_A);
    CHECK(unit.highest(at(when + 200ms)) >= drawn);
  }
  CHECK(unit.highest(at(12'200ms)) == 16_A);
  beat(unit, 13s, std::nullopt, 6_A, 6_A);
  CHECK(unit.highest(at(13'200ms)) == 6_A);
}

TEST_CASE("exposure: more than the limit that it falls from is overdraw", "[node][exposure]") {
  Exposure unit = lowered(16_A, 6_A, 16_A);
  beat(unit, 7s, std::nullopt, 6_A, Centiamps{1701});
  CHECK(unit.overdraw() == Centiamps{1101});
}

TEST_CASE("exposure: lowered twice, it falls from the higher limit and has the later time",
          "[node][exposure]") {
  Exposure unit = lowered(32_A, 16_A, 32_A);  // until 18.2 s
  beat(unit, 8s, just(6_A), 6_A, 30_A);       // until 22.2 s
  beat(unit, 18'300ms, std::nullopt, 6_A, 30_A);
  CHECK(unit.overdraw() == 0_A);
  beat(unit, 21'990ms, std::nullopt, 6_A, 30_A);
  CHECK(unit.overdraw() == 0_A);
  beat(unit, 22'000ms, std::nullopt, 6_A, 30_A);
  CHECK(unit.overdraw() == 24_A);
}

}  // namespace
}  // namespace twc::test
