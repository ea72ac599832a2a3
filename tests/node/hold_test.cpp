// SPDX-License-Identifier: MIT
/// For how long cars keep their minima although the limit is below them.

#include <vector>

#include <twc/node/hold.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Hold;

constexpr Centiamps held_minima = 12_A;  // two cars
constexpr Centiamps held_cap = 32_A;

TEST_CASE("hold: a cloud of less than the hold costs no car its charge", "[node][hold]") {
  Hold hold{2min};
  CHECK_FALSE(hold.look(at(0s), 20_A, held_minima, held_cap));
  CHECK(hold.allowed(20_A) == 20_A);
  CHECK(hold.look(at(60s), 7_A, held_minima, held_cap));  // told once
  CHECK_FALSE(hold.look(at(61s), 8_A, held_minima, held_cap));
  CHECK(hold.is_on());
  CHECK(hold.allowed(8_A) == 12_A);
  CHECK(hold.until() == at(180s));
  CHECK_FALSE(hold.look(at(179s), 14_A, held_minima, held_cap));
  CHECK_FALSE(hold.is_on());
  CHECK(hold.allowed(14_A) == 14_A);
}

TEST_CASE("hold: it ends after its time, and begins anew only after a minute of room",
          "[node][hold]") {
  struct Row {
    Duration when;
    Centiamps total;
    bool is_on;
  };
  const std::vector<Row> rows{
      {0s,   20_A, false},
      {10s,  7_A,  true },
      {129s, 7_A,  true },
      {130s, 7_A,  false},
      {140s, 20_A, false},
      {199s, 20_A, false},
      {199s, 7_A,  false}, // 59 s of room
      {200s, 20_A, false},
      {260s, 20_A, false},
      {261s, 7_A,  true },
  };
  Hold hold{2min};
  for (const Row& row : rows) {
    hold.look(at(row.when), row.total, held_minima, held_cap);
    CAPTURE(row.when.count());
    CHECK(hold.is_on() == row.is_on);
  }
}

TEST_CASE("hold: light that comes and goes does not prolong it", "[node][hold]") {
  Hold hold{2min};
  hold.look(at(0s), 20_A, held_minima, held_cap);
  for (Duration now = 1s; now < 120s; now += 1s) {
    hold.look(at(now), now % 30s == 0s ? 20_A : 7_A, held_minima, held_cap);
  }
  CHECK(hold.is_on());
  hold.look(at(121s), 7_A, held_minima, held_cap);
  CHECK_FALSE(hold.is_on());
}

TEST_CASE("hold: it does not exceed what may flow, and not where nothing may be held",
          "[node][hold]") {
  Hold hold{2min};
  CHECK_FALSE(hold.look(at(0s), 7_A, held_minima, 11_A));
  CHECK(hold.allowed(7_A) == 7_A);
  CHECK_FALSE(hold.look(at(1s), 0_A, held_minima, 0_A));
  CHECK(hold.allowed(0_A) == 0_A);
}

TEST_CASE("hold: a limit that ends a hold at once leaves no right to go on", "[node][hold]") {
  Hold hold{2min};
  CHECK(hold.look(at(0s), 7_A, held_minima, held_cap));
  hold.look(at(10s), 0_A, held_minima, 0_A);  // the user stops all
  CHECK_FALSE(hold.is_on());
  hold.look(at(119s), 7_A, held_minima, held_cap);
  CHECK(hold.is_on());
  hold.look(at(120s), 7_A, held_minima, held_cap);
  CHECK_FALSE(hold.is_on());
}

TEST_CASE("hold: without a length nothing is held", "[node][hold]") {
  Hold hold{Duration{}};
  CHECK_FALSE(hold.look(at(0s), 7_A, held_minima, held_cap));
  CHECK(hold.allowed(7_A) == 7_A);
}

}  // namespace
}  // namespace twc::test
