// SPDX-License-Identifier: MIT
/// The current of a simulated car, beside its limit.

#include <cstdlib>
#include <utility>
#include <vector>

#include <twc/sim/car.hpp>
#include <twc/sim/dice.hpp>
#include <twc/unit/vin.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

sim::Car plugged(const sim::CarConfig& config = {}) {
  sim::Car car{config};
  car.advance(Time{});
  return car;
}

TEST_CASE("car: waits, rises, and stays a little below what it is let", "[sim][car]") {
  sim::Car car = plugged();
  CHECK(car.wants_current(Time{}));
  CHECK(car.drawn(Time{1h}) == 0_A);
  car.offer(Time{}, 16_A);
  CHECK(car.drawn(Time{3s}) == 0_A);
  CHECK(car.drawn(Time{4s}) == 2_A);
  CHECK(car.drawn(Time{5s}) == 4_A);
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

TEST_CASE("car: follows a lower limit after a second, and then falls", "[sim][car]") {
  sim::Car car = plugged();
  car.offer(Time{}, 16_A);
  car.offer(Time{60s}, 8_A);
  CHECK(car.drawn(Time{61s}) == Centiamps{1520});
  CHECK(car.drawn(Time{61s + 500ms}) == Centiamps{1220});
  CHECK(car.drawn(Time{62s}) == Centiamps{920});
  CHECK(car.drawn(Time{63s}) == Centiamps{720});
}

TEST_CASE("car: follows a higher limit at once", "[sim][car]") {
  sim::Car car = plugged();
  car.offer(Time{}, 8_A);
  car.offer(Time{60s}, 16_A);
  CHECK(car.drawn(Time{61s}) == Centiamps{920});
  CHECK(car.drawn(Time{80s}) == Centiamps{1520});
}

TEST_CASE("car: one at its slowest falls from 32 to 6 A in 5 s and 26 A at 4 A/s", "[sim][car]") {
  sim::Car car =
      plugged({.wants = 32_A, .shortfall = 0_A, .reacts_after = 5s, .fall_per_second = 4_A});
  car.offer(Time{}, 32_A);
  car.offer(Time{60s}, 6_A);
  CHECK(car.drawn(Time{65s}) == 32_A);
  CHECK(car.drawn(Time{71s}) == 8_A);
  CHECK(car.drawn(Time{71s + 500ms}) == 6_A);
}

TEST_CASE("car: reacts at once if it is told to, and falls at once", "[sim][car]") {
  sim::Car car = plugged({.reacts_after = 0s, .fall_per_second = 30_A});
  car.offer(Time{}, 16_A);
  car.offer(Time{60s}, 6_A);
  CHECK(car.drawn(Time{60s + 100ms}) == Centiamps{1220});
}

TEST_CASE("car: does not notice a limit that is low for less than it takes to react",
          "[sim][car]") {
  sim::Car car = plugged({.wants = 32_A, .reacts_after = 5s});
  car.offer(Time{}, 32_A);
  car.offer(Time{60s}, 6_A);
  car.offer(Time{64s}, 32_A);
  for (Time now{60s}; now < Time{80s}; now += 500ms) CHECK(car.drawn(now) == Centiamps{3120});
}

TEST_CASE("car: follows the limits one after the other, each in its time", "[sim][car]") {
  sim::Car car = plugged({.wants = 32_A, .shortfall = 0_A, .reacts_after = 5s});
  car.offer(Time{}, 32_A);
  car.offer(Time{60s}, 20_A);
  car.offer(Time{62s}, 10_A);
  car.offer(Time{64s}, 12_A);
  CHECK(car.drawn(Time{65s}) == 32_A);
  CHECK(car.drawn(Time{67s}) == 20_A);
  CHECK(car.drawn(Time{80s}) == 12_A);
}

TEST_CASE("car: an open contactor ends its current at once", "[sim][car]") {
  sim::Car car = plugged({.reacts_after = 5s});
  car.offer(Time{}, 16_A);
  car.offer(Time{60s}, 6_A);
  car.cut(Time{61s});
  CHECK(car.drawn(Time{61s}) == 0_A);
  CHECK(car.drawn(Time{70s}) == 0_A);
  CHECK(car.wants_current(Time{70s}));
}

/// The most that it may draw at any moment: a limit within its reaction time, or the current
/// before, less the amps that it has had the time to fall by.
struct Bound {
  Duration reacts_after;
  double falls;
  std::vector<std::pair<Time, Centiamps>> offers{};

  [[nodiscard]] double at(Time now, double before, Duration since) const {
    double most = 0;
    for (std::size_t at = 0; at < offers.size(); ++at) {
      const bool is_last = at + 1 == offers.size();
      if (is_last || offers[at + 1].first + reacts_after > now - since)
        most = std::max(most, static_cast<double>(offers[at].second.value()));
    }
    const double passed = std::chrono::duration<double>(since).count();
    return std::max(most, before - falls * passed) + 1;
  }
};

TEST_CASE("car: draws more than it is let only while it reacts and falls", "[sim][car]") {
  for (const Duration reacts_after : {0s, 1s, 5s}) {
    sim::Dice dice{7};
    sim::Car car = plugged({.wants = 32_A,
                            .reacts_after = reacts_after,
                            .fall_per_second = 4_A,
                            .ampere_hours = 3,
                            .tapering_ampere_hours = 1,
                            .pulses = sim::Pulses{},
                            .starts_at = Time{50s},
                            .ends_at = Time{5000s},
                            .six_amp_bug_until = 16_A});
    Bound bound{.reacts_after = reacts_after, .falls = 400};
    Time now{};
    double before = 0;
    bool was_above = false;
    for (int step = 0; step < 20'000; ++step) {
      const Centiamps limit{static_cast<std::uint16_t>(dice.below(4000))};
      car.offer(now, limit);
      bound.offers.emplace_back(now, limit);
      if (bound.offers.size() > 100) bound.offers.erase(bound.offers.begin());
      const Duration wait{static_cast<std::int64_t>(dice.below(4'000'000))};
      for (int part = 0; part < 4; ++part) {
        const Centiamps drawn = car.drawn(now + wait / 4);
        REQUIRE(drawn.value() <= bound.at(now + wait / 4, before, wait / 4));
        was_above = was_above || drawn > limit;
        before = drawn.value();
        now += wait / 4;
        if (dice.chance(0.5)) car.advance(now);
      }
    }
    CHECK(was_above);
  }
}

TEST_CASE("car: tells when its current turns, and draws the same if nobody asks", "[sim][car]") {
  const sim::CarConfig config{
      .wants = 32_A, .ampere_hours = 2, .tapering_ampere_hours = 1, .pulses = sim::Pulses{}};
  sim::Car told = plugged(config);
  sim::Car left_alone = plugged(config);
  for (sim::Car* car : {&told, &left_alone}) {
    car->offer(Time{}, 32_A);
    car->offer(Time{60s}, 10_A);
  }
  int turns = 0;
  for (Time now{60s}; now < Time{2h}; now += 10s) {
    while (told.deadline() && *told.deadline() <= now) {
      told.advance(*told.deadline());
      ++turns;
    }
    REQUIRE(std::abs(told.drawn(now).value() - left_alone.drawn(now).value()) <= 1);
  }
  CHECK(turns > 100);
}

TEST_CASE("car: is full after its ampere hours", "[sim][car]") {
  sim::Car car = plugged({.ampere_hours = 10});
  car.offer(Time{}, Centiamps{1080});  // draws 10 A
  Time full{};
  while (car.deadline()) {
    if (car.seen(full).asks) full = *car.deadline();
    car.advance(*car.deadline());
  }
  CHECK(full > Time{1h});
  CHECK(full < Time{1h + 10s});
  CHECK(car.drawn(full + 2s) == 0_A);
  CHECK_FALSE(car.wants_current(full + 2s));
}

TEST_CASE("car: comes down before it stops, and the contactor opens then", "[sim][car]") {
  sim::Car car = plugged({.ends_at = Time{60s}});
  car.offer(Time{}, 16_A);
  CHECK(car.drawn(Time{61s}) == Centiamps{920});
  CHECK(car.wants_current(Time{61s}));
  CHECK_FALSE(car.wants_current(Time{63s}));
  CHECK(car.drawn(Time{63s}) == 0_A);
}

TEST_CASE("car: is full at the same time whatever happens on the way", "[sim][car]") {
  sim::Car undisturbed = plugged({.ampere_hours = 10, .tapering_ampere_hours = 3});
  sim::Car looked_at = plugged({.ampere_hours = 10, .tapering_ampere_hours = 3});
  undisturbed.offer(Time{}, 16_A);
  looked_at.offer(Time{}, 16_A);
  for (Time now{}; now < Time{2h}; now += 700ms) {
    looked_at.advance(now);
    REQUIRE(std::abs(undisturbed.drawn(now).value() - looked_at.drawn(now).value()) <= 1);
  }
  CHECK_FALSE(looked_at.wants_current(Time{2h}));
}

TEST_CASE("car: tapers, and takes ever less of its last ampere hours", "[sim][car]") {
  sim::Car car = plugged({.wants = 10_A, .ampere_hours = 6, .tapering_ampere_hours = 5});
  car.offer(Time{}, 32_A);
  CHECK(car.drawn(Time{5min}) == 10_A);
  Centiamps before = 10_A;
  int steps = 0;
  for (Time now{5min}; now < Time{3h}; now += 10s) {
    const Centiamps drawn = car.drawn(now);
    REQUIRE(drawn <= before);
    if (drawn < before) ++steps;
    before = drawn;
  }
  CHECK(steps >= 10);
  CHECK(before == 0_A);
}

TEST_CASE("car: a full one takes a little now and then", "[sim][car]") {
  sim::Car car = plugged({
      .ampere_hours = 1, .pulses = sim::Pulses{.length = 10s, .every = 30s}
  });
  car.offer(Time{}, 16_A);
  const Time full{10min};
  CHECK_FALSE(car.seen(full).asks);
  int drawing = 0;
  for (Time now = full; now < full + 30min; now += 1s) {
    const Centiamps drawn = car.drawn(now);
    CHECK((drawn == 0_A || drawn <= Centiamps{130}));
    if (drawn == Centiamps{130}) ++drawing;
  }
  CHECK(drawing > 60 * 5);  // 3 of the 10 s pass before it draws
  CHECK(drawing < 60 * 10);
}

TEST_CASE("car: its driver may want another current", "[sim][car]") {
  sim::Car car = plugged({.wants = 7_A});
  car.offer(Time{}, 16_A);
  car.want(Time{60s}, 32_A);
  CHECK(car.drawn(Time{61s}) == 9_A);
  CHECK(car.drawn(Time{80s}) == Centiamps{1520});
}

TEST_CASE("car: keeps its schedule", "[sim][car]") {
  sim::Car car = plugged({.starts_at = Time{1h}, .ends_at = Time{2h}});
  CHECK_FALSE(car.wants_current(Time{}));
  CHECK(car.seen(Time{}).asks);
  car.offer(Time{}, 16_A);
  CHECK(car.drawn(Time{30min}) == 0_A);
  REQUIRE(car.deadline() == Time{1h});
  car.advance(Time{1h});
  CHECK(car.wants_current(Time{1h}));
  CHECK(car.drawn(Time{1h + 60s}) == Centiamps{1520});
  car.advance(Time{1h + 60s});
  REQUIRE(car.deadline() == Time{2h});
  car.advance(Time{2h});
  CHECK(car.drawn(Time{2h + 5s}) == 0_A);
  CHECK_FALSE(car.seen(Time{2h}).asks);
}

TEST_CASE("car: tells its unit what a Tesla tells, others nothing", "[sim][car]") {
  CHECK(plugged().seen(Time{}).asks);
  CHECK(plugged().seen(Time{}).vin->view() == "5YJ3E7EB3KF000001");
  const node::Car other = plugged({.is_tesla = false}).seen(Time{});
  CHECK(other.wants_current);
  CHECK_FALSE(other.asks);
  CHECK_FALSE(other.vin);
}

TEST_CASE("car: each number gives another VIN with a right check digit", "[sim][car]") {
  CHECK(sim::vin_of(1) != sim::vin_of(2));
  for (unsigned number = 0; number < 200; ++number) {
    const std::string vin = sim::vin_of(number);
    CHECK(unit::vin_check_digit(vin) == vin[8]);
  }
}

TEST_CASE("car: with the 6 A bug it falls to 6 A at a raise and stays there", "[sim][car]") {
  sim::Car car = plugged({.six_amp_bug_until = 16_A});
  car.offer(Time{}, 10_A);
  CHECK(car.drawn(Time{60s}) == Centiamps{920});
  car.offer(Time{60s}, 12_A);
  CHECK(car.drawn(Time{70s}) == Centiamps{520});
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
