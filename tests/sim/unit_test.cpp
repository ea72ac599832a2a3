// SPDX-License-Identifier: MIT
/// A simulated Wall Connector: what it says, beside what is physically true.

#include "sim/plug.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

TEST_CASE("unit: a car draws what it was granted, and no current flows before", "[sim][unit]") {
  Plug plug;
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  plug.unit.plug(plug.now, sim::Car{});
  plug.beats(5);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  CHECK(plug.beat(Command::set_limit, 16_A) == 16_A);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  plug.beats(20);
  CHECK(plug.unit.drawn(plug.now) == Centiamps{1520});
  plug.beat(Command::set_limit, 6_A);
  CHECK(plug.unit.in_force(plug.now) == 6_A);
  CHECK(plug.unit.drawn(plug.now) == Centiamps{1520});  // its car reacts after a second
  plug.beats(2);
  CHECK(plug.unit.drawn(plug.now) == Centiamps{520});
}

TEST_CASE("unit: reports what its car drew up to a second ago", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.beat();
  CHECK(plug.reported() == Centiamps{1520});
  bool was_old = false;
  for (int times = 0; times < 20; ++times) {
    plug.beat(Command::set_limit, times % 2 == 0 ? 6_A : 16_A);
    for (int beats = 0; beats < 8; ++beats) {
      const Centiamps before = plug.unit.drawn(plug.now);
      const bool fell = plug.unit.drawn(plug.now) > plug.unit.drawn(plug.now + 150ms);
      plug.beat();
      was_old = was_old || (fell && plug.reported() > before);
      const Centiamps now = plug.unit.drawn(plug.now);
      if (before == now) continue;
      CHECK(plug.reported() <= 16_A);
    }
    CHECK(plug.reported() == plug.unit.drawn(plug.now));
  }
  CHECK(was_old);
}

TEST_CASE("unit: reads a current wrong, by the same part of it for ever", "[sim][unit]") {
  bool was_wrong = false;
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    sim::UnitConfig config;
    config.slave.seed = seed;
    config.gauge.error = 0.05;
    Plug plug{config};
    plug.charge_16_amps();
    plug.beat();
    const Centiamps reported = plug.reported();
    CHECK(reported >= Centiamps{1444});
    CHECK(reported <= Centiamps{1596});
    was_wrong = was_wrong || reported > Centiamps{1580};
    plug.beats(10);
    CHECK(plug.reported() == reported);
    CHECK(plug.unit.drawn(plug.now) == Centiamps{1520});
  }
  CHECK(was_wrong);
}

TEST_CASE("unit: tells an onlooker whether its car would draw", "[sim][unit]") {
  sim::UnitConfig config;
  config.slave.tolerated_losses = 0;
  Plug plug{config};
  CHECK_FALSE(plug.unit.is_plugged());
  CHECK_FALSE(plug.unit.wants_current(plug.now));
  plug.charge_16_amps();
  CHECK(plug.unit.is_plugged());
  CHECK(plug.unit.wants_current(plug.now));
  plug.pass(40s);  // its master is lost, and its car does not stand that
  CHECK_FALSE(plug.unit.wants_current(plug.now));
  plug.unit.plug(plug.now, sim::Car{});
  CHECK(plug.unit.wants_current(plug.now));
  plug.unit.fail(plug.now);
  CHECK_FALSE(plug.unit.wants_current(plug.now));
}

TEST_CASE("unit: a car may stand the loss of its master any number of times", "[sim][unit]") {
  sim::UnitConfig config;
  config.slave.tolerated_losses = node::ChargeConfig::any_losses;
  Plug plug{config};
  plug.charge_16_amps();
  for (int losses = 0; losses < 50; ++losses) {
    plug.pass(40s);
    CHECK(plug.unit.in_force(plug.now) == 0_A);
    plug.beat();
    plug.beat(Command::set_limit, 16_A);
    REQUIRE(plug.unit.in_force(plug.now) == 16_A);
  }
}

TEST_CASE("unit: a unit that is told 0 lets its car come down, for three seconds", "[sim][unit]") {
  sim::UnitConfig config;
  config.slave.protocol = Protocol::one;
  Plug plug{config};
  sim::CarConfig car;
  SECTION("a car that reacts within a second is down before it opens") {
    plug.unit.plug(plug.now, sim::Car{car});
    plug.beat(Command::set_initial_limit, 10_A);
    plug.beats(20);
    CHECK(plug.beat(Command::set_initial_limit, 0_A) == 0_A);
    CHECK(plug.unit.in_force(plug.now) == 0_A);
    CHECK(plug.unit.drawn(plug.now) == Centiamps{920});
    plug.beat(Command::set_initial_limit, 0_A);
    CHECK(plug.unit.drawn(plug.now) == Centiamps{320});
    plug.pass(600ms);
    CHECK(plug.unit.drawn(plug.now) == 0_A);
  }
  SECTION("a slow one is cut off") {
    car.reacts_after = 5s;
    plug.unit.plug(plug.now, sim::Car{car});
    plug.beat(Command::set_initial_limit, 10_A);
    plug.beats(20);
    for (int beats = 0; beats < 2; ++beats) plug.beat(Command::set_initial_limit, 0_A);
    plug.pass(990ms);
    CHECK(plug.unit.drawn(plug.now) == Centiamps{920});
    plug.pass(10ms);
    CHECK(plug.unit.drawn(plug.now) == 0_A);
  }
}

