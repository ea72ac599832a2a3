// SPDX-License-Identifier: MIT
/// The commands that a user types to a master, and the answers: text in, text out.

#include "fakemaster/commands.hpp"

#include <chrono>
#include <string>

#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "tools/support_json.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using Catch::Matchers::StartsWith;
using tools::Style;

namespace {

/// A bus of two units, with cars that take what they get, and somebody who types.
struct Desk {
  explicit Desk(const node::MasterConfig& config = eager_master(), Style style = Style::text)
      : bench{config},
        commands{bench.master, memory, tools::UnitFacts{std::nullopt}},
        client{.style = style} {
    for (unsigned number : {1U, 2U}) {
      sim::CarConfig car;
      car.wants = 32_A;
      bench.add(sound_unit(number)).plug(bench.bus.now(), sim::Car{car});
    }
  }
  std::string type(std::string_view line) {
    return commands.obey(bench.bus.now(), line, client).line;
  }

  MasterBus bench;
  tools::Memory memory;
  tools::Commands commands;
  tools::ClientWishes client;
};

}  // namespace

TEST_CASE("commands: a limit is granted up to what the wiring carries", "[fakemaster]") {
  Desk desk;
  CHECK(desk.type("limit 16") == "ok requested=16.00 granted=16.00 echoed=0.00 drawn=0.00");
  CHECK_THAT(desk.type("limit 40"),
             StartsWith("ok requested=40.00 granted=32.00 ") && ContainsSubstring("max_current"));
  CHECK_THAT(desk.type("limit 640"), StartsWith("ok requested=640.00 granted=32.00"));
  CHECK(desk.bench.master.limit() == 32_A);
}

TEST_CASE("commands: an id without amperes does not lift the limit", "[fakemaster]") {
  Desk desk;
  desk.bench.run(30s);
  (void)desk.type("limit 8");
  CHECK(desk.type("limit 2001") == "err bad_value 2001 looks like an id; expected limit 2001 AMPS");
  CHECK_THAT(desk.type("limit 0064"), StartsWith("err bad_value 0064 looks like an id"));
  CHECK_THAT(desk.type("limit 640.01"), StartsWith("err bad_value expected at most 640 A"));
  CHECK_THAT(desk.type("limit 1e9"), StartsWith("err bad_value expected at most 640 A"));
  CHECK_THAT(desk.type("limit 2001 641"), StartsWith("err bad_value expected at most 640 A"));
  CHECK(desk.bench.master.limit() == 8_A);
}

TEST_CASE("commands: fractions of an ampere are kept back", "[fakemaster]") {
  Desk desk;
  CHECK_THAT(desk.type("limit 12.5"),
             StartsWith("ok requested=12.50 granted=12.00 ") && ContainsSubstring("whole_amps"));
}

TEST_CASE("commands: less than a minimum grants nothing, and says so", "[fakemaster]") {
  Desk desk;
  desk.bench.run(60s);
  for (const char* const amps : {"0.99", "5.00", "5.99"}) {
    CHECK_THAT(desk.type(std::string{"limit "} + amps),
               StartsWith(std::string{"ok requested="} + amps + " granted=0.00 ") &&
                   ContainsSubstring(" reason=minimum ") && ContainsSubstring(" in="));
  }
  (void)desk.type("limit 32");
  CHECK_THAT(desk.type("limit 2001 5.99"), StartsWith("ok id=2001 requested=5.99 granted=0.00 ") &&
                                               ContainsSubstring(" reason=minimum "));
  CHECK_THAT(desk.type("limit 2001 0"), StartsWith("ok id=2001 requested=0.00 granted=0.00 ") &&
                                            ContainsSubstring(" reason=stopped "));
}

TEST_CASE("commands: the currents that units echo and draw are told once they do", "[fakemaster]") {
  Desk desk;
  desk.bench.run(60s);
  CHECK_THAT(desk.type("status"), ContainsSubstring("granted=32.00 echoed=32.00 drawn=30.40"));
  CHECK_THAT(desk.type("status"),
             ContainsSubstring("exposure=32.00 max_current=32.00 unit_count=2"));
  CHECK_THAT(
      desk.type("units"),
      ContainsSubstring("id=2001 link=linked charging=charging state=1 state_name=charging") &&
          ContainsSubstring("id=2002 link=linked"));
}

