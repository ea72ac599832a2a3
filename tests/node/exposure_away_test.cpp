// SPDX-License-Identifier: MIT
/// The exposure of a unit that is silenced, given up, or served by somebody else.

#include <twc/node/exposure.hpp>

#include "support/books.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Exposure;

/// It has 16 A, and was addressed at 5 s for the last time.
Exposure silenced() {
  return books_of(16_A);
}

TEST_CASE("exposure: a silenced unit without a sign that it felt abandoned stays counted",
          "[node][exposure]") {
  const Exposure unit = silenced();
  CHECK_FALSE(unit.is_free(at(24h)));
  CHECK(unit.highest(at(24h)) == 16_A);
}

TEST_CASE("exposure: a silenced unit that announced itself is free 40 s after its last frame",
          "[node][exposure]") {
  Exposure unit = silenced();
  unit.announced();
  CHECK(unit.highest(at(44'999ms)) == 16_A);
  CHECK(unit.is_free(at(45s)));
}

TEST_CASE("exposure: a silenced unit stops 40 s after the line came back, if it shows that then",
          "[node][exposure]") {
  Exposure unit = silenced();  // its last frame left at 5 s
  unit.announced();
  unit.line_up(at(20s));  // another master may have spoken to it
  CHECK_FALSE(unit.is_free(at(10min)));
  unit.announced();
  CHECK_FALSE(unit.is_free(at(59'999ms)));
  CHECK(unit.is_free(at(60s)));
}

TEST_CASE("exposure: a silenced unit that restarted is free 40 s after its last frame",
          "[node][exposure]") {
  Exposure unit = silenced();
  unit.restarted();
  CHECK(unit.highest(at(44'999ms)) == 16_A);
  CHECK(unit.is_free(at(45s)));
}

TEST_CASE("exposure: a sign from before a frame left for the unit is none", "[node][exposure]") {
  Exposure unit = silenced();
  unit.announced();
  unit.addressed(at(20s));
  CHECK_FALSE(unit.is_free(at(60s)));
}

TEST_CASE("exposure: a silenced unit that does not answer when it is asked is free 40 s later",
          "[node][exposure]") {
  Exposure unit = silenced();
  for (const Duration when : {45s, 46s, 47s}) {
    unit.sent(at(when), std::nullopt);
    CHECK(unit.highest(at(when)) == 16_A);
  }
  unit.give_up();
  CHECK_FALSE(unit.is_free(at(86'999ms)));
  CHECK(unit.is_free(at(87s)));
}

TEST_CASE("exposure: a silenced unit that answers when it is asked shows what it does",
          "[node][exposure]") {
  Exposure unit = silenced();
  beat(unit, 45s, std::nullopt, 0_A);
  beat(unit, 46s, std::nullopt, 0_A);
  CHECK(unit.highest(at(48'699ms)) == 16_A);
  CHECK(unit.highest(at(48'700ms)) == 0_A);
}

TEST_CASE("exposure: a unit that is given up needs no sign: it hears or says nothing",
          "[node][exposure]") {
  Exposure unit = books_of(16_A);
  unit.give_up();
  CHECK(unit.highest(at(44'999ms)) == 16_A);
  CHECK(unit.is_free(at(45s)));
}

TEST_CASE("exposure: a unit that answers another master counts its rating for 40 s",
          "[node][exposure]") {
  Exposure unit = books_of(6_A);
  unit.give_up();
  unit.served_elsewhere(at(20s), 10_A);
  CHECK(unit.highest(at(20s)) == 32_A);
  CHECK(unit.highest(at(59'999ms)) == 32_A);
  CHECK(unit.highest(at(60s)) == 0_A);
}

TEST_CASE("exposure: a unit that answers another master with more than its rating counts that",
          "[node][exposure]") {
  Exposure unit = books_of(6_A);
  unit.served_elsewhere(at(20s), 40_A);
  unit.served_elsewhere(at(30s), 10_A);
  CHECK(unit.highest(at(31s)) == 40_A);
}

}  // namespace
}  // namespace twc::test
