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
struct Console {
  explicit Console(const node::MasterConfig& config = eager_master(), Style style = Style::text)
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
  Console console;
  CHECK(console.type("limit 16") == "ok requested=16.00 granted=16.00 echoed=0.00 drawn=0.00");
  CHECK_THAT(console.type("limit 40"),
             StartsWith("ok requested=40.00 granted=32.00 ") && ContainsSubstring("max_current"));
  CHECK_THAT(console.type("limit 640"), StartsWith("ok requested=640.00 granted=32.00"));
  CHECK(console.bench.master.limit() == 32_A);
}

TEST_CASE("commands: an id without amperes does not lift the limit", "[fakemaster]") {
  Console console;
  console.bench.run(30s);
  (void)console.type("limit 8");
  CHECK(console.type("limit 2001") ==
        "err bad_value 2001 looks like an id; expected limit 2001 AMPS");
  CHECK_THAT(console.type("limit 0064"), StartsWith("err bad_value 0064 looks like an id"));
  CHECK_THAT(console.type("limit 640.01"), StartsWith("err bad_value expected at most 640 A"));
  CHECK_THAT(console.type("limit 1e9"), StartsWith("err bad_value expected at most 640 A"));
  CHECK_THAT(console.type("limit 2001 641"), StartsWith("err bad_value expected at most 640 A"));
  CHECK(console.bench.master.limit() == 8_A);
}

TEST_CASE("commands: fractions of an ampere are kept back", "[fakemaster]") {
  Console console;
  CHECK_THAT(console.type("limit 12.5"),
             StartsWith("ok requested=12.50 granted=12.00 ") && ContainsSubstring("whole_amps"));
}

TEST_CASE("commands: less than a minimum grants nothing, and says so", "[fakemaster]") {
  Console console;
  console.bench.run(60s);
  for (const char* const amps : {"0.99", "5.00", "5.99"}) {
    CHECK_THAT(console.type(std::string{"limit "} + amps),
               StartsWith(std::string{"ok requested="} + amps + " granted=0.00 ") &&
                   ContainsSubstring(" reason=minimum ") && ContainsSubstring(" in="));
  }
  (void)console.type("limit 32");
  CHECK_THAT(console.type("limit 2001 5.99"),
             StartsWith("ok id=2001 requested=5.99 granted=0.00 ") &&
                 ContainsSubstring(" reason=minimum "));
  CHECK_THAT(console.type("limit 2001 0"), StartsWith("ok id=2001 requested=0.00 granted=0.00 ") &&
                                               ContainsSubstring(" reason=stopped "));
}

TEST_CASE("commands: the currents that units echo and draw are told once they do", "[fakemaster]") {
  Console console;
  console.bench.run(60s);
  CHECK_THAT(console.type("status"), ContainsSubstring("granted=32.00 echoed=32.00 drawn=30.40"));
  CHECK_THAT(console.type("status"),
             ContainsSubstring("exposure=32.00 max_current=32.00 unit_count=2"));
  CHECK_THAT(
      console.type("units"),
      ContainsSubstring("id=2001 link=linked charging=charging state=1 state_name=charging") &&
          ContainsSubstring("id=2002 link=linked"));
}

TEST_CASE("commands: one unit is given a ceiling of its own", "[fakemaster]") {
  Console console;
  CHECK_THAT(console.type("limit 2001 8"), StartsWith("err unknown_unit no unit 2001"));
  console.bench.run(60s);
  CHECK_THAT(console.type("limit 2001 8"),
             StartsWith("ok id=2001 requested=8.00 granted=8.00 echoed=16.00"));
  CHECK_THAT(console.type("limit 2001 99"), ContainsSubstring("granted=32.00"));
  CHECK_THAT(console.type("limit 2001 7.5"),
             ContainsSubstring("granted=7.00") && ContainsSubstring("whole_amps"));
  console.bench.run(30s);
  CHECK(console.bench.units[0]->in_force(console.bench.bus.now()) == 7_A);
  CHECK(console.bench.units[1]->in_force(console.bench.bus.now()) == 25_A);
}