TEST_CASE("commands: one unit is given a ceiling of its own", "[fakemaster]") {
  Desk desk;
  CHECK_THAT(desk.type("limit 2001 8"), StartsWith("err unknown_unit no unit 2001"));
  desk.bench.run(60s);
  CHECK_THAT(desk.type("limit 2001 8"),
             StartsWith("ok id=2001 requested=8.00 granted=8.00 echoed=16.00"));
  CHECK_THAT(desk.type("limit 2001 99"), ContainsSubstring("granted=32.00"));
  CHECK_THAT(desk.type("limit 2001 7.5"),
             ContainsSubstring("granted=7.00") && ContainsSubstring("whole_amps"));
  desk.bench.run(30s);
  CHECK(desk.bench.units[0]->in_force(desk.bench.bus.now()) == 7_A);
  CHECK(desk.bench.units[1]->in_force(desk.bench.bus.now()) == 25_A);
}

TEST_CASE("commands: a ceiling above the rating names the rating, also while others have to fall",
          "[fakemaster]") {
  auto config = eager_master();
  config.max_current = 40_A;
  Desk desk{config};
  desk.bench.run(60s);
  (void)desk.type("limit 2001 6");
  desk.bench.run(30s);
  CHECK_THAT(desk.type("limit 2001 40"), StartsWith("ok id=2001 requested=40.00 granted=32.00 ") &&
                                             ContainsSubstring(" reason=rating ") &&
                                             ContainsSubstring(" in="));
  CHECK_THAT(desk.type("limit 2001 31"), StartsWith("ok id=2001 requested=31.00 granted=31.00 ") &&
                                             ContainsSubstring(" reason=waiting "));
}

TEST_CASE("commands: stop and start reach one unit, or all of them", "[fakemaster]") {
  Desk desk;
  desk.bench.run(60s);
  // The unit was sent another limit last than it is granted, and the answer tells all the same what
  // the unit draws.
  CHECK_THAT(desk.type("stop 2001"),
             StartsWith("ok id=2001") && ContainsSubstring("requested=0.00 granted=0.00 "
                                                           "echoed=16.00 drawn=15.20 "
                                                           "reason=stopped"));
  CHECK_THAT(desk.type("limit 2001 20"), StartsWith("ok id=2001 requested=20.00 granted=0.00 ") &&
                                             ContainsSubstring("reason=stopped"));
  CHECK_THAT(desk.type("limit 2001 80"), ContainsSubstring("granted=0.00 "));
  desk.bench.run(60s);
  CHECK(desk.bench.units[0]->in_force(desk.bench.bus.now()) == Centiamps{});
  CHECK_THAT(desk.type("start 2001"), StartsWith("ok id=2001"));
  CHECK_THAT(desk.type("stop"),
             StartsWith("ok requested=32.00 granted=0.00") && ContainsSubstring("reason=stopped"));
  desk.bench.run(60s);
  CHECK(desk.bench.in_force() == Centiamps{});
  CHECK_THAT(desk.type("start"), StartsWith("ok requested=32.00 granted=32.00"));
  CHECK_THAT(desk.type("stop 4711"), StartsWith("err unknown_unit"));
}

TEST_CASE(
    "commands: the drawn current of units that are not spoken to is told until they have stopped",
    "[fakemaster]") {  // S9
  Desk desk;
  desk.bench.run(60s);
  (void)desk.type("stop 2001");
  desk.bench.run(10s);
  CHECK_THAT(desk.type("units"), ContainsSubstring("id=2001 link=silenced charging=charging"));
  const auto drawn = [&] { return desk.bench.master.totals(desk.bench.bus.now()).drawn; };
  const Centiamps by_the_other = desk.bench.units[1]->drawn(desk.bench.bus.now());
  CHECK(drawn() >= by_the_other + 5_A);
  desk.bench.run(50s);
  CHECK_THAT(desk.type("units"), ContainsSubstring("id=2001 link=silenced charging=paused"));
  CHECK(drawn() == desk.bench.status(*desk.bench.units[1]).amounts.drawn);

  auto& cable = desk.bench.bus.link(desk.bench.ports[1]);
  cable.hears = cable.speaks = false;
  desk.bench.run(30s);
  CHECK_THAT(desk.type("units"), ContainsSubstring("id=2002 link=lost charging=unreachable"));
  CHECK_THAT(desk.type("status"),
             ContainsSubstring("drawn=31.20") && ContainsSubstring("stale=true"));
  desk.bench.run(60s);
  CHECK_THAT(desk.type("status"), ContainsSubstring("drawn=0.00"));
}

