/// What a master tells its user of a bus.

#include <chrono>
#include <map>
#include <string>
#include <vector>

#include "fakemaster/events.hpp"
#include "support/catch.hpp"
#include "support/world.hpp"
#include "tools/support_json.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using node::EventKind;
using tools::Style;

namespace {

constexpr tools::Stamp stamp{.clock = tools::Clock::epoch, .microseconds = 1'767'225'600'104'211};

/// A bus of one unit with a car that was asked everything.
struct Witness {
  explicit Witness(Style style_of_lines, bool redact = false)
      : world{config()},
        totals{world.master},
        style{style_of_lines},
        teller{world.master, totals, salt(redact)} {
    world.add(sound_unit()).plug(world.bus.now(), sim::Car{});
    world.run(60s);
  }
  static node::MasterConfig config() {
    auto config = eager_master();
    config.polls = {.meter = true, .vin = true, .serial = true, .firmware = true, .plug = true};
    return config;
  }
  static std::optional<tools::Redactor> salt(bool redact) {
    if (!redact) return std::nullopt;
    return tools::Redactor{tools::Redactor::random_salt()};
  }
  [[nodiscard]] std::string line(EventKind kind) {
    const auto event = world.first(kind);
    REQUIRE(event);
    return teller.tell(*event, stamp).line.in(style);
  }

  World world;
  tools::Totals totals;
  Style style;
  tools::Teller teller;
};

}  // namespace

TEST_CASE("master events: each tells its amounts", "[fakemaster]") {
  Witness witness{Style::text};
  CHECK_THAT(
      witness.line(EventKind::linked),
      ContainsSubstring("  2001  linked       requested=") && EndsWith(" protocol=2 max=32.00"));
  CHECK_THAT(witness.line(EventKind::offer), ContainsSubstring("2001  offer        requested="));
  CHECK_THAT(witness.line(EventKind::echoed), ContainsSubstring("granted="));
  CHECK_THAT(witness.line(EventKind::state), ContainsSubstring("state_name="));
}

TEST_CASE("master events: what a unit reports about itself is told", "[fakemaster]") {
  Witness witness{Style::text};
  CHECK_THAT(witness.line(EventKind::meter), ContainsSubstring("voltage=240/0/0"));
  CHECK_THAT(witness.line(EventKind::vin), EndsWith("vin=5YJ3E7EB3KF000001"));
  CHECK_THAT(witness.line(EventKind::serial), EndsWith("serial=A17A0003495"));
  CHECK_THAT(witness.line(EventKind::firmware), EndsWith("version=4.5.10.2"));
  CHECK_THAT(witness.line(EventKind::plug), EndsWith("plug_name=charging"));
}

TEST_CASE("master events: JSON names the event, the unit and the time", "[fakemaster]") {
  Witness witness{Style::json};
  for (const node::Event& event : witness.world.events) {
    const auto told = witness.teller.tell(event, stamp);
    if (told.line.empty()) continue;
    INFO(told.line.json);
    const auto members = parse_json(told.line.json);
    REQUIRE(members);
    CHECK(member(*members, "t") == "2026-01-01T00:00:00.104211Z");
    CHECK(member(*members, "id") == "2001");
    CHECK(member(*members, "event"));
    for (const char* const amount : {"requested_a", "granted_a", "echoed_a", "drawn_a"}) {
      CHECK(member(*members, amount));
    }
  }
}

TEST_CASE("master events: JSON keeps the three phases apart", "[fakemaster]") {
  Witness witness{Style::json};
  CHECK_THAT(witness.line(EventKind::meter), ContainsSubstring(R"("voltage_v":[240,0,0])"));
}

TEST_CASE("master events: a state or a plug that did not change is not told again",
          "[fakemaster]") {
  Witness witness{Style::text};
  const auto at = witness.world.bus.now();
  for (const auto kind : {EventKind::state, EventKind::plug, EventKind::serial}) {
    const node::Event event{.kind = kind, .at = at, .unit = TwcId{0x2001}};
    CHECK_FALSE(witness.teller.tell(event, stamp).line.empty());
    CHECK(witness.teller.tell(event, stamp).line.empty());
  }
  const auto said = [&](EventKind kind, msg::ChargeState state, TwcId unit) {
    const node::Event event{.kind = kind, .at = at, .unit = unit, .state = state};
    return !witness.teller.tell(event, stamp).line.empty();
  };
  using enum msg::ChargeState;
  CHECK(said(EventKind::state, charging, TwcId{0x2001}));
  CHECK(said(EventKind::state, ready, TwcId{0x2001}));
  CHECK(said(EventKind::state, ready, TwcId{0x2002}));
  CHECK(said(EventKind::offer, ready, TwcId{0x2001}));
  CHECK(said(EventKind::offer, ready, TwcId{0x2001}));
}

TEST_CASE("master events: a unit that was lost is told anew when it is back", "[fakemaster]") {
  Witness witness{Style::text};
  const node::Event plug{.kind = EventKind::plug, .at = {}, .unit = TwcId{0x2001}};
  (void)witness.teller.tell(plug, stamp);
  (void)witness.teller.tell({.kind = EventKind::lost, .at = {}, .unit = TwcId{0x2002}}, stamp);
  CHECK(witness.teller.tell(plug, stamp).line.empty());
  (void)witness.teller.tell({.kind = EventKind::lost, .at = {}, .unit = TwcId{0x2001}}, stamp);
  CHECK_FALSE(witness.teller.tell(plug, stamp).line.empty());
}

TEST_CASE("master events: one name has one shape", "[fakemaster]") {
  Witness witness{Style::json};
  std::map<std::string, int> kinds;
  for (int kind = 0; kind <= static_cast<int>(EventKind::stale); ++kind) {
    const auto told = witness.teller.tell({.kind = static_cast<EventKind>(kind),
                                           .at = witness.world.bus.now(),
                                           .unit = TwcId{0x2001},
                                           .requested = 6_A,
                                           .granted = 6_A},
                                          stamp);
    const auto members = parse_json(told.line.json);
    REQUIRE(members);
    ++kinds[std::string{*member(*members, "event")}];
  }
  for (const auto& [name, count] : kinds) {
    INFO(name);
    CHECK(count == 1);
  }
}

TEST_CASE("master events: redacted, no VIN and no serial number is told", "[fakemaster]") {
  Witness witness{Style::text, true};
  CHECK_THAT(witness.line(EventKind::vin), !ContainsSubstring("5YJ"));
  CHECK_THAT(witness.line(EventKind::serial), !ContainsSubstring("A17A"));
}

TEST_CASE("master events: those of the whole bus tell the totals", "[fakemaster]") {
  Witness witness{Style::text};
  const node::Event event{.kind = EventKind::other_master, .at = witness.world.bus.now()};
  const auto told = witness.teller.tell(event, stamp);
  CHECK_THAT(told.line.text, ContainsSubstring("-     other_master requested=32.00 granted=32.00"));
  CHECK(told.talk == "another master is on the bus");
  CHECK_THAT(witness.teller.tell_link(event.at, stamp, "link_down", "pty: gone").text,
             ContainsSubstring("link_down") && EndsWith("endpoint=pty: gone"));
}

TEST_CASE("master events: every kind is told somewhere", "[fakemaster]") {
  Witness witness{Style::text};
  for (int kind = 0; kind <= static_cast<int>(EventKind::stale); ++kind) {
    const auto told = witness.teller.tell({.kind = static_cast<EventKind>(kind),
                                           .at = witness.world.bus.now(),
                                           .unit = TwcId{0x2001}},
                                          stamp);
    INFO(kind);
    CHECK_FALSE((told.line.empty() && told.talk.empty()));
  }
}
