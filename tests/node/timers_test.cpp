// SPDX-License-Identifier: MIT
/// The timers of a master: when it may speak, and when it has something to do.

#include <twc/node/timers.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Timer;
using node::Timers;

TEST_CASE("timers: a timer is due from its time on, until it is stopped or set anew",
          "[node][timers]") {
  Timers timers;
  CHECK_FALSE(timers.is_due(Timer::inquiry, at(1h)));
  timers.set(Timer::inquiry, at(2s));
  CHECK_FALSE(timers.is_due(Timer::inquiry, at(2s - 1us)));
  CHECK(timers.is_due(Timer::inquiry, at(2s)));
  CHECK_FALSE(timers.is_due(Timer::announcement, at(2s)));
  timers.set(Timer::inquiry, at(1s));
  CHECK(timers.at(Timer::inquiry) == at(1s));
  timers.stop(Timer::inquiry);
  CHECK_FALSE(timers.at(Timer::inquiry).has_value());
}

TEST_CASE("timers: a timer is put off, and never brought forward", "[node][timers]") {
  Timers timers;
  timers.put_off(Timer::line, at(3s));
  timers.put_off(Timer::line, at(2s));
  CHECK(timers.at(Timer::line) == at(3s));
  timers.put_off(Timer::line, at(4s));
  CHECK(timers.at(Timer::line) == at(4s));
}

TEST_CASE("timers: the master speaks after it listened, on a free line, and waits for answers",
          "[node][timers]") {
  Timers timers;
  CHECK(timers.may_speak_at() == Time{});
  timers.set(Timer::listening, at(3s));
  CHECK(timers.may_speak_at() == at(3s));
  timers.set(Timer::line, at(5s));
  CHECK(timers.may_speak_at() == at(5s));
  timers.set(Timer::answer, at(7s));
  CHECK(timers.may_speak_at() == at(7s));
  timers.set(Timer::inquiry, at(9s));  // no reason to be silent
  timers.set(Timer::wake, at(9s));
  CHECK(timers.may_speak_at() == at(7s));
  timers.stop(Timer::answer);
  CHECK(timers.may_speak_at() == at(5s));
}

}  // namespace
}  // namespace twc::test
