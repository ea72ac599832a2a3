/// What else a master may meet on a bus: another master, its own id, its own echo.

#include "support/catch.hpp"
#include "tools/support_garage.hpp"
#include "tools/support_master.hpp"

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

}  // namespace

TEST_CASE("masters: the second one on a bus leaves with 7 and has said nothing", "[wire]") {
  Garage garage{Wiring::tcp, 1};
  garage.start_unit(1);
  garage.start_master();
  garage.until_all_charge();
  const std::size_t place = garage.relay().size();
  FakeMaster second{
      {garage.add_place(), "--max-current", "32"}
  };
  garage.until([&] {
    second.look();
    return second.has_ended();
  });
  const Outcome outcome = second.finish();
  CHECK(outcome.exit == 7);
  CHECK_THAT(outcome.err, ContainsSubstring("another master is on the bus"));
  CHECK(garage.said_by(place) == 0);
  garage.until_all_charge();
  garage.finish();
}

TEST_CASE("masters: one that meets another while it serves falls silent and leaves with 7",
          "[wire]") {
  Garage garage{GENERATE(Wiring::serial, Wiring::tcp), 1};
  garage.start_unit(1);
  garage.start_master();
  garage.until_all_charge();
  garage.relay().say(strange_heartbeat());
  garage.relay().say(strange_heartbeat());
  const std::size_t said = garage.said_by(Garage::master);
  garage.until([&] { return garage.program().has_ended(); });
  CHECK_THAT(garage.program().out(), ContainsSubstring("other_master"));
  CHECK(garage.said_by(Garage::master) == said);
  garage.finish(7);
}

TEST_CASE("masters: a unit that keeps our id ends it with 7", "[wire]") {
  Garage garage{Wiring::tcp, 1};
  garage.start_master();
  Time next{};
  garage.until([&] {
    if (tools::now() >= next) {
      garage.relay().say(linkready(Garage::master_id));
      next = tools::now() + 1s;
    }
    return garage.program().has_ended();
  });
  CHECK_THAT(garage.program().out(), ContainsSubstring("id_conflict"));
  CHECK_THAT(garage.program().err(),
             ContainsSubstring("a unit on the bus has our id; choose another --id"));
  garage.finish(7);
}

TEST_CASE("masters: on a line that echoes all is as on others, and it is told once", "[wire]") {
  Garage garages[] = {
      Garage{Wiring::serial, 2},
      Garage{Wiring::tcp,    2}
  };
  for (Garage& garage : garages) {
    garage.relay().weather(Garage::master).echoes = true;
    garage.start_unit(1);
    garage.start_unit(2);
    garage.start_master();
  }
  for (Garage& garage : garages) {
    garage.until_all_charge();
    garage.limit(20);
    CHECK(garage.next_limits() == std::vector<Centiamps>(2, 10_A));
    CHECK(count(garage.program().err(), "the line echoes what is sent") == 1);
    CHECK_THAT(garage.program().out(), !ContainsSubstring("other_master"));
    garage.finish();
  }
}
