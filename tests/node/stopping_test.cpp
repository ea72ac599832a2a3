// SPDX-License-Identifier: MIT
/// How a unit is stopped, and when it is known to have stopped (S9).

#include <twc/node/stopping.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::stop_method;
using node::StopBy;
using node::Stopping;
using News = Stopping::News;

/// Once a second: what the unit says, and what is told of it.
News say(Stopping& stopping, Duration when, Centiamps echo, Centiamps drawn) {
  stopping.answered(at(when), echo, drawn);
  return stopping.news(at(when), false);
}

TEST_CASE("stopping: how each choice ends a charge", "[node][stopping]") {
  struct Row {
    StopBy chosen;
    StopBy protocol1;
    StopBy protocol2;
  };
  const auto row = GENERATE(Row{StopBy::automatic, StopBy::zero, StopBy::silence},
                            Row{StopBy::zero, StopBy::zero, StopBy::zero},
                            Row{StopBy::contactor, StopBy::zero, StopBy::contactor},
                            Row{StopBy::silence, StopBy::silence, StopBy::silence});
  CHECK(stop_method(row.chosen, Protocol::one) == row.protocol1);
  CHECK(stop_method(row.chosen, Protocol::two) == row.protocol2);
}

TEST_CASE(
    "stopping: a unit at zero has stopped when it said 0 twice and then drew nothing for 10 s",
    "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  CHECK(say(stopping, 1s, 16_A, 15_A) == News::none);
  CHECK(say(stopping, 2s, 0_A, 9_A) == News::none);
  CHECK(say(stopping, 3s, 0_A, 3_A) == News::none);
  CHECK(say(stopping, 4s, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 13s, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 14s, 0_A, 0_A) == News::stopped);
  CHECK(say(stopping, 15s, 0_A, 0_A) == News::none);  // told once
  CHECK(stopping.is_verified());
}

TEST_CASE("stopping: the 10 s begin with the second zero", "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  say(stopping, 1s, 0_A, 0_A);
  say(stopping, 2s, 0_A, 0_A);
  CHECK(say(stopping, 11s, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 12s, 0_A, 0_A) == News::stopped);
}

TEST_CASE("stopping: a draw or another echo begins the 10 s again", "[node][stopping]") {
  const auto [echo, drawn] = GENERATE(std::pair{0_A, 1_A}, std::pair{6_A, 0_A});
  Stopping stopping;
  stopping.begin(at(0s));
  for (const Duration when : {1s, 2s, 3s}) say(stopping, when, 0_A, 0_A);
  say(stopping, 4s, echo, drawn);
  say(stopping, 5s, 0_A, 0_A);
  say(stopping, 6s, 0_A, 0_A);
  CHECK(say(stopping, 14s, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 16s, 0_A, 0_A) == News::stopped);
}

TEST_CASE("stopping: a car that draws on 30 s after the stop began is told, once",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  CHECK(say(stopping, 29s, 0_A, 8_A) == News::none);
  CHECK(say(stopping, 30s, 0_A, 8_A) == News::still_drawing);
  CHECK(say(stopping, 31s, 0_A, 8_A) == News::none);
  CHECK(say(stopping, 40s, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 50s, 0_A, 0_A) == News::stopped);
}

TEST_CASE("stopping: the last answer of a freed unit is no news of its draw", "[node][stopping]") {
  // The loop stood still for 47 s, and the answer that is read now came long ago.
  Stopping stopping;
  stopping.begin(at(0s));
  stopping.answered(at(50s), 6_A, 5_A);
  CHECK(stopping.news(at(50s), true) == News::none);
  CHECK(stopping.news(at(51s), false) == News::still_drawing);
}

TEST_CASE("stopping: a unit that restarted while it fell has stopped once it is freed",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  CHECK(say(stopping, 1s, 6_A, 7_A) == News::none);
  CHECK(stopping.news(at(40s), false) == News::none);
  CHECK(stopping.news(at(41s), true) == News::stopped);
}

