/// A simulated Wall Connector: what it says, beside what is physically true.

#include <twc/sim/unit.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using msg::Command;

/// A unit, and a master that beats once a second.
class Plug {
 public:
  explicit Plug(const sim::UnitConfig& config = {}) : unit{config} {}

  void run_to(Time until) {
    for (auto due = unit.deadline(); due && *due <= until; due = unit.deadline()) {
      now = std::max(now, *due);
      ++wakes;
      if (const auto frame = unit.poll(now)) said.push_back(*frame);
    }
    now = until;
  }
  void pass(Duration time) { run_to(now + time); }

  /// The limit that the unit answers; nothing where it does not.
  std::optional<Centiamps> beat(Command command = Command::none, Centiamps limit = {}) {
    const std::size_t before = said.size();
    unit.hear(now,
              msg::encode(
                  msg::MasterHeartbeat{
                      .from = TwcId{0x7777}, .to = unit.id(), .command = command, .limit = limit},
                  unit.slave().config().protocol));
    pass(1s);
    if (said.size() == before) return std::nullopt;
    const msg::Message message = msg::decode(said.back());
    const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message);
    return answer != nullptr ? std::optional{answer->limit} : std::nullopt;
  }
  void beats(int seconds) {
    for (int beats = 0; beats < seconds; ++beats) beat();
  }
  /// What its last answer says that its car draws.
  [[nodiscard]] Centiamps reported() const {
    return std::get<msg::SlaveHeartbeat>(msg::decode(said.back())).drawn;
  }
  void charge_16_amps() {
    unit.plug(now, sim::Car{});
    beat(Command::set_limit, 16_A);
    beats(20);
  }

  Time now{};
  sim::Unit unit;
  std::vector<wire::Frame> said;
  int wakes = 0;
};

sim::UnitConfig with(const sim::Misbehaviour& misbehaviour) {
  return {.slave = {}, .misbehaviour = misbehaviour};
}

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

TEST_CASE("unit: one that ignores reductions echoes its old limit", "[sim][unit]") {
  Plug plug{with({.ignores_reductions = true})};
  plug.charge_16_amps();
  CHECK(plug.beat(Command::set_limit, 8_A) == 16_A);
  CHECK(plug.unit.in_force(plug.now) == 16_A);
  CHECK(plug.beat(Command::set_limit, 20_A) == 20_A);
}

TEST_CASE("unit: one that only mirrors echoes the new limit and draws on", "[sim][unit]") {
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

TEST_CASE("unit: one that was told to be silent is heard again afterwards", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.unit.be_silent_until(plug.now + 10s);
  for (int passed = 0; passed < 10; ++passed) CHECK_FALSE(plug.beat());
  CHECK(plug.beat() == 16_A);
}

TEST_CASE("unit: one that keeps its limit resumes it after a restart", "[sim][unit]") {
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

TEST_CASE("unit: wakes only to answer while it charges", "[sim][unit]") {
  Plug plug;
  plug.charge_16_amps();
  plug.wakes = 0;
  plug.beats(3600);
  CHECK(plug.wakes == 3600);
}

}  // namespace
}  // namespace twc::test