TEST_CASE("commands: an answer says in how many seconds a command takes effect", "[fakemaster]") {
  Desk desk;
  desk.bench.run(60s);
  CHECK_THAT(desk.type("limit 16"), !ContainsSubstring(" in="));
  CHECK_THAT(desk.type("limit 2001 7"), !ContainsSubstring(" in="));
  CHECK_THAT(desk.type("stop 2001"),
             ContainsSubstring("reason=stopped heard=") && ContainsSubstring(" in=55s "));
  CHECK_THAT(desk.type("limit 0"), ContainsSubstring(" in=55s"));
  desk.bench.run(55s);
  CHECK_THAT(desk.type("status"), !ContainsSubstring(" in="));
  Desk json{eager_master(), Style::json};
  json.bench.run(60s);
  CHECK_THAT(json.type("stop"), ContainsSubstring(R"("in_s":55)"));
}

TEST_CASE("commands: with --hold, a limit below the minima says how long they are kept",
          "[fakemaster]") {
  auto config = eager_master();
  config.hold = 2min;
  Desk desk{config};
  desk.bench.run(60s);
  CHECK_THAT(desk.type("limit 8"), StartsWith("ok requested=8.00 granted=8.00 ") &&
                                       ContainsSubstring("reason=held") &&
                                       EndsWith("in=175s hold=120s"));
  CHECK_THAT(desk.type("limit 5.5"),
             ContainsSubstring("reason=held") && EndsWith("in=175s hold=120s"));
}

TEST_CASE("commands: --stop-by zero tells how long a stop takes, too", "[fakemaster]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::zero;
  Desk desk{config};
  desk.bench.run(60s);
  CHECK_THAT(desk.type("limit 0"), ContainsSubstring(" in="));
  (void)desk.type("limit 32");
  CHECK_THAT(desk.type("stop 2001"), ContainsSubstring(" in="));
}

TEST_CASE("commands: units tells reports with their ages, and redacted no VIN", "[fakemaster]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  Desk desk{config};
  desk.bench.run(100s);
  const std::string units = desk.type("units");
  for (const char* const told :
       {" meter_heard=", " vin=5YJ3E7EB3KF000001 vin_heard=", " serial=A17A0003495 serial_heard=",
        " serial_stale=true", " version=4.5.10.2 firmware_heard="}) {
    CHECK_THAT(units, ContainsSubstring(told));
  }
  tools::Commands redacted{desk.bench.master, desk.memory,
                           tools::UnitFacts{tools::Redactor{tools::Redactor::random_salt()}}};
  const std::string hidden = redacted.obey(desk.bench.bus.now(), "units", desk.client).line;
  CHECK_THAT(hidden,
             ContainsSubstring(" vin=") && !ContainsSubstring("5YJ") && !ContainsSubstring("A17A"));
}

TEST_CASE("commands: a unit that comes after a stop of all stays stopped", "[fakemaster]") {
  Desk desk;
  (void)desk.type("stop");
  desk.bench.run(60s);
  CHECK(desk.bench.master.unit_count() == 2);
  CHECK(desk.bench.in_force() == Centiamps{});
}

TEST_CASE("commands: the quiet time after the start is told, and how long it lasts",
          "[fakemaster]") {
  auto config = eager_master();
  config.bus_idle = false;
  Desk desk{config};
  CHECK_THAT(desk.type("limit 20"), ContainsSubstring("reason=quiet_time in=40s quiet_time=40s"));
  desk.bench.run(10s);
  CHECK_THAT(desk.type("status"), ContainsSubstring("quiet_time=30s"));
  desk.bench.run(40s);
  CHECK_THAT(desk.type("status"), !ContainsSubstring("quiet_time"));
}

TEST_CASE("commands: a total that nobody renews is told to be stale", "[fakemaster]") {
  auto config = eager_master();
  config.stale_after = 60s;
  config.fallback = 6_A;
  Desk desk{config};
  CHECK_THAT(desk.type("status"), ContainsSubstring("stale_in=60s"));
  desk.bench.run(50s);
  CHECK_THAT(desk.type("renew"), StartsWith("ok requested=32.00 granted=32.00"));
  desk.bench.run(61s);
  CHECK_THAT(desk.type("status"),
             ContainsSubstring("granted=6.00") && ContainsSubstring("reason=stale"));
}

