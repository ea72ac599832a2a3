// SPDX-License-Identifier: MIT
/// The values that twc-fakeslave is told: units, events, faults, expectations.

#include <algorithm>
#include <fstream>
#include <iterator>
#include <stdexcept>

#include "common/enumerators.hpp"
#include "fakeslave/expectation.hpp"
#include "fakeslave/faults.hpp"
#include "fakeslave/script.hpp"
#include "fakeslave/unit_spec.hpp"
#include "support/catch.hpp"

using namespace twc;
using namespace twc::tools;
using std::chrono::milliseconds;
using std::chrono::seconds;

namespace {

Connectors two_units(Time now) {
  Connectors units;
  units.emplace_back(parse_unit_spec("2019"), now);
  units.emplace_back(parse_unit_spec("2020"), now);
  return units;
}

void grant(Connectors& units, Time now, Centiamps limit) {
  for (Connector& connector : units) {
    const msg::MasterHeartbeat beat{.from = TwcId{0x7777},
                                    .to = connector.unit.id(),
                                    .command = msg::Command::set_limit,
                                    .limit = limit};
    connector.unit.hear(now, msg::encode(beat, Protocol::two));
    connector.last = connector.see(now);
  }
}

}  // namespace

TEST_CASE("unit specs: an id alone has a serial number that goes with it", "[fakeslave]") {
  const auto spec = parse_unit_spec("2019");
  CHECK(spec.slave.id == TwcId{0x2019});
  CHECK(spec.slave.serial.view() == "A17A0002019");
  CHECK(spec.is_plugged);
  CHECK(default_unit(0).slave.id == TwcId{0x3495});
  CHECK(default_unit(15).slave.id == TwcId{0x3510});
}

TEST_CASE("unit specs: everything that can be said", "[fakeslave]") {
  const auto spec = parse_unit_spec(
      "032E:max=12.5,proto=1,phases=3,fw=4.5.3,serial=A16G0001814,sign=77,car=no,want=10,"
      "onboard=11,ah=5,vin=5YJSA1E28HF000001");
  CHECK(spec.slave.id == TwcId{0x032E});
  CHECK(spec.slave.rating == Centiamps{1250});
  CHECK(spec.slave.protocol == Protocol::one);
  CHECK(spec.slave.volts[2].value == 230);
  CHECK(spec.slave.firmware == std::array<std::uint8_t, 4>{4, 5, 3, 0});
  CHECK(spec.slave.serial.view() == "A16G0001814");
  CHECK(spec.sign == Sign{0x77});
  CHECK_FALSE(spec.is_plugged);
  CHECK(spec.car.wants == Centiamps{1000});
  CHECK(spec.car.on_board == Centiamps{1100});
  CHECK(spec.car.ampere_hours == 5);
  CHECK(spec.car.vin == "5YJSA1E28HF000001");
}

TEST_CASE("unit specs: a spec that makes no sense is refused", "[fakeslave]") {
  const auto* const text =
      GENERATE("", "XYZ", "0000", "20190", "2019:max=0", "2019:max=81", "2019:max=abc", "2019:max",
               "2019:proto=3", "2019:phases=4", "2019:fw=4", "2019:fw=4.5.3.2.1", "2019:fw=4.5.x",
               "2019:fw=4.5.256", "2019:serial=short", "2019:vin=a", "2019:sign=777",
               "2019:speed=1", "2019:car=maybe", "2019:want=-1");
  CHECK_THROWS_AS(parse_unit_spec(text), std::invalid_argument);
}

TEST_CASE("scripts: a line is a time, a unit and an event", "[fakeslave]") {
  const auto plug = parse_script_line(" after 1.5s 2019 plug want=16 ah=3 ");
  CHECK(plug.after == milliseconds{1500});
  CHECK(plug.unit == TwcId{0x2019});
  CHECK(plug.deed == Deed::plug);
  CHECK(plug.car == std::vector<std::string>{"want=16", "ah=3"});
  const auto silent = parse_script_line("all silent 40s");
  CHECK_FALSE(silent.unit);
  CHECK(silent.length == seconds{40});
  CHECK(parse_script_line("2019 power-cycle").deed == Deed::power_cycle);
  CHECK(parse_script_line("after 10s quit").deed == Deed::quit);
}

TEST_CASE("scripts: the man page and the refusal have every event", "[fakeslave][docs]") {
  std::ifstream file{TWC_MAN "/twc-fakeslave.1"};
  const std::string page{std::istreambuf_iterator<char>{file}, {}};
  std::string refusals;
  for (const auto* const text : {"2019 fly", "fly"}) {
    try {
      (void)parse_script_line(text);
    } catch (const std::invalid_argument& wrong) {
      refusals += wrong.what();
    }
  }
  constexpr auto deeds = twc::tools::all_values<Deed>();
  static_assert(deeds.size() == 8);
  for (const Deed deed : deeds) {
    std::string name{to_string(deed)};
    CAPTURE(name);
    CHECK(refusals.find(name) != std::string::npos);
    if (const auto at = name.find('-'); at != std::string::npos) name.insert(at, 1, '\\');
    const bool is_there = page.find("\\fB" + name + "\\fR") != std::string::npos ||
                          page.find("\n.B " + name + "\n") != std::string::npos;
    CHECK(is_there);
  }
  CHECK(refusals.find("plug, unplug, error, reset, silent or power-cycle") != std::string::npos);
}

