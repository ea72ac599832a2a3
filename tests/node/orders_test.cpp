// SPDX-License-Identifier: MIT
/// The orders to a unit, whether its echo shows them, and whether it follows (R2, R6).

#include <twc/node/orders.hpp>

#include "support/at.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using node::Orders;

constexpr Duration settles = 3500ms;

/// One unit of Protocol 2 that may be drawing what it echoes.
struct Ordered {
  bool send(Duration when, Centiamps limit) {
    return orders.sent(at(when), protocol, limit, orders.told());
  }
  void echo(Duration when, Centiamps limit) { orders.answered(at(when), limit, settles); }
  Orders orders;
  Protocol protocol = Protocol::two;
};

TEST_CASE("orders: a limit is in force once it is echoed, which is news once", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 6_A);
  CHECK(unit.send(1s, 16_A));
  CHECK_FALSE(unit.send(2s, 16_A));  // a repeat is no other limit
  CHECK(unit.orders.told() == 16_A);
  CHECK_FALSE(unit.orders.has_echoed(16_A));
  CHECK_FALSE(unit.orders.is_echo_news());
  unit.echo(2200ms, 16_A);
  CHECK(unit.orders.has_echoed(16_A));
  CHECK(unit.orders.is_echo_news());
  CHECK_FALSE(unit.orders.is_echo_news());
}

TEST_CASE("orders: an echo of before a limit was sent is no echo of it", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 6_A);
  unit.send(1s, 6_A);
  CHECK_FALSE(unit.orders.has_echoed(6_A));
  unit.echo(1200ms, 6_A);
  CHECK(unit.orders.has_echoed(6_A));
}

TEST_CASE("orders: an echo that differs later takes the limit out of force", "[node][orders]") {
  Ordered unit;
  unit.send(0s, 16_A);
  unit.echo(200ms, 16_A);
  unit.echo(1200ms, 40_A);
  CHECK_FALSE(unit.orders.has_echoed(16_A));
}

TEST_CASE("orders: zero comes to 6 A at a Protocol 2 unit, and to 0 at a Protocol 1 unit",
          "[node][orders]") {
  const auto resting = Orders::effect_of(Protocol::two, 0_A);
  CHECK(resting.low == 0_A);
  CHECK(resting.high == 6_A);
  CHECK(Orders::effect_of(Protocol::one, 0_A).high == 0_A);
  CHECK(Orders::effect_of(Protocol::two, 7_A).low == 7_A);
  Ordered unit;
  unit.send(0s, 0_A);
  unit.echo(200ms, 6_A);
  CHECK(unit.orders.has_echoed(0_A));
}

TEST_CASE("orders: a Protocol 1 unit at zero hears zero until it echoes more that it was offered",
          "[node][orders]") {
  Ordered unit;
  unit.protocol = Protocol::one;
  unit.echo(0s, 16_A);
  unit.send(1s, 0_A);
  CHECK(unit.orders.is_zeroed());
  unit.echo(1200ms, 0_A);
  unit.echo(2200ms, 6_A);  // its relay clicked
  CHECK(unit.orders.is_zeroed());
  unit.orders.forget();  // it was lost in between
  CHECK(unit.orders.is_zeroed());
  unit.send(5s, 10_A);
  CHECK(unit.orders.is_zeroed());
  unit.echo(5200ms, 10_A);
  CHECK_FALSE(unit.orders.is_zeroed());
}

TEST_CASE("orders: a unit that was lost has not lagged since before", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 32_A);
  unit.send(1s, 16_A);
  unit.echo(1200ms, 32_A);
  REQUIRE(unit.orders.lags_since() == at(1s));
  unit.orders.forget();
  CHECK_FALSE(unit.orders.lags_since());
}

TEST_CASE("orders: a unit has to fall from the first reduction until it follows it",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 32_A);
  unit.send(1s, 16_A);
  CHECK(unit.orders.falls_since() == at(1s));
  for (const Duration when : {1200ms, 2200ms, 3200ms}) unit.echo(when, 32_A);
  CHECK(unit.orders.refusals() == 3);
  unit.send(4s, 10_A);  // another one does not start the time again
  CHECK(unit.orders.falls_since() == at(1s));
  unit.echo(4200ms, 16_A);
  CHECK(unit.orders.falls_since() == at(1s));
  unit.echo(5200ms, 10_A);
  CHECK_FALSE(unit.orders.falls_since());
}

TEST_CASE("orders: a unit that followed the smallest limit is excused from none",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 32_A);
  unit.send(1s, 6_A);
  unit.send(2s, 16_A);  // there is room for more again
  unit.echo(2200ms, 16_A);
  CHECK_FALSE(unit.orders.falls_since());
}

TEST_CASE("orders: a unit that does not have to fall any more is excused", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 32_A);
  unit.send(1s, 16_A);
  unit.orders.excuse();
  CHECK_FALSE(unit.orders.falls_since());
  unit.echo(1200ms, 32_A);
  CHECK(unit.orders.refusals() == 0);
}

TEST_CASE("orders: a unit that says the same higher limit twice has that as its minimum",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 0_A);
  unit.send(1s, 5_A);
  unit.echo(1200ms, 6_A);
  CHECK_FALSE(unit.orders.least());  // it may still be on the way
  unit.echo(4400ms, 6_A);
  CHECK_FALSE(unit.orders.least());
  unit.echo(4700ms, 6_A);  // 3.5 s after its first answer to the offer
  CHECK(unit.orders.least() == 6_A);
}

