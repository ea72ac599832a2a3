// SPDX-License-Identifier: MIT
/// The other things that a master may meet on a bus: another master, its own id, its own echo.

#include <memory>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_program_bus.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

wire::Frame strange_heartbeat() {
  return msg::encode(msg::MasterHeartbeat{.from = TwcId{0x7973}, .to = TwcId{0x2001}},
                     Protocol::two);
}

std::size_t count(const std::string& text, std::string_view what) {
  std::size_t found = 0;
  for (auto at = text.find(what); at != std::string::npos; at = text.find(what, at + 1)) ++found;
  return found;
}

void begin(ProgramBus& bus, std::size_t units) {
  for (std::size_t unit = 1; unit <= units; ++unit) bus.start_unit(unit);
  bus.start_master();
}

/// The second master listens first, as a master does unless it is told not to.
std::vector<Step> be_joined(ProgramBus& bus, std::unique_ptr<FakeMaster>& second) {
  return {
      {[&] { begin(bus, 1); }, [&] { return bus.all_charge(); }},
      {[&] {
         second = std::make_unique<FakeMaster>(
             Program::Arguments{bus.add_place(), "--max-current", "32"});
       },               [&] {
         second->look();
         return second->has_ended();
       }                                       },
      {[&] { bus.forget(); },  [&] { return bus.all_charge(); }}
  };
}

/// While it serves. That nothing leaves afterwards is what the auditor looks after.
std::vector<Step> meet_another(ProgramBus& bus) {
  return {
      {[&] { begin(bus, 1); }, [&] { return bus.all_charge(); }         },
      {[&] {
         bus.relay().say(strange_heartbeat());
         bus.relay().say(strange_heartbeat());
       },               [&] { return bus.program().has_ended(); }}
  };
}

/// It does not give way.
std::vector<Step> have_twin(ProgramBus& bus) {
  const auto next = std::make_shared<Time>();
  const auto says_it_is_us = [&bus, next] {
    if (tools::now() >= *next) {
      bus.relay().say(linkready(Watcher::master_id));
      *next = tools::now() + 1s;
    }
    return bus.program().has_ended();
  };
  return {
      {[&] { begin(bus, 0); }, [&] { return bus.watcher().said_by(ProgramBus::master) > 0; }},
      {[] {},                  says_it_is_us                                                }
  };
}

std::vector<Step> echo(ProgramBus& bus) {
  return {
      {[&] {
         bus.relay().faults(ProgramBus::master).echoes = true;
         begin(bus, 2);
       },               [&] { return bus.all_charge(); }},
      {[&] { bus.limit(20); },
       [&] {
         return bus.watcher().all_units(
             [](const Watcher::Seen& unit) { return unit.limit == 10_A; });
       }                                                       }
  };
}

}  // namespace

TEST_CASE("masters: a master ends at another master and at its own id, and bears its own echo",
          "[wire]") {
  ProgramBus joined{Wiring::tcp, 1};
  std::unique_ptr<FakeMaster> second;
  ProgramBus met{Wiring::serial, 1};
  ProgramBus twin{Wiring::tcp, 0};
  ProgramBus echoed{Wiring::serial, 2};
  ProgramBus echoed_far{Wiring::tcp, 2};
  play({
      {"a second master", joined, be_joined(joined,        second)},
      {"another master",                 met,        meet_another(met)           },
      {"a unit has our id",                 twin,     have_twin(twin)},
      {"an echo",                 echoed,               echo(echoed)                   },
      {"an echo of network",                 echoed_far,    echo(echoed_far)}
  });
  const Outcome outcome = second->finish();
  CHECK(outcome.exit == 7);
  CHECK_THAT(outcome.err, ContainsSubstring("another master is on the bus"));
  constexpr std::size_t behind_unit = 2;
  CHECK(joined.watcher().said_by(behind_unit) == 0);
  joined.finish();
  CHECK_THAT(met.program().out(), ContainsSubstring("other_master"));
  met.finish(7);
  CHECK_THAT(twin.program().out(), ContainsSubstring("id_conflict"));
  CHECK_THAT(twin.program().err(),
             ContainsSubstring("a unit on the bus has our id; choose another --id"));
  twin.finish(7);
  for (ProgramBus* const bus : {&echoed, &echoed_far}) {
    CHECK(count(bus->program().err(), "the line echoes what is sent") == 1);
    CHECK_THAT(bus->program().out(), !ContainsSubstring("other_master"));
    bus->finish();
  }
}