TEST_CASE("unit: unplugging, an error and a restart end every current at once", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  SECTION("unplugging") {
    plug.unit.unplug(plug.now);
  }
  SECTION("an error") {
    plug.unit.fail(plug.now);
  }
  SECTION("a power cycle") {
    plug.unit.power_cycle(plug.now);
  }
  SECTION("the reset button") {
    plug.unit.reset(plug.now);
  }
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  CHECK(plug.unit.drawn(plug.now) == 0_A);
  plug.beats(5);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
}

TEST_CASE("unit: a full car opens the contactor, and 6 A are left", "[sim][unit]") {
  Plug plug;
  plug.unit.plug(plug.now, sim::Car{{.ampere_hours = 1}});
  plug.beat(Command::set_limit, 16_A);
  plug.beats(300);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  CHECK(plug.beat() == 6_A);
  CHECK(plug.unit.slave().state(plug.now) == msg::ChargeState::do_not_charge);
}

TEST_CASE("unit: a schedule begins and ends a charge that was granted before", "[sim][unit]") {
  Plug plug;
  plug.unit.plug(plug.now, sim::Car{
                               {.starts_at = Time{60s}, .ends_at = Time{120s}}
  });
  plug.beat(Command::set_limit, 16_A);
  plug.beats(40);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  plug.beats(30);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  plug.beats(60);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
}

TEST_CASE("unit: without power it neither speaks nor draws, and starts anew", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  const auto energy = plug.unit.slave().kilowatt_hours();
  plug.unit.lose_power(plug.now, plug.now + 8h);
  CHECK(plug.unit.drawn(plug.now) == 0_A);
  CHECK_FALSE(plug.unit.wants_current(plug.now));
  plug.said.clear();
  for (int passed = 0; passed < 7; ++passed) CHECK_FALSE(plug.beat());
  plug.pass(8h - 7s);
  CHECK(plug.said.empty());
  plug.pass(2s);
  REQUIRE_FALSE(plug.said.empty());
  CHECK(plug.said.front().function() == wire::Function::slave_linkready);
  CHECK(plug.beat() == 0_A);
  CHECK(plug.unit.wants_current(plug.now));
  CHECK(plug.unit.slave().kilowatt_hours() == energy);
}

TEST_CASE("unit: a unit that is silenced and loses its power does not announce itself",
          "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.unit.lose_power(plug.now + 5s, Time::max());
  plug.said.clear();
  plug.pass(1h);
  CHECK(plug.said.empty());
  plug.unit.power_cycle(plug.now);
  plug.pass(2s);
  CHECK_FALSE(plug.said.empty());
}

TEST_CASE("unit: another car may be plugged in while there is no power", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.unit.lose_power(plug.now, plug.now + 60s);
  plug.unit.unplug(plug.now + 10s);
  CHECK_FALSE(plug.unit.is_plugged());
  plug.unit.plug(plug.now + 20s, sim::Car{{.wants = 10_A}});
  plug.pass(70s);
  plug.beat(Command::set_limit, 16_A);
  plug.beats(20);
  CHECK(plug.unit.drawn(plug.now) == 10_A);
}

TEST_CASE("unit: a unit that was told to be silent is heard again afterwards", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.unit.be_silent_until(plug.now + 10s);
  for (int passed = 0; passed < 10; ++passed) CHECK_FALSE(plug.beat());
  CHECK(plug.beat() == 16_A);
}

TEST_CASE("unit: ignores a heartbeat for another unit, unless that keeps it going", "[sim][unit]") {
  const auto beat_for = [](TwcId id) {
    return msg::encode(msg::MasterHeartbeat{.from = TwcId{0x77AB}, .to = id}, Protocol::two);
  };
  sim::UnitConfig config;
  const TwcId other{0x2019};
  CHECK(sim::Unit{config}.slave().ignores(beat_for(other)));
  CHECK_FALSE(sim::Unit{config}.slave().ignores(beat_for(config.slave.id)));
  const auto announced = msg::MasterLinkready1{.from = other};
  CHECK_FALSE(sim::Unit{config}.slave().ignores(msg::encode(announced, Protocol::two)));
  config.slave.is_fed_by_others = true;
  CHECK_FALSE(sim::Unit{config}.slave().ignores(beat_for(other)));
}

TEST_CASE("unit: wakes only to answer while it charges", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.wakes = 0;
  plug.beats(3600);
  CHECK(plug.wakes == 3600);
}

}  // namespace
}  // namespace twc::test