TEST_CASE("commands: a ceiling above the rating names the rating, also while others have to fall",
          "[fakemaster]") {
  auto config = eager_master();
  config.max_current = 40_A;
  Console console{config};
  console.bench.run(60s);
  (void)console.type("limit 2001 6");
  console.bench.run(30s);
  CHECK_THAT(console.type("limit 2001 40"),
             StartsWith("ok id=2001 requested=40.00 granted=32.00 ") &&
                 ContainsSubstring(" reason=rating ") && ContainsSubstring(" in="));
  CHECK_THAT(console.type("limit 2001 31"),
             StartsWith("ok id=2001 requested=31.00 granted=31.00 ") &&
                 ContainsSubstring(" reason=waiting "));
}

TEST_CASE("commands: stop and start reach one unit, or all of them", "[fakemaster]") {
  Console console;
  console.bench.run(60s);
  // The unit was sent another limit last than it is granted, and the answer tells all the same what
  // the unit draws.
  CHECK_THAT(console.type("stop 2001"),
             StartsWith("ok id=2001") && ContainsSubstring("requested=0.00 granted=0.00 "
                                                           "echoed=16.00 drawn=15.20 "
                                                           "reason=stopped"));
  CHECK_THAT(console.type("limit 2001 20"),
             StartsWith("ok id=2001 requested=20.00 granted=0.00 ") &&
                 ContainsSubstring("reason=stopped"));
  CHECK_THAT(console.type("limit 2001 80"), ContainsSubstring("granted=0.00 "));
  console.bench.run(60s);
  CHECK(console.bench.units[0]->in_force(console.bench.bus.now()) == Centiamps{});
  CHECK_THAT(console.type("start 2001"), StartsWith("ok id=2001"));
  CHECK_THAT(console.type("stop"),
             StartsWith("ok requested=32.00 granted=0.00") && ContainsSubstring("reason=stopped"));
  console.bench.run(60s);
  CHECK(console.bench.in_force() == Centiamps{});
  CHECK_THAT(console.type("start"), StartsWith("ok requested=32.00 granted=32.00"));
  CHECK_THAT(console.type("stop 4711"), StartsWith("err unknown_unit"));
}

TEST_CASE(
    "commands: the drawn current of units that are not spoken to is told until they have stopped",
    "[fakemaster]") {  // S9
  Console console;
  console.bench.run(60s);
  (void)console.type("stop 2001");
  console.bench.run(10s);
  CHECK_THAT(console.type("units"), ContainsSubstring("id=2001 link=silenced charging=charging"));
  const auto drawn = [&] { return console.bench.master.totals(console.bench.bus.now()).drawn; };
  const Centiamps by_the_other = console.bench.units[1]->drawn(console.bench.bus.now());
  CHECK(drawn() >= by_the_other + 5_A);
  console.bench.run(50s);
  CHECK_THAT(console.type("units"), ContainsSubstring("id=2001 link=silenced charging=paused"));
  CHECK(drawn() == console.bench.status(*console.bench.units[1]).amounts.drawn);

  auto& cable = console.bench.bus.link(console.bench.ports[1]);
  cable.hears = cable.speaks = false;
  console.bench.run(30s);
  CHECK_THAT(console.type("units"), ContainsSubstring("id=2002 link=lost charging=unreachable"));
  CHECK_THAT(console.type("status"),
             ContainsSubstring("drawn=31.20") && ContainsSubstring("stale=true"));
  console.bench.run(60s);
  CHECK_THAT(console.type("status"), ContainsSubstring("drawn=0.00"));
}

TEST_CASE("commands: an answer says in how many seconds a command takes effect", "[fakemaster]") {
  Console console;
  console.bench.run(60s);
  CHECK_THAT(console.type("limit 16"), !ContainsSubstring(" in="));
  CHECK_THAT(console.type("limit 2001 7"), !ContainsSubstring(" in="));
  CHECK_THAT(console.type("stop 2001"),
             ContainsSubstring("reason=stopped heard=") && ContainsSubstring(" in=55s "));
  CHECK_THAT(console.type("limit 0"), ContainsSubstring(" in=55s"));
  console.bench.run(55s);
  CHECK_THAT(console.type("status"), !ContainsSubstring(" in="));
  Console json{eager_master(), Style::json};
  json.bench.run(60s);
  CHECK_THAT(json.type("stop"), ContainsSubstring(R"("in_s":55)"));
}

