// SPDX-License-Identifier: MIT
/// The events that a master tells its user of a bus.

#include <chrono>
#include <sstream>
#include <string>
#include <variant>

#include "fakemaster/event_formatter.hpp"
#include "support/catch.hpp"
#include "support/master_bus.hpp"
#include "tools/support_json.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::EndsWith;
using tools::Style;
namespace event = node::event;

namespace {

constexpr tools::Stamp stamp{.clock = tools::Clock::epoch, .microseconds = 1'767'225'600'104'211};

/// Calls `use` with one event of each kind, as it is without anything said.
template <typename... Kinds, typename Use>
void for_each_event(const std::variant<Kinds...>* /*any*/, Use use) {
  (use(event::Any{Kinds{}}), ...);
}
template <typename Use>
void for_each_event(Use use) {
  for_each_event(static_cast<const event::Any*>(nullptr), use);
}

/// A bus of one unit with a car that was asked everything.
struct Witness {
  explicit Witness(Style style_of_lines, bool redact = false)
      : bench{config()}, style{style_of_lines}, formatter{tools::UnitFacts{salt(redact)}} {
    bench.add(sound_unit()).plug(bench.bus.now(), sim::Car{});
    bench.run(60s);
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
  template <typename E>
  [[nodiscard]] std::string line() {
    const auto event = bench.first<E>();
    REQUIRE(event);
    return formatter.format(*event, stamp).in(style);
  }

  MasterBus bench;
  Style style;
  tools::EventFormatter formatter;
};

}  // namespace

TEST_CASE("master events: each tells its amounts", "[fakemaster]") {
  Witness witness{Style::text};
  CHECK_THAT(witness.line<event::Linked>(), ContainsSubstring("  2001  linked       requested=") &&
                                                EndsWith(" protocol=2 max=32.00"));
  CHECK_THAT(witness.line<event::Offered>(), ContainsSubstring("2001  offer        requested="));
  CHECK_THAT(witness.line<event::Echoed>(), ContainsSubstring("granted="));
  CHECK_THAT(witness.line<event::StateChanged>(), ContainsSubstring("state_name="));
}

TEST_CASE("master events: the facts that a unit reports about itself are told", "[fakemaster]") {
  Witness witness{Style::text};
  CHECK_THAT(witness.line<event::MeterReported>(), ContainsSubstring("voltage=240/0/0"));
  CHECK_THAT(witness.line<event::VinReported>(), EndsWith("vin=5YJ3E7EB3KF000001 vin_heard=0.0s"));
  CHECK_THAT(witness.line<event::SerialReported>(),
             EndsWith("serial=A17A0003495 serial_heard=0.0s"));
  CHECK_THAT(witness.line<event::FirmwareReported>(),
             EndsWith("version=4.5.10.2 firmware_heard=0.0s"));
  CHECK_THAT(witness.line<event::PlugReported>(), EndsWith("plug_name=charging plug_heard=0.0s"));
}

TEST_CASE("master events: JSON names the event, the unit and the time", "[fakemaster]") {
  Witness witness{Style::json};
  REQUIRE(witness.bench.events.size() > 10);
  for (const node::Event& event : witness.bench.events) {
    const std::string line = witness.formatter.format(event, stamp).json;
    INFO(line);
    const auto members = parse_json(line);
    REQUIRE(members);
    CHECK(member(*members, "t") == "2026-01-01T00:00:00.104211Z");
    CHECK(member(*members, "id") == "2001");
    CHECK(member(*members, "event") == event.name());
    for (const char* const amount : {"requested_a", "granted_a", "echoed_a", "drawn_a"}) {
      CHECK(member(*members, amount));
    }
  }
}

TEST_CASE("master events: JSON keeps the three phases apart", "[fakemaster]") {
  Witness witness{Style::json};
  CHECK_THAT(witness.line<event::MeterReported>(), ContainsSubstring(R"("voltage_v":[240,0,0])"));
}

TEST_CASE("master events: one name has one shape, in text as in JSON", "[fakemaster]") {
  // Each kind of event, whole and with what may be missing: the keys in the order of the line.
  tools::EventFormatter formatter{tools::UnitFacts{std::nullopt}};
  for_each_event([&](const event::Any& what) {
    const node::Event event{
        .at = Time{} + 100s, .unit = TwcId{0x2001}, .amounts = {}, .what = what};
    const auto line = formatter.format(event, stamp);
    INFO(line.json);
    const auto members = parse_json(line.json);
    REQUIRE(members);
    std::string keys = "  2001  ";
    for (const auto& [name, value] : *members) {
      if (name == "event") keys += value;
      if (name == "t" || name == "event" || name == "id") continue;
      std::string key = name;
      for (const char* const unit : {"_a", "_v", "_s"}) {
        if (key.ends_with(unit)) key.resize(key.size() - 2);
      }
      keys += ' ' + key;
    }
    std::string text;
    std::istringstream words{line.text.substr(line.text.find("  2001"))};
    for (std::string word; words >> word;) {
      text += (text.empty()       ? "  "
               : text.size() == 6 ? "  "
                                  : " ") +
              word.substr(0, word.find('='));
    }
    CHECK(text == keys);
  });
}

TEST_CASE("master events: redacted, no VIN and no serial number is told", "[fakemaster]") {
  Witness witness{Style::text, true};
  CHECK_THAT(witness.line<event::VinReported>(), !ContainsSubstring("5YJ"));
  CHECK_THAT(witness.line<event::SerialReported>(), !ContainsSubstring("A17A"));
}

TEST_CASE("master events: those of the whole bus tell the totals", "[fakemaster]") {
  Witness witness{Style::text};
  const Time now = witness.bench.bus.now();
  const node::Event event{.at = now,
                          .unit = {},
                          .amounts = witness.bench.master.totals(now),
                          .what = event::OtherMaster{}};
  CHECK_THAT(witness.formatter.format(event, stamp).text,
             ContainsSubstring("-     other_master requested=32.00 granted=32.00"));
  CHECK(tools::EventFormatter::talk(event) == "another master is on the bus");
  const auto up = witness.formatter.format_link(now, stamp, event.amounts, "/dev/pts/7");
  CHECK_THAT(up.text,
             ContainsSubstring("link_up      requested=32.00") && EndsWith(" endpoint=/dev/pts/7"));
  CHECK_FALSE(up.is_alarming);
  const auto down = witness.formatter.format_link(now, stamp, event.amounts, "/dev/pts/7", "gone");
  CHECK_THAT(down.text, ContainsSubstring("link_down    requested=32.00") &&
                            EndsWith(" endpoint=/dev/pts/7 cause=gone"));
  CHECK(down.is_alarming);
}
