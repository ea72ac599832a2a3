// SPDX-License-Identifier: MIT
/// The bridge tells a broker of a bus: which topics, and when.

#include <set>

#include <fmt/format.h>

#include "tools/support_mqtt_bench.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using tools::Json;

namespace {

std::string word_at(const MqttBench& bench, const std::string& topic) {
  const auto message = bench.last(topic);
  return message ? message->payload : "";
}

}  // namespace

TEST_CASE("mqtt bus: status and units are published as they are, retained", "[mqtt]") {
  const MqttBench bench = MqttBench::at_work();
  const auto state = bench.last("twc/garage/state");
  REQUIRE(state);
  CHECK(state->is_retained);
  const Json status = Json::parse(state->payload);
  CHECK(status["granted_a"] == 32.0);
  CHECK(status["policy"] == "fair");
  CHECK_FALSE(status.contains("ok"));
  const Json unit = Json::parse(word_at(bench, "twc/garage/2019/state"));
  CHECK(unit["drawn_a"] == 15.2);
  CHECK(unit["charging"] == "charging");
  CHECK(word_at(bench, "twc/garage/availability") == "online");
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
}

TEST_CASE("mqtt bus: a change that matters goes out at once and once a second at most", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.pass(5s);
  bench.take("twc/garage/2019/state");
  bench.units[0]["granted_a"] = 12;
  bench.bus.hear(bench.now, R"({"event":"offer","id":"2019","granted_a":12.00})");
  bench.pass(300ms);
  CHECK(bench.take("twc/garage/2019/state").size() == 1);
  for (int tenth = 0; tenth < 100; ++tenth) {
    bench.units[0]["granted_a"] = 6 + tenth % 7;
    bench.bus.hear(bench.now, R"({"event":"offer","id":"2019","granted_a":12.00})");
    bench.pass(100ms);
  }
  const auto states = bench.take("twc/garage/2019/state").size();
  CHECK(states >= 8);
  CHECK(states <= 11);
}

TEST_CASE("mqtt bus: where nothing matters a state goes out every minute", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.take("twc/garage/state");
  bench.take("twc/garage/2019/state");
  for (int second = 0; second < 600; ++second) {
    bench.units[0]["heard_s"] = second % 3;
    bench.units[0]["drawn_a"] = 15.2 + second % 5 * 0.1;
    bench.pass(1s);
  }
  CHECK(bench.take("twc/garage/2019/state").size() == 10);
  CHECK(bench.take("twc/garage/state").size() == 10);
}

TEST_CASE("mqtt bus: a master that has gone is offline after 10 s, a restart passes unnoticed",
          "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.bus.master_down(bench.now);
  bench.pass(9s);
  CHECK(word_at(bench, "twc/garage/availability") == "online");
  bench.bus.master_up(bench.now);
  bench.pass(5s);
  bench.bus.master_down(bench.now);
  bench.take("twc/garage/availability");
  bench.pass(9900ms);
  CHECK(bench.take("twc/garage/availability").empty());
  bench.pass(1200ms);
  CHECK(word_at(bench, "twc/garage/availability") == "offline");
  CHECK(word_at(bench, "twc/garage/2019/availability") == "offline");
}

TEST_CASE("mqtt bus: a master that hangs is offline, too", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.answers = false;
  bench.pass(13s);
  CHECK(word_at(bench, "twc/garage/availability") == "offline");
}