TEST_CASE("commands: a policy is chosen by its name", "[fakemaster]") {
  Desk desk;
  CHECK_THAT(desk.type("policy rotate"), StartsWith("ok "));
  CHECK_THAT(desk.type("status"), ContainsSubstring("policy=rotate"));
  CHECK_THAT(desk.type("policy best"), EndsWith("expected fair, priority or rotate"));
  CHECK_THAT(desk.type("policy rotate:0s"),
             EndsWith("how long a turn takes is for --policy to say"));
}

TEST_CASE("commands: a line that is no command is an error that says what was expected",
          "[fakemaster]") {
  Desk desk;
  CHECK_THAT(desk.type("raw C0 FB"), StartsWith("err unknown_command "));
  CHECK(desk.type("statsu") == "err unknown_command there is no such command; status is one");
  CHECK_THAT(desk.type(""), StartsWith("err empty "));
  CHECK(desk.type("limit") == "err usage expected limit [ID] AMPS");
  CHECK_THAT(desk.type("limit 1 2 3"), StartsWith("err usage "));
  CHECK_THAT(desk.type("limit 12,5"), StartsWith("err bad_value expected amperes"));
  CHECK_THAT(desk.type("limit -1"), StartsWith("err bad_value "));
  CHECK_THAT(desk.type("limit nan"), StartsWith("err bad_value "));
  CHECK_THAT(desk.type("limit XYZ 6"), StartsWith("err bad_value expected an id"));
  CHECK_THAT(desk.type("stop 0000"), StartsWith("err bad_value expected an id"));
  CHECK_THAT(desk.type(std::string(1000, '\xC0')), StartsWith("err unknown_command "));
  CHECK_THAT(desk.type(std::string("limit \0\x1B[2J", 11)), !ContainsSubstring("\x1B"));
  CHECK_THAT(tools::Commands::too_long(desk.client), StartsWith("err too_long "));
}

TEST_CASE("commands: blanks and a carriage return do not count", "[fakemaster]") {
  Desk desk;
  CHECK_THAT(desk.type("  limit \t 16\r"), StartsWith("ok requested=16.00"));
}

TEST_CASE("commands: only quit ends, and help names them all", "[fakemaster]") {
  Desk desk;
  CHECK(desk.commands.obey({}, "quit", desk.client).ends);
  CHECK_FALSE(desk.commands.obey({}, "quit now", desk.client).ends);
  CHECK_FALSE(desk.commands.obey({}, "status", desk.client).ends);
  for (const char* const name : {"limit [ID] AMPS", "stop [ID]", "start [ID]", "policy", "status",
                                 "units", "renew", "events", "format text|json", "quit"}) {
    CHECK_THAT(desk.type("help"), ContainsSubstring(name));
  }
}

TEST_CASE("commands: JSON answers are objects, and their names carry the unit", "[fakemaster]") {
  Desk desk{eager_master(), Style::json};
  const auto limit = parse_json(desk.type("limit 40"));
  REQUIRE(limit);
  CHECK(member(*limit, "ok") == "true");
  CHECK(member(*limit, "requested_a") == "40.00");
  CHECK(member(*limit, "granted_a") == "32.00");
  CHECK(member(*limit, "reason") == "max_current");
  const auto wrong = parse_json(desk.type("limit \"\\"));
  REQUIRE(wrong);
  CHECK(member(*wrong, "ok") == "false");
  CHECK(member(*wrong, "error") == "bad_value");
  desk.bench.run(30s);
  CHECK_THAT(desk.type("units"), ContainsSubstring(R"("units":[{"id":"2001","link":"linked")"));
  CHECK_THAT(desk.type("help"), StartsWith(R"({"ok":true,"commands":"limit)"));
}

TEST_CASE("commands: each client has a format of its own", "[fakemaster]") {
  Desk desk;
  tools::ClientWishes other;
  CHECK_THAT(desk.type("format json"), StartsWith(R"({"ok":true,"requested_a":32.00)"));
  CHECK_THAT(desk.type("nonsense"), StartsWith(R"({"ok":false,"error":"unknown_command")"));
  CHECK_THAT(desk.commands.obey({}, "status", other).line, StartsWith("ok requested=32.00"));
  CHECK_THAT(desk.type("format text"), StartsWith("ok requested=32.00"));
  CHECK(desk.type("format xml") == "err bad_value expected text or json");
}

TEST_CASE("commands: a client hears events from the moment it asks for them", "[fakemaster]") {
  Desk desk;
  CHECK_FALSE(desk.client.hears_events);
  CHECK_THAT(desk.type("events"), StartsWith("ok requested=32.00"));
  CHECK(desk.client.hears_events);
}