TEST_CASE("stopping: a unit that resumes its limit after its stop was told stops once more",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  stopping.silenced();
  REQUIRE(stopping.news(at(40s), true) == News::stopped);
  stopping.addressed();
  CHECK(say(stopping, 42s, 6_A, 0_A) == News::none);
  stopping.silenced();
  CHECK(stopping.news(at(81s), false) == News::none);
  CHECK(stopping.news(at(82s), true) == News::stopped);
}

TEST_CASE("stopping: a unit that draws again after its stop was told stops once more",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  for (const Duration when : {1s, 2s}) CHECK(say(stopping, when, 0_A, 0_A) == News::none);
  REQUIRE(say(stopping, 12s, 0_A, 0_A) == News::stopped);
  CHECK(say(stopping, 100s, 6_A, 5_A) == News::none);
  CHECK(say(stopping, 129s, 6_A, 5_A) == News::none);
  CHECK(say(stopping, 130s, 6_A, 5_A) == News::still_drawing);
  for (const Duration when : {140s, 141s}) CHECK(say(stopping, when, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 151s, 0_A, 0_A) == News::stopped);
}

TEST_CASE("stopping: a silenced unit has stopped when that is proven, whatever it said last",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  say(stopping, 1s, 6_A, 5_A);
  stopping.silenced();
  CHECK(stopping.news(at(60s), false) == News::none);
  CHECK(stopping.news(at(61s), true) == News::stopped);
  CHECK(stopping.news(at(62s), true) == News::none);
}

TEST_CASE("stopping: an answer counts again once the unit is addressed after a silence",
          "[node][stopping]") {
  // A Protocol 1 unit that the user stopped by silence hears zero when it announces itself.
  Stopping stopping;
  stopping.begin(at(0s));
  stopping.silenced();
  stopping.addressed();
  for (const Duration when : {11s, 12s}) CHECK(say(stopping, when, 0_A, 0_A) == News::none);
  CHECK(say(stopping, 22s, 0_A, 0_A) == News::stopped);
}

TEST_CASE("stopping: an open contactor counts when the unit said so and then drew nothing for 10 s",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  stopping.switched(at(1s), true);
  say(stopping, 2s, 6_A, 0_A);
  CHECK(say(stopping, 20s, 6_A, 0_A) == News::none);
  stopping.acknowledged(true);
  CHECK(stopping.is_acknowledged());
  say(stopping, 21s, 6_A, 0_A);
  CHECK(say(stopping, 30s, 6_A, 0_A) == News::none);
  CHECK(say(stopping, 31s, 6_A, 0_A) == News::stopped);
}

TEST_CASE("stopping: contactors are switched once a minute", "[node][stopping]") {
  Stopping stopping;
  CHECK(stopping.may_switch(at(0s)));
  stopping.switched(at(0s), true);
  CHECK(stopping.has_opened());
  CHECK_FALSE(stopping.may_switch(at(59'999ms)));
  CHECK(stopping.may_switch(at(60s)));
  stopping.acknowledged(true);
  stopping.may_have_closed();  // the unit restarted; it is told to close before the next charge
  CHECK(stopping.has_opened());
  CHECK_FALSE(stopping.is_acknowledged());
}

TEST_CASE("stopping: an acknowledgement of a command that was never sent counts for nothing",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  stopping.acknowledged(true);
  CHECK_FALSE(stopping.is_acknowledged());
}

TEST_CASE("stopping: a stop under way goes on, and one that ended begins anew",
          "[node][stopping]") {
  Stopping stopping;
  stopping.begin(at(0s));
  stopping.begin(at(5s));
  CHECK(stopping.begun() == at(0s));
  stopping.end();
  CHECK_FALSE(stopping.is_under_way());
  CHECK(stopping.news(at(60s), true) == News::none);
  stopping.begin(at(70s));
  CHECK(stopping.begun() == at(70s));
}

TEST_CASE("stopping: stops are counted for each plug-in", "[node][stopping]") {
  Stopping stopping;
  stopping.count();
  stopping.count();
  CHECK(stopping.stops() == 2);
  stopping.forget_count();
  CHECK(stopping.stops() == 0);
}

}  // namespace
}  // namespace twc::test
