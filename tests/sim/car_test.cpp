/// What a simulated car draws of what it is let.

#include <cstdlib>

#include <twc/sim/car.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

sim::Car plugged(const sim::CarConfig& config = {}) {
  sim::Car car{config};
  car.advance(Time{});
  return car;
}

TEST_CASE("car: waits, ramps, and stays a little below what it is let", "[sim][car]") {
  sim::Car car = plugged();
  CHECK(car.wants_current());
  CHECK(car.drawn(Time{1h}) == 0_A);
  car.offer(Time{}, 16_A);
  CHECK(car.drawn(Time{3s}) == 0_A);
  CHECK(car.drawn(Time{4s}) == 3_A);
  CHECK(car.drawn(Time{5s}) == 6_A);
  CHECK(car.drawn(Time{60s}) == Centiamps{1520});  // 15.22 A of 16 A were heard
}

TEST_CASE("car: draws no more than its driver or its charger wants", "[sim][car]") {
  sim::Car modest = plugged({.wants = 10_A});
  modest.offer(Time{}, 32_A);
  CHECK(modest.drawn(Time{60s}) == 10_A);
  sim::Car small = plugged({.wants = 32_A, .on_board = 16_A});
  small.offer(Time{}, 32_A);
  CHECK(small.drawn(Time{60s}) == 16_A);
}

TEST_CASE("car: follows a lower limit at once, a higher one along its ramp", "[sim][car]") {
  sim::Car car = plugged();
  car.offer(Time{}, 16_A);
  car.offer(Time{60s}, 8_A);
  CHECK(car.drawn(Time{60s}) == Centiamps{720});
  car.offer(Time{70s}, 16_A);
  CHECK(car.drawn(Time{71s}) == Centiamps{1020});
  CHECK(car.drawn(Time{80s}) == Centiamps{1520});
}

TEST_CASE("car: never draws more than it is let", "[sim][car]") {
  Dice dice{7};
  sim::Car car = plugged({.wants = 32_A,
                          .ampere_hours = 3,
                          .starts_at = Time{50s},
                          .ends_at = Time{5000s},
                          .six_amp_bug_until = 16_A});
  Time now{};
  for (int step = 0; step < 20'000; ++step) {
    const Centiamps limit{static_cast<std::uint16_t>(dice.below(4000))};
    car.offer(now, limit);
    const Duration wait{dice.below(4'000'000)};
    for (int part = 0; part <= 4; ++part) REQUIRE(car.drawn(now + wait * part / 4) <= limit);
    now += wait;
    if (car.deadline() && *car.deadline() <= now) car.advance(now);
  }
}

TEST_CASE("car: is full after its ampere hours", "[sim][car]") {
  sim::Car car = plugged({.ampere_hours = 10});
  car.offer(Time{}, Centiamps{1080});  // draws 10 A
  REQUIRE(car.deadline());
  const Time full = *car.deadline();
  CHECK(full > Time{1h});
  CHECK(full < Time{1h + 10s});
  car.advance(full - 1s);
  CHECK(car.wants_current());
  car.advance(*car.deadline());
  CHECK_FALSE(car.wants_current());
  CHECK(car.drawn(full + 1s) == 0_A);
  CHECK_FALSE(car.seen(full).asks);
  CHECK_FALSE(car.deadline());
}

TEST_CASE("car: is full at the same time whatever happens on the way", "[sim][car]") {
  sim::Car undisturbed = plugged({.ampere_hours = 10});
  sim::Car looked_at = plugged({.ampere_hours = 10});
  undisturbed.offer(Time{}, 16_A);
  looked_at.offer(Time{}, 16_A);
  for (Time now{}; now < Time{30min}; now += 700ms) looked_at.advance(now);
  const Duration apart = *undisturbed.deadline() - *looked_at.deadline();
  CHECK(std::abs(apart.count()) < 1000);
}

TEST_CASE("car: keeps its schedule", "[sim][car]") {
  sim::Car car = plugged({.starts_at = Time{1h}, .ends_at = Time{2h}});
  CHECK_FALSE(car.wants_current());
  CHECK(car.seen(Time{}).asks);
  car.offer(Time{}, 16_A);
  CHECK(car.drawn(Time{30min}) == 0_A);
  REQUIRE(car.deadline() == Time{1h});
  car.advance(Time{1h});
  CHECK(car.wants_current());
  CHECK(car.drawn(Time{1h + 60s}) == Centiamps{1520});
  REQUIRE(car.deadline() == Time{2h});
  car.advance(Time{2h});
  CHECK(car.drawn(Time{2h}) == 0_A);
  CHECK_FALSE(car.seen(Time{2h}).asks);
}

TEST_CASE("car: tells its unit what a Tesla tells, others nothing", "[sim][car]") {
  CHECK(plugged().seen(Time{}).asks);
  CHECK(plugged().seen(Time{}).vin->view() == "5YJ3E7EB0KF000001");
  const node::Car other = plugged({.is_tesla = false}).seen(Time{});
  CHECK(other.wants_current);
  CHECK_FALSE(other.asks);
  CHECK_FALSE(other.vin);
}

TEST_CASE("car: with the 6 A bug it falls to 6 A at a raise and stays there", "[sim][car]") {
  sim::Car car = plugged({.six_amp_bug_until = 16_A});  // dracoventions/TWCManager
  car.offer(Time{}, 8_A);
  CHECK(car.drawn(Time{60s}) == Centiamps{720});
  car.offer(Time{60s}, 12_A);
  CHECK(car.drawn(Time{60s}) == Centiamps{520});
  CHECK(car.drawn(Time{10min}) == Centiamps{520});

  SECTION("3 s of the spike are not enough") {
    car.offer(Time{10min}, 16_A);
    car.offer(Time{10min + 3s}, 12_A);
    CHECK(car.drawn(Time{20min}) == Centiamps{520});
  }
  SECTION("nor is a spike that is 0.01 A too low") {
    car.offer(Time{10min}, Centiamps{1599});
    car.offer(Time{10min + 20s}, 12_A);
    CHECK(car.drawn(Time{20min}) == Centiamps{520});
  }
  SECTION("5 s are") {
    car.offer(Time{10min}, 16_A);
    CHECK(car.deadline() == Time{10min + 5s});
    car.offer(Time{10min + 5s}, 12_A);
    CHECK(car.drawn(Time{20min}) == Centiamps{1120});
  }
}

}  // namespace
}  // namespace twc::test