TEST_CASE("orders: a minimum is doubted an hour after the car has left", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 0_A);
  unit.send(1s, 5_A);
  unit.echo(1200ms, 6_A);
  unit.echo(4700ms, 6_A);
  REQUIRE(unit.orders.least() == 6_A);
  unit.orders.car_left(at(60s));
  unit.orders.car_left(at(120s));  // nor does the next car lengthen that
  unit.echo(61min - 1s, 0_A);
  CHECK(unit.orders.least() == 6_A);
  unit.echo(61min, 0_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: answers to lost offers teach no minimum, and a lower echo ends one",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 8_A);
  for (const Duration lost : {1s, 2s, 3s}) unit.send(lost, 7_A);
  unit.send(6s, 7_A);
  unit.echo(6200ms, 8_A);
  unit.echo(7200ms, 8_A);
  CHECK_FALSE(unit.orders.least());
  unit.echo(9800ms, 8_A);
  CHECK(unit.orders.least() == 8_A);
  unit.echo(10800ms, 7_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: the limit that a unit holds at its first offer is no minimum",
          "[node][orders]") {
  Ordered unit;
  unit.send(1s, 6_A);
  for (const Duration when : {1200ms, 4800ms, 5800ms}) unit.echo(when, 16_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: a unit that keeps 7 A for a lower offer has a minimum, and does not disobey",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 7_A);
  unit.send(1s, 6_A);
  for (const Duration when : {1200ms, 4600ms, 5600ms}) unit.echo(when, 7_A);
  CHECK(unit.orders.least() == 7_A);
  CHECK_FALSE(unit.orders.falls_since());
}

TEST_CASE("orders: a unit that keeps a limit above 10 A for a lower one has no minimum",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 32_A);
  unit.send(1s, 16_A);
  unit.echo(5s, 32_A);
  unit.echo(6s, 32_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: a unit that rests below its minimum by itself keeps that minimum",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 0_A);
  unit.send(1s, 6_A);
  unit.echo(1200ms, 7_A);
  unit.echo(5s, 7_A);
  REQUIRE(unit.orders.least() == 7_A);
  unit.send(6s, 7_A);
  unit.echo(6200ms, 7_A);
  unit.echo(60s, 6_A);  // its car is full
  CHECK(unit.orders.least() == 7_A);
  unit.send(61s, 6_A);
  unit.echo(62s, 6_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: a unit that says 0 declines, however often the offer changes",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 0_A);
  Duration now = 0s;
  for (const Centiamps offer : {6_A, 19_A, 25_A, 12_A}) {
    CHECK_FALSE(unit.orders.declines(at(now), settles));
    unit.send(now, offer);
    unit.echo(now + 200ms, 0_A);
    now += 1s;
  }
  CHECK(unit.orders.declines(at(200ms + settles), settles));
}

TEST_CASE("orders: a unit that goes to the offer before the last one does not follow",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 6_A);
  unit.send(1s, 32_A);
  unit.send(2s, 6_A);  // before it said 32
  unit.echo(5500ms, 32_A);
  unit.echo(6500ms, 32_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: a unit without a car takes no offer, and does not hold it then",
          "[node][orders]") {
  Ordered unit;
  unit.send(1s, 16_A);
  unit.send(2s, 16_A);
  unit.echo(5'499ms, 0_A);
  CHECK(unit.orders.told() == 16_A);  // it may still obey the last sending
  unit.echo(5'500ms, 0_A);
  CHECK(unit.orders.told() == 0_A);
  unit.send(6s, 16_A);
  CHECK(unit.orders.told() == 16_A);
}

TEST_CASE("orders: a unit that says the same lower limit is offered no more, for an hour",
          "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 0_A);
  unit.send(1s, 32_A);
  unit.echo(1200ms, 25_A);
  CHECK(unit.orders.most(at(2s)) == 80_A);
  unit.echo(5s, 25_A);
  CHECK(unit.orders.most(at(5s)) == 25_A);
  CHECK(unit.orders.most(at(5s + 1h - 1us)) == 25_A);
  CHECK(unit.orders.most(at(5s + 1h)) == 80_A);
}

TEST_CASE("orders: a limit that cannot be is no minimum", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 6_A);
  unit.send(1s, 16_A);
  unit.echo(5s, 655_A);
  unit.echo(6s, 655_A);
  CHECK_FALSE(unit.orders.least());
}

TEST_CASE("orders: it is known when the unit was raised last", "[node][orders]") {
  Ordered unit;
  unit.echo(0s, 16_A);
  unit.send(1s, 10_A);
  CHECK_FALSE(unit.orders.raised_at());
  unit.echo(1200ms, 10_A);
  unit.send(5s, 12_A);
  unit.send(6s, 12_A);
  CHECK(unit.orders.raised_at() == at(5s));
}

TEST_CASE("orders: a unit that was silent for long has to be told anew", "[node][orders]") {
  Ordered unit;
  unit.send(1s, 16_A);
  unit.echo(1200ms, 16_A);
  unit.orders.forget();
  CHECK_FALSE(unit.orders.granted());
  CHECK(unit.orders.told() == 0_A);
  CHECK(unit.send(60s, 16_A));
}

}  // namespace
}  // namespace twc::test