TEST_CASE("scripts: a line that is no event is refused", "[fakeslave]") {
  const auto* const text =
      GENERATE("", "after", "after 10s", "after ten 2019 plug", "2019", "plug", "2019 fly",
               "XYZ plug", "2019 silent", "2019 silent 40", "2019 unplug now", "2019 plug what=1",
               "2019 plug want=x", "2019 quit", "\xC0\xFB\xE0");
  CHECK_THROWS_AS(parse_script_line(text), std::invalid_argument);
}

TEST_CASE("faults: add up", "[fakeslave]") {
  FaultSpec spec;
  read_fault("drop=1%,flip=0.5%", spec);
  read_fault("delay=40ms,end=none,noise=on", spec);
  CHECK(spec.drop == 0.01);
  CHECK(spec.flip == 0.005);
  CHECK(spec.delay == milliseconds{40});
  CHECK(spec.end == std::optional<std::optional<wire::EndByte>>{std::in_place, std::nullopt});
  CHECK(spec.noise);
  const auto* const wrong = GENERATE("", "drop", "drop=1", "drop=101%", "drop=-1%", "flip=x%",
                                     "delay=40", "end=AB", "noise=1", "rain=on");
  CHECK_THROWS_AS(read_fault(wrong, spec), std::invalid_argument);
}

TEST_CASE("faults: as often as was asked for, and the same for the same seed", "[fakeslave]") {
  const FaultSpec spec{.drop = 0.1, .flip = 0.1, .noise = true};
  const auto run = [&](std::uint64_t seed) {
    Faults faults{spec, seed};
    std::vector<std::uint8_t> bytes(10'000, 0);
    faults.spoil_heard(bytes);
    return bytes;
  };
  CHECK(run(1) == run(1));
  CHECK(run(1) != run(2));
  const auto bytes = run(1);
  const auto flipped = std::ranges::count_if(bytes, [](std::uint8_t byte) { return byte != 0; });
  CHECK(flipped > 800);
  CHECK(flipped < 1200);
  Faults faults{spec, 3};
  int dropped = 0;
  for (int frame = 0; frame < 1000; ++frame) dropped += faults.drops_frame() ? 1 : 0;
  CHECK(dropped > 60);
  CHECK(dropped < 140);
}

TEST_CASE("expectations: limits are added up", "[fakeslave]") {
  const Time start{seconds{1000}};
  auto units = two_units(start);
  const auto breaks = [&](const char* text) {
    return Expectation{text}.broken(start + seconds{2}, start, units).has_value();
  };
  CHECK_FALSE(breaks("sum(limit)<=0"));
  grant(units, start + seconds{1}, Centiamps{1600});
  CHECK_FALSE(breaks("sum(limit) <= 32"));
  CHECK(breaks("sum(limit)<32"));
  CHECK(breaks("max(limit)<=15.99"));
  CHECK_FALSE(breaks("min(limit)==16"));
  CHECK(breaks("sum(limit)>32"));
  CHECK_FALSE(breaks("sum(drawn)<1"));
  const auto told = Expectation{"sum(limit)<=31"}.broken(start + seconds{2}, start, units);
  REQUIRE(told);
  CHECK(*told ==
        "--expect sum(limit)<=31: it is 32.00 A; 2019: limit 16.00 A, draws 0.00 A; 2020: limit "
        "16.00 A, draws 0.00 A");
}

TEST_CASE("expectations: no unit is without a master for longer", "[fakeslave]") {
  const Time start{seconds{1000}};
  auto units = two_units(start);
  const Expectation linked{"linked<=15s"};
  const auto due = linked.deadline(start, start, units);
  REQUIRE(due);
  CHECK_FALSE(linked.broken(start + seconds{15}, start, units));
  CHECK(*linked.broken(*due, start, units) ==
        "--expect linked<=15s: 2019 has no master for 15.0 s");
  CHECK_FALSE(linked.broken(*due, start + seconds{1}, units));
  grant(units, start + seconds{1}, Centiamps{600});
  CHECK_FALSE(linked.broken(*due, start, units));
  CHECK_FALSE(linked.deadline(*due, start, units));
}

TEST_CASE("expectations: a text that is no expectation is refused", "[fakeslave]") {
  const auto* const text = GENERATE("", "sum(limit)", "sum(volts)<=32", "limit<=32", "linked<=15",
                                    "linked>=15s", "sum(limit)=32", "sum(limit)<=x", "<=32");
  CHECK_THROWS_AS(Expectation{text}, std::invalid_argument);
}
