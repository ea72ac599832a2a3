// SPDX-License-Identifier: MIT
/// The documents for Home Assistant.

#include "mqtt/discovery.hpp"
#include "mqtt/unit_facts.hpp"
#include "tools/support_home_assistant.hpp"
#include "tools/support_mqtt_bench.hpp"

using namespace twc;
using namespace twc::test;
using tools::Json;

namespace {

Json document_at(const MqttBench& bench, const std::string& device) {
  const auto message = bench.last("homeassistant/device/" + device + "/config");
  REQUIRE(message);
  CHECK(message->is_retained);
  return Json::parse(message->payload);
}

}  // namespace

TEST_CASE("mqtt discovery: the documents are what Home Assistant's pages ask for", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  CHECK(faults_in(document_at(bench, "twc_garage")).empty());
  CHECK(faults_in(document_at(bench, "twc_garage_2019")).empty());
  bench.bus.hear(bench.now, R"({"event":"meter","id":"2019","energy_raw":6782,
      "voltage_v":[231,233,230],"current_a":[15.50,15.50,15.50]})");
  bench.bus.hear(bench.now, R"({"event":"firmware","id":"2019","version":"4.5.10.2"})");
  bench.bus.hear(bench.now, R"({"event":"plug","id":"2019","plug":1,"plug_name":"charging"})");
  bench.pass(2s);
  const Json unit = document_at(bench, "twc_garage_2019");
  CHECK(faults_in(unit).empty());
  CHECK(unit["device"]["sw_version"] == "4.5.10.2");
  CHECK(unit["device"]["via_device"] ==
        document_at(bench, "twc_garage")["device"]["identifiers"][0]);
  for (const char* const key : {"limit", "charging", "state", "echoed", "drawn", "power", "energy",
                                "plugged", "firmware", "heard"}) {
    CHECK(unit["components"].contains(key));
  }
  const Json state = Json::parse(bench.last("twc/garage/2019/state")->payload);
  CHECK(state["power_w"] == 10757);
  CHECK(state["energy_kwh"] == 6782.0);
  CHECK(state["plugged"] == true);
}

TEST_CASE("mqtt discovery: power is what the meter says while the unit draws the same current",
          "[mqtt]") {
  const auto power = [](const char* more, double drawn) {
    Json unit = Json::parse(std::string{R"({"id":"2019","voltage_v":[231,233,230])"} + more + "}");
    unit["drawn_a"] = drawn;
    tools::add_derived({}, unit);
    return unit["power_w"].get<int>();
  };
  CHECK(power(R"(,"current_a":[15.5,15.5,15.5],"meter_heard_s":3.0)", 15.2) == 10757);
  CHECK(power(R"(,"current_a":[15.5,15.5,15.5],"meter_heard_s":200.0)", 15.2) == 10757);
  CHECK(power(R"(,"current_a":[15.5,15.5,15.5],"meter_heard_s":3.0)", 0) == 0);
  CHECK(power(R"(,"current_a":[12.0,0,0],"meter_heard_s":200.0)", 16) == 3696);
  CHECK(power("", 10) == 6940);
}

TEST_CASE("mqtt discovery: a unit whose plug nobody asks for has a car while it does something",
          "[mqtt]") {
  const auto plugged = [](const char* more) {
    Json unit = Json::parse(std::string{R"({"id":"2019")"} + more + "}");
    tools::add_derived({}, unit);
    return unit.contains("plugged") ? unit["plugged"].dump() : "unknown";
  };
  CHECK(plugged(R"(,"charging":"full")") == "true");
  CHECK(plugged(R"(,"charging":"charging","plug_name":"unknown")") == "true");
  CHECK(plugged(R"(,"charging":"idle","plug_name":"plugged")") == "true");
  CHECK(plugged(R"(,"charging":"asking","plug_name":"unplugged")") == "false");
  CHECK(plugged(R"(,"charging":"idle")") == "unknown");
  CHECK(plugged(R"(,"charging":"paused")") == "unknown");
}

TEST_CASE("mqtt discovery: the schema finds what is wrong", "[mqtt]") {
  const Json good = document_at(MqttBench::at_work(), "twc_garage");
  const auto broken = [&good](const char* pointer, const Json& value) {
    Json document = good;
    document[Json::json_pointer{pointer}] = value;
    return faults_in(document).size();
  };
  CHECK(broken("/components/limit/min", 40) == 1);
  CHECK(broken("/components/limit/command_topic", "twc/+/set") == 1);
  CHECK(broken("/components/limit/wrong_name", 1) == 1);
  CHECK(broken("/components/drawn/entity_category", "config") == 1);
  CHECK(broken("/components/drawn/unit_of_measurement", "kWh") == 1);
  CHECK(broken("/components/drawn/unique_id", "twc_garage_limit") == 1);
  CHECK(broken("/availability_mode", "some") == 1);
  CHECK(broken("/device/identifiers", Json::array()) == 1);
  CHECK(broken("/origin", Json::object()) == 1);
}

TEST_CASE("mqtt discovery: the number goes from the smallest minimum to the cap in whole amps",
          "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  Json number = document_at(bench, "twc_garage")["components"]["limit"];
  CHECK(number["min"] == 6);
  CHECK(number["max"] == 32);
  CHECK(number["step"] == 1);
  bench.units[0]["min_a"] = 8;
  bench.status["max_current_a"] = 24.5;
  bench.pass(2s);
  number = document_at(bench, "twc_garage")["components"]["limit"];
  CHECK(number["min"] == 8);
  CHECK(number["max"] == 24);
}

TEST_CASE("mqtt discovery: an entity is available when bridge, bus and unit are", "[mqtt]") {
  const Json unit = document_at(MqttBench::at_work(), "twc_garage_2019");
  CHECK(unit["availability_mode"] == "all");
  CHECK(unit["availability"].dump() ==
        R"([{"topic":"twc/bridge/attic/availability"},{"topic":"twc/garage/availability"},)"
        R"({"topic":"twc/garage/2019/availability"}])");
}

TEST_CASE("mqtt discovery: ids are the same after every start", "[mqtt]") {
  CHECK(document_at(MqttBench::at_work(), "twc_garage") ==
        document_at(MqttBench::at_work(), "twc_garage"));
}

TEST_CASE("mqtt discovery: all documents are sent anew when Home Assistant was born", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.pass(10s);
  CHECK(bench.take("homeassistant/device/twc_garage/config").size() == 1);
  CHECK(bench.take("homeassistant/device/twc_garage_2019/config").size() == 1);
  bench.bus.announce();
  bench.pass(10s);
  CHECK(bench.take("homeassistant/device/twc_garage/config").size() == 1);
  CHECK(bench.take("homeassistant/device/twc_garage_2019/config").size() == 1);
}

TEST_CASE("mqtt discovery: a bus that is only listened to has nothing to set", "[mqtt]") {
  const tools::DiscoveryPlace place{
      .prefix = "twc", .bridge = "attic", .bus = "garage", .takes_commands = false};
  const Json unit = Json::parse(R"({"id":"2019","charging":"idle","echoed_a":6,"drawn_a":0})");
  const Json status = Json::parse(R"({"drawn_a":0})");
  const Json bus = tools::discover_bus(place, status, {unit});
  const Json one = tools::discover_unit(place, status, unit);
  for (const Json* const document : {&bus, &one}) {
    CHECK(faults_in(*document).empty());
    CHECK(document->dump().find("command_topic") == std::string::npos);
  }
}