TEST_CASE("mqtt bus: units are offline 10 s after their line has gone", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.status["link"] = "down";
  bench.pass(9s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
  bench.pass(3s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "offline");
  CHECK(word_at(bench, "twc/garage/availability") == "online");
  CHECK_THAT(word_at(bench, "twc/garage/state"), ContainsSubstring("the line is down"));
  bench.status["link"] = "up";
  bench.pass(2s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
}

TEST_CASE("mqtt bus: a unit that was not heard for 10 s is offline", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.units[0]["heard_s"] = 9;
  bench.pass(2s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
  bench.units[0]["heard_s"] = 11;
  bench.units[0]["charging"] = "unreachable";
  bench.pass(2s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "offline");
}

TEST_CASE("mqtt bus: a unit that the master silenced stays online, however old its answer is",
          "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.units[0]["link"] = "silenced";
  bench.units[0]["charging"] = "paused";
  bench.units[0]["heard_s"] = 500;
  bench.pass(60s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
  bench.publish("twc/garage/2019/charging/set", "ON");
  CHECK(bench.orders == std::vector<std::string>{"start 2019"});
}

TEST_CASE("mqtt bus: a unit that waits for room is online, one that fell silent is not", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.units[0]["link"] = "linking";
  bench.units[0]["charging"] = "paused";
  bench.units[0]["heard_s"] = 150;
  bench.pass(60s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
  bench.units[0]["charging"] = "unreachable";
  bench.pass(2s);
  CHECK(word_at(bench, "twc/garage/2019/availability") == "offline");
}

TEST_CASE("mqtt bus: a broker that comes back is told everything anew", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.bus.broker_down();
  bench.pass(60s);
  bench.messages.clear();
  bench.pass(5s);
  CHECK(bench.messages.empty());
  bench.bus.broker_up();
  bench.pass(1ms);
  for (const char* const topic :
       {"twc/garage/availability", "twc/garage/2019/availability", "twc/garage/state",
        "twc/garage/2019/state", "homeassistant/device/twc_garage/config",
        "homeassistant/device/twc_garage_2019/config"}) {
    CHECK(bench.take(topic).size() == 1);
  }
}

TEST_CASE("mqtt bus: a unit that only the broker remembers is offline", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.publish("twc/garage/7344/availability", "online", true);
  bench.publish("twc/garage/2019/availability", "online", true);
  bench.pass(11s);
  CHECK(word_at(bench, "twc/garage/7344/availability") == "offline");
  CHECK(word_at(bench, "twc/garage/2019/availability") == "online");
}

TEST_CASE("mqtt bus: thousands of units that the broker remembers cost nothing", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.messages.clear();
  const auto remember = [&bench](const std::string& id) {
    bench.bus.take(
        bench.now,
        {.topic = "twc/garage/" + id + "/availability", .payload = "online", .is_retained = true});
  };
  for (unsigned id = 0; id < 5000; ++id) remember(fmt::format("{:04X}", id));
  for (const char* const id : {"", "20190", "no id", "+", "../x"}) remember(id);
  bench.bus.take(bench.now,
                 {.topic = "twc/garage/availability", .payload = "online", .is_retained = true});
  bench.pass(20s);
  std::set<std::string> offline;
  for (const tools::Message& message : bench.messages) {
    if (message.payload == "offline") offline.insert(message.topic);
  }
  CHECK(offline.size() == 63);  // with 2019, which is there: 64
}

TEST_CASE("mqtt bus: VINs are told on request only", "[mqtt]") {
  const std::string event = R"({"event":"vin","id":"2019","vin":"5YJ3E1EA7KF000001"})";
  for (const bool tells : {false, true}) {
    MqttBench bench{tells};
    bench.status = Json::parse(R"({"ok":true,"drawn_a":0})");
    bench.units = {Json::parse(R"({"id":"2019","link":"linked","vin":"5YJ3E1EA7KF000001"})")};
    bench.bus.broker_up();
    bench.bus.master_up(bench.now);
    bench.pass(1s);
    bench.bus.hear(bench.now, event);
    bench.bus.hear(bench.now, R"({"event":"linked","id":"2019","vin":"5YJ3E1EA7KF000001"})");
    bench.pass(2s);
    std::string all;
    for (const auto& message : bench.messages) all += message.payload;
    CHECK((all.find("5YJ3E1EA7KF000001") != std::string::npos) == tells);
    CHECK(bench.take("twc/garage/event").size() == (tells ? 2 : 1));
  }
}

TEST_CASE("mqtt bus: events are published as they are, and alarms are the problem for a minute",
          "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  const std::string event = R"({"t":"2026-11-27T20:00:00Z","event":"overdraw","id":"2019"})";
  bench.bus.hear(bench.now, event);
  bench.pass(2s);
  CHECK(bench.take("twc/garage/event") == std::vector<std::string>{event});
  CHECK(Json::parse(word_at(bench, "twc/garage/state"))["problem"] == "2019 overdraw");
  bench.pass(61s);
  CHECK_FALSE(Json::parse(word_at(bench, "twc/garage/state")).contains("problem"));
}

TEST_CASE("mqtt bus: lines of a master that are no JSON do no harm", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  for (const char* const line : {"", "err too_many_clients", "{", "[]", "null", "{}", R"({"ok":1})",
                                 R"({"ok":true,"units":5})", R"({"event":7,"id":[]})"}) {
    bench.bus.hear(bench.now, line);
    bench.pass(2s);
  }
  CHECK(word_at(bench, "twc/garage/availability") == "online");
}