TEST_CASE("commands: with --hold, a limit below the minima says how long they are kept",
          "[fakemaster]") {
  auto config = eager_master();
  config.hold = 2min;
  Console console{config};
  console.bench.run(60s);
  CHECK_THAT(console.type("limit 8"), StartsWith("ok requested=8.00 granted=8.00 ") &&
                                          ContainsSubstring("reason=held") &&
                                          EndsWith("in=175s hold=120s"));
  CHECK_THAT(console.type("limit 5.5"),
             ContainsSubstring("reason=held") && EndsWith("in=175s hold=120s"));
}

TEST_CASE("commands: --stop-by zero tells how long a stop takes, too", "[fakemaster]") {
  auto config = eager_master();
  config.stop_by = node::StopBy::zero;
  Console console{config};
  console.bench.run(60s);
  CHECK_THAT(console.type("limit 0"), ContainsSubstring(" in="));
  (void)console.type("limit 32");
  CHECK_THAT(console.type("stop 2001"), ContainsSubstring(" in="));
}

TEST_CASE("commands: units tells reports with their ages, and redacted no VIN", "[fakemaster]") {
  auto config = eager_master();
  config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
  Console console{config};
  console.bench.run(100s);
  const std::string units = console.type("units");
  for (const char* const told :
       {" meter_heard=", " vin=5YJ3E7EB3KF000001 vin_heard=", " serial=A17A0003495 serial_heard=",
        " serial_stale=true", " version=4.5.10.2 firmware_heard="}) {
    CHECK_THAT(units, ContainsSubstring(told));
  }
  tools::Commands redacted{console.bench.master, console.memory,
                           tools::UnitFacts{tools::Redactor{tools::Redactor::random_salt()}}};
  const std::string hidden = redacted.obey(console.bench.bus.now(), "units", console.client).line;
  CHECK_THAT(hidden,
             ContainsSubstring(" vin=") && !ContainsSubstring("5YJ") && !ContainsSubstring("A17A"));
}

TEST_CASE("commands: a unit that comes after a stop of all stays stopped", "[fakemaster]") {
  Console console;
  (void)console.type("stop");
  console.bench.run(60s);
  CHECK(console.bench.master.unit_count() == 2);
  CHECK(console.bench.in_force() == Centiamps{});
}

TEST_CASE("commands: the quiet time after the start is told, and how long it lasts",
          "[fakemaster]") {
  auto config = eager_master();
  config.bus_idle = false;
  Console console{config};
  CHECK_THAT(console.type("limit 20"),
             ContainsSubstring("reason=quiet_time in=40s quiet_time=40s"));
  console.bench.run(10s);
  CHECK_THAT(console.type("status"), ContainsSubstring("quiet_time=30s"));
  console.bench.run(40s);
  CHECK_THAT(console.type("status"), !ContainsSubstring("quiet_time"));
}

TEST_CASE("commands: a total that nobody renews is told to be stale", "[fakemaster]") {
  auto config = eager_master();
  config.stale_after = 60s;
  config.fallback = 6_A;
  Console console{config};
  CHECK_THAT(console.type("status"), ContainsSubstring("stale_in=60s"));
  console.bench.run(50s);
  CHECK_THAT(console.type("renew"), StartsWith("ok requested=32.00 granted=32.00"));
  console.bench.run(61s);
  CHECK_THAT(console.type("status"),
             ContainsSubstring("granted=6.00") && ContainsSubstring("reason=stale"));
}

TEST_CASE("commands: a policy is chosen by its name", "[fakemaster]") {
  Console console;
  CHECK_THAT(console.type("policy rotate"), StartsWith("ok "));
  CHECK_THAT(console.type("status"), ContainsSubstring("policy=rotate"));
  CHECK_THAT(console.type("policy best"), EndsWith("expected fair, priority or rotate"));
  CHECK_THAT(console.type("policy rotate:0s"),
             EndsWith("how long a turn takes is for --policy to say"));
}

