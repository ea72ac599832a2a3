// SPDX-License-Identifier: MIT
/// Simulated Wall Connectors that are not as they should be.

#include "sim/plug.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

TEST_CASE("unit: stops within 30 s of its master's silence", "[sim][unit]") {
  const auto misbehaviour = GENERATE(sim::Misbehaviour{}, sim::Misbehaviour{.latest = 2s},
                                     sim::Misbehaviour{.ignores_reductions = true},
                                     sim::Misbehaviour{.only_mirrors = true});
  Plug plug{with(misbehaviour)};
  plug.charge_16_amps();
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  plug.pass(28s);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  plug.pass(1s);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  CHECK(plug.unit.drawn(plug.now) == 0_A);
}

TEST_CASE("unit: a late one reports its old limit until it obeys, within its time", "[sim][unit]") {
  Plug plug{with({.latest = 2s})};
  plug.charge_16_amps();
  bool was_late = false;
  for (int times = 0; times < 20; ++times) {
    const Centiamps limit = times % 2 == 0 ? 8_A : 16_A;
    const Centiamps before = times % 2 == 0 ? 16_A : 8_A;
    const auto reported = plug.beat(Command::set_limit, limit);
    CHECK((reported == before || reported == limit));
    was_late = was_late || plug.unit.in_force(plug.now) == before;
    plug.beats(2);
    CHECK(plug.unit.in_force(plug.now) == limit);
  }
  CHECK(was_late);
}

TEST_CASE("unit: a late one may echo at once what it does not do yet", "[sim][unit]") {
  Plug plug{with({.latest = 2900ms, .echoes_at_once = true})};
  plug.charge_16_amps();
  bool was_late = false;
  for (int times = 0; times < 20; ++times) {
    const Centiamps limit = times % 2 == 0 ? 8_A : 16_A;
    CHECK(plug.beat(Command::set_limit, limit) == limit);
    was_late = was_late || plug.unit.in_force(plug.now) != limit;
    plug.beats(2);
    CHECK(plug.unit.in_force(plug.now) == limit);
  }
  CHECK(was_late);
}

TEST_CASE("unit: one may have a minimum and a maximum of its own, and echo them", "[sim][unit]") {
  Plug plug{with({.least = 6_A, .most = 13_A})};
  plug.charge_16_amps();
  CHECK(plug.beat() == 13_A);
  CHECK(plug.beat(Command::set_limit, 5_A) == 6_A);
  CHECK(plug.unit.in_force(plug.now) == 6_A);
  CHECK(plug.beat(Command::set_limit, 10_A) == 10_A);
}

TEST_CASE("unit: a unit that clamps still takes zero for zero", "[sim][unit]") {
  sim::UnitConfig config = with({.least = 6_A});
  config.slave.protocol = Protocol::one;
  Plug plug{config};
  plug.unit.plug(plug.now, sim::Car{});
  plug.beat(Command::set_initial_limit, 16_A);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  CHECK(plug.beat(Command::set_initial_limit, 0_A) == 0_A);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
}

TEST_CASE("unit: heartbeats to others keep one charging that takes them for its own",
          "[sim][unit]") {
  const bool is_fed = GENERATE(false, true);
  sim::UnitConfig config;
  config.slave.is_fed_by_others = is_fed;
  Plug plug{config};
  plug.charge_16_amps();
  plug.said.clear();
  for (int seconds = 0; seconds < 60; ++seconds) {
    plug.unit.hear(
        plug.now,
        msg::encode(msg::MasterHeartbeat{.from = TwcId{0x7777}, .to = TwcId{1}}, Protocol::two));
    plug.pass(1s);
  }
  CHECK(plug.said.empty() == is_fed);
  CHECK((plug.unit.in_force(plug.now) == 16_A) == is_fed);
  plug.pass(31s);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
}

TEST_CASE("unit: a deaf one announces itself for ever", "[sim][unit]") {
  Plug plug{with({.is_deaf = true})};
  plug.unit.plug(plug.now, sim::Car{});
  for (int passed = 0; passed < 600; ++passed) CHECK_FALSE(plug.beat(Command::set_limit, 16_A));
  CHECK(plug.said.size() > 90);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
}

TEST_CASE("unit: one may announce a wrong rating, once", "[sim][unit]") {
  Plug plug{with({.first_rating = 52_A})};
  plug.pass(60s);
  std::vector<Centiamps> ratings;
  for (const wire::Frame& frame : plug.said) {
    ratings.push_back(std::get<msg::SlaveLinkready>(msg::decode(frame)).maximum);
  }
  REQUIRE(ratings.size() > 3);
  CHECK(ratings.front() == 52_A);
  CHECK(std::count(ratings.begin(), ratings.end(), 32_A) == std::ssize(ratings) - 1);
}

TEST_CASE("unit: a contactor that was opened may close by itself", "[sim][unit]") {
  sim::UnitConfig config;
  config.slave.recloses_after = 12s;
  Plug plug{config};
  plug.charge_16_amps();
  plug.unit.hear(plug.now,
                 msg::encode(msg::StopCharging{.from = TwcId{0x7777}, .to = plug.unit.id()},
                             wire::HarmAccepted{}));
  plug.beats(11);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  CHECK(plug.unit.drawn(plug.now) == 0_A);
  plug.beats(10);
  CHECK(plug.unit.in_force(plug.now) == 6_A);
  CHECK(plug.unit.drawn(plug.now) == Centiamps{520});
}

TEST_CASE("unit: a unit that ignores reductions echoes its old limit", "[sim][unit]") {
  Plug plug{with({.ignores_reductions = true})};
  plug.charge_16_amps();
  CHECK(plug.beat(Command::set_limit, 8_A) == 16_A);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  CHECK(plug.beat(Command::set_limit, 20_A) == 20_A);
}

TEST_CASE("unit: a unit that only mirrors echoes the new limit and draws on", "[sim][unit]") {
  Plug plug{with({.only_mirrors = true})};
  plug.charge_16_amps();
  CHECK(plug.beat(Command::set_limit, 8_A) == 8_A);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  CHECK(plug.unit.drawn(plug.now) == Centiamps{1520});
  plug.beat();
  const auto answer = std::get<msg::SlaveHeartbeat>(msg::decode(plug.said.back()));
  CHECK(answer.drawn == Centiamps{1520});
}

TEST_CASE("unit: one may report a limit that cannot be", "[sim][unit]") {
  Plug plug{with({.reports_limit = Centiamps{0xFFFF}})};
  plug.charge_16_amps();
  CHECK(plug.beat() == Centiamps{0xFFFF});
  CHECK(plug.unit.in_force(plug.now) == 16_A);
}

TEST_CASE("unit: a mute one obeys and is not heard", "[sim][unit]") {
  Plug plug{with({.is_mute = true})};
  plug.charge_16_amps();
  CHECK(plug.said.empty());
  CHECK(plug.unit.in_force(plug.now) == 16_A);
}

TEST_CASE("unit: a unit that keeps its limit resumes it after a restart", "[sim][unit]") {
  sim::UnitConfig config;
  config.slave.keeps_limit = true;
  Plug plug{config};
  plug.charge_16_amps();
  plug.unit.power_cycle(plug.now);
  plug.pass(5s);
  CHECK(plug.unit.in_force(plug.now) == 0_A);
  CHECK(plug.beat() == 16_A);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
}

}  // namespace
}  // namespace twc::test
