/// The master says when an order is in force, where that takes more than the next heartbeats.

#include <twc/node/master.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"
#include "support/world.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;

/// Two units whose cars take what they get.
struct Evening {
  explicit Evening(const node::MasterConfig& config = eager_master()) : world{config} {
    for (const unsigned number : {1U, 2U}) {
      world.add(sound_unit(number)).plug(world.bus.now(), sim::Car{{.wants = 32_A}});
    }
    world.run(90s);
  }
  [[nodiscard]] std::optional<Duration> in(unsigned unit) const {
    const auto at = world.status(*world.units[unit]).in_force_at;
    return at ? std::optional{*at - world.bus.now()} : std::nullopt;
  }
  [[nodiscard]] std::optional<Duration> in() const {
    const auto at = world.master.in_force_at(world.bus.now());
    return at ? std::optional{*at - world.bus.now()} : std::nullopt;
  }
  /// How long it takes until the unit lets no current flow.
  Duration until_off(unsigned unit) {
    const Time since = world.bus.now();
    while (world.units[unit]->in_force(world.bus.now()) > 0_A) {
      REQUIRE(world.bus.now() - since < 3min);
      world.run(1s);
    }
    return world.bus.now() - since;
  }
  World world;
};

}  // namespace

TEST_CASE("in force: what the next heartbeats carry is told without seconds", "[node][report]") {
  Evening evening;
  CHECK_FALSE(evening.in());
  evening.world.master.set_limit(evening.world.bus.now(), 20_A);
  CHECK_FALSE(evening.in());
  CHECK_FALSE(evening.in(0));
}

TEST_CASE("in force: a stop that ends in silence takes as long as it says, at most",
          "[node][report]") {
  Evening evening;
  const bool is_for_all = GENERATE(true, false);
  const Time now = evening.world.bus.now();
  if (is_for_all) {
    evening.world.master.set_limit(now, 0_A);
  } else {
    evening.world.master.stop(now, evening.world.units[0]->id());
  }
  const auto said = is_for_all ? evening.in() : evening.in(0);
  REQUIRE(said);
  const Duration took = evening.until_off(0);
  CHECK(took <= *said);
  CHECK(took >= *said - 20s);  // units stop 20 to 30 s after their last heartbeat
  evening.world.run(*said - took + 1s);
  CHECK_FALSE(evening.in(0));
}

TEST_CASE("in force: a Protocol 1 unit stops with its next heartbeat", "[node][report]") {
  World world{eager_master()};
  auto& unit = world.add(sound_unit(1, Protocol::one));
  unit.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(60s);
  world.master.stop(world.bus.now(), unit.id());
  CHECK_FALSE(world.status(unit).in_force_at);
}

TEST_CASE("in force: the quiet time ends when it says", "[node][report]") {
  auto config = eager_master();
  config.bus_idle = false;
  World world{config};
  auto& unit = world.add(sound_unit());
  unit.plug(world.bus.now(), sim::Car{{.wants = 32_A}});
  world.run(10s);
  CHECK(world.master.in_force_at(world.bus.now()) == Time{} + 40s);
  CHECK(world.status(unit).in_force_at == Time{} + 40s);
  world.run(31s);
  CHECK_FALSE(world.master.in_force_at(world.bus.now()));
}

TEST_CASE("in force: a hold ends when it says", "[node][report]") {
  auto config = eager_master();
  config.hold = 2min;
  Evening evening{config};
  evening.world.master.set_limit(evening.world.bus.now(), 7_A);
  CHECK(evening.in() == 2min);
  evening.world.run(30s);
  CHECK(evening.in() == 90s);
  const auto held = evening.world.first<node::event::Held>();
  REQUIRE(held);
  CHECK(std::get<node::event::Held>(held->what).until - held->at == 2min);
}

TEST_CASE("in force: a unit that was silenced for lack of room waits 60 s", "[node][report]") {
  Evening evening;
  evening.world.master.set_limit(evening.world.bus.now(), 8_A);
  evening.world.run(30s);
  const unsigned silenced =
      evening.world.status(*evening.world.units[0]).link == node::Link::silenced ? 0 : 1;
  REQUIRE(evening.world.status(*evening.world.units[silenced]).link == node::Link::silenced);
  evening.world.master.set_limit(evening.world.bus.now(), 32_A);
  const auto said = evening.in(silenced);
  REQUIRE(said);
  CHECK(*said <= 60s);
  CHECK(*said >= 20s);
  evening.world.run(*said + 3s);
  CHECK(evening.world.status(*evening.world.units[silenced]).is_heartbeated());
}

TEST_CASE("in force: a unit that waits for another to stop is told until when", "[node][report]") {
  Evening evening;
  auto& world = evening.world;
  world.master.stop(world.bus.now(), world.units[0]->id());
  world.run(15s);
  REQUIRE(world.status(*world.units[0]).link == node::Link::silenced);
  world.run(5s);
  const auto unit = world.status(*world.units[1]);
  if (unit.granted == unit.requested) return;
  REQUIRE(unit.in_force_at);
  world.run(*unit.in_force_at - world.bus.now() + 3s);
  CHECK(world.status(*world.units[1]).granted > unit.granted);
}

}  // namespace twc::test