TEST_CASE("commands: a line that is no command is an error that says what was expected",
          "[fakemaster]") {
  Console console;
  CHECK_THAT(console.type("raw C0 FB"), StartsWith("err unknown_command "));
  CHECK(console.type("statsu") == "err unknown_command there is no such command; status is one");
  CHECK_THAT(console.type(""), StartsWith("err empty "));
  CHECK(console.type("limit") == "err usage expected limit [ID] AMPS");
  CHECK_THAT(console.type("limit 1 2 3"), StartsWith("err usage "));
  CHECK_THAT(console.type("limit 12,5"), StartsWith("err bad_value expected amperes"));
  CHECK_THAT(console.type("limit -1"), StartsWith("err bad_value "));
  CHECK_THAT(console.type("limit nan"), StartsWith("err bad_value "));
  CHECK_THAT(console.type("limit XYZ 6"), StartsWith("err bad_value expected an id"));
  CHECK_THAT(console.type("stop 0000"), StartsWith("err bad_value expected an id"));
  CHECK_THAT(console.type(std::string(1000, '\xC0')), StartsWith("err unknown_command "));
  CHECK_THAT(console.type(std::string("limit \0\x1B[2J", 11)), !ContainsSubstring("\x1B"));
  CHECK_THAT(tools::Commands::too_long(console.client), StartsWith("err too_long "));
}

TEST_CASE("commands: blanks and a carriage return do not count", "[fakemaster]") {
  Console console;
  CHECK_THAT(console.type("  limit \t 16\r"), StartsWith("ok requested=16.00"));
}

TEST_CASE("commands: only quit ends, and help names them all", "[fakemaster]") {
  Console console;
  CHECK(console.commands.obey({}, "quit", console.client).ends);
  CHECK_FALSE(console.commands.obey({}, "quit now", console.client).ends);
  CHECK_FALSE(console.commands.obey({}, "status", console.client).ends);
  for (const char* const name : {"limit [ID] AMPS", "stop [ID]", "start [ID]", "policy", "status",
                                 "units", "renew", "events", "format text|json", "quit"}) {
    CHECK_THAT(console.type("help"), ContainsSubstring(name));
  }
}

TEST_CASE("commands: JSON answers are objects, and their names carry the unit", "[fakemaster]") {
  Console console{eager_master(), Style::json};
  const auto limit = parse_json(console.type("limit 40"));
  REQUIRE(limit);
  CHECK(member(*limit, "ok") == "true");
  CHECK(member(*limit, "requested_a") == "40.00");
  CHECK(member(*limit, "granted_a") == "32.00");
  CHECK(member(*limit, "reason") == "max_current");
  const auto wrong = parse_json(console.type("limit \"\\"));
  REQUIRE(wrong);
  CHECK(member(*wrong, "ok") == "false");
  CHECK(member(*wrong, "error") == "bad_value");
  console.bench.run(30s);
  CHECK_THAT(console.type("units"), ContainsSubstring(R"("units":[{"id":"2001","link":"linked")"));
  CHECK_THAT(console.type("help"), StartsWith(R"({"ok":true,"commands":"limit)"));
}

TEST_CASE("commands: each client has a format of its own", "[fakemaster]") {
  Console console;
  tools::ClientWishes other;
  CHECK_THAT(console.type("format json"), StartsWith(R"({"ok":true,"requested_a":32.00)"));
  CHECK_THAT(console.type("nonsense"), StartsWith(R"({"ok":false,"error":"unknown_command")"));
  CHECK_THAT(console.commands.obey({}, "status", other).line, StartsWith("ok requested=32.00"));
  CHECK_THAT(console.type("format text"), StartsWith("ok requested=32.00"));
  CHECK(console.type("format xml") == "err bad_value expected text or json");
}

TEST_CASE("commands: a client hears events from the moment it asks for them", "[fakemaster]") {
  Console console;
  CHECK_FALSE(console.client.hears_events);
  CHECK_THAT(console.type("events"), StartsWith("ok requested=32.00"));
  CHECK(console.client.hears_events);
}
