// SPDX-License-Identifier: MIT
/// How often a unit is greeted that does not answer (S10).

#include <twc/node/greetings.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"

namespace twc::test {
namespace {

using node::Greetings;

/// Three greetings in vain, the last one until 90 s.
Greetings deaf() {
  Greetings greetings;
  for (const Duration lost : {30s, 60s, 90s}) {
    greetings.began(at(lost - 26s));
    greetings.failed(at(lost));
  }
  return greetings;
}

TEST_CASE("greetings: a unit is deaf after three in vain, which is news once",
          "[node][greetings]") {
  Greetings greetings;
  for (const Duration lost : {30s, 60s}) {
    greetings.failed(at(lost));
    CHECK_FALSE(greetings.is_deaf());
    CHECK(greetings.may_begin(at(lost)));
    CHECK(greetings.deserves_room(at(lost)));
  }
  greetings.failed(at(90s));
  CHECK(greetings.is_deaf());
  CHECK(greetings.is_news());
  greetings.failed(at(180s));
  CHECK_FALSE(greetings.is_news());
}

TEST_CASE("greetings: a deaf unit is greeted again after 1, 2 and then every 5 minutes",
          "[node][greetings]") {
  Greetings greetings = deaf();
  Duration now = 90s;
  for (const Duration pause : {1min, 2min, 5min, 5min, 5min}) {
    CHECK_FALSE(greetings.may_begin(at(now + pause - 1us)));
    CHECK(greetings.may_begin(at(now + pause)));
    greetings.began(at(now + pause));
    now += pause + 26s;
    greetings.failed(at(now));
  }
}

TEST_CASE("greetings: others are lowered for a deaf unit every 30 minutes, while it is greeted",
          "[node][greetings]") {
  Greetings greetings = deaf();
  CHECK_FALSE(greetings.deserves_room(at(90s)));
  CHECK_FALSE(greetings.deserves_room(at(90s + 30min - 1us)));
  CHECK(greetings.deserves_room(at(90s + 30min)));
  greetings.began(at(90s + 30min));
  CHECK(greetings.deserves_room(at(110s + 30min)));
  greetings.failed(at(116s + 30min));
  CHECK_FALSE(greetings.deserves_room(at(116s + 30min)));
  CHECK_FALSE(greetings.deserves_room(at(116s + 60min - 1us)));
  CHECK(greetings.deserves_room(at(116s + 60min)));
}

TEST_CASE("greetings: the user has room made at once", "[node][greetings]") {
  Greetings greetings = deaf();
  greetings.try_now(at(100s));
  CHECK(greetings.may_begin(at(100s)));
  CHECK(greetings.deserves_room(at(100s)));
}

TEST_CASE("greetings: an answer makes up for all of them", "[node][greetings]") {
  Greetings greetings = deaf();
  greetings.answered();
  CHECK_FALSE(greetings.is_deaf());
  CHECK(greetings.may_begin(at(90s)));
  greetings.failed(at(200s));
  CHECK_FALSE(greetings.is_deaf());
}

}  // namespace
}  // namespace twc::test
