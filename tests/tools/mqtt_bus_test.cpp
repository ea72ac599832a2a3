// SPDX-License-Identifier: MIT
/// The bridge tells a broker of a bus: which topics, and when.

#include <set>

#include <fmt/format.h>

#include "tools/support_desk.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using tools::Json;

namespace {

std::string word_at(const Desk& desk, const std::string& topic) {
  const auto message = desk.last(topic);
  return message ? message->payload : "";
}

}  // namespace

TEST_CASE("mqtt bus: status and units are published as they are, retained", "[mqtt]") {
  const Desk desk = Desk::at_work();
  const auto state = desk.last("twc/garage/state");
  REQUIRE(state);
  CHECK(state->is_retained);
  const Json status = Json::parse(state->payload);
  CHECK(status["granted_a"] == 32.0);
  CHECK(status["policy"] == "fair");
  CHECK_FALSE(status.contains("ok"));
  const Json unit = Json::parse(word_at(desk, "twc/garage/2019/state"));
  CHECK(unit["drawn_a"] == 15.2);
  CHECK(unit["charging"] == "charging");
  CHECK(word_at(desk, "twc/garage/availability") == "online");
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
}

TEST_CASE("mqtt bus: a change that matters goes out at once and once a second at most", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.pass(5s);
  desk.take("twc/garage/2019/state");
  desk.units[0]["granted_a"] = 12;
  desk.bus.hear(desk.now, R"({"event":"offer","id":"2019","granted_a":12.00})");
  desk.pass(300ms);
  CHECK(desk.take("twc/garage/2019/state").size() == 1);
  for (int tenth = 0; tenth < 100; ++tenth) {
    desk.units[0]["granted_a"] = 6 + tenth % 7;
    desk.bus.hear(desk.now, R"({"event":"offer","id":"2019","granted_a":12.00})");
    desk.pass(100ms);
  }
  const auto states = desk.take("twc/garage/2019/state").size();
  CHECK(states >= 8);
  CHECK(states <= 11);
}

TEST_CASE("mqtt bus: where nothing matters a state goes out every minute", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.take("twc/garage/state");
  desk.take("twc/garage/2019/state");
  for (int second = 0; second < 600; ++second) {
    desk.units[0]["heard_s"] = second % 3;
    desk.units[0]["drawn_a"] = 15.2 + second % 5 * 0.1;
    desk.pass(1s);
  }
  CHECK(desk.take("twc/garage/2019/state").size() == 10);
  CHECK(desk.take("twc/garage/state").size() == 10);
}

TEST_CASE("mqtt bus: a master that has gone is offline after 10 s, a restart passes unnoticed",
          "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.bus.master_down(desk.now);
  desk.pass(9s);
  CHECK(word_at(desk, "twc/garage/availability") == "online");
  desk.bus.master_up(desk.now);
  desk.pass(5s);
  desk.bus.master_down(desk.now);
  desk.take("twc/garage/availability");
  desk.pass(9900ms);
  CHECK(desk.take("twc/garage/availability").empty());
  desk.pass(1200ms);
  CHECK(word_at(desk, "twc/garage/availability") == "offline");
  CHECK(word_at(desk, "twc/garage/2019/availability") == "offline");
}

TEST_CASE("mqtt bus: a master that hangs is offline, too", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.answers = false;
  desk.pass(13s);
  CHECK(word_at(desk, "twc/garage/availability") == "offline");
}

TEST_CASE("mqtt bus: units are offline 10 s after their line has gone", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.status["link"] = "down";
  desk.pass(9s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
  desk.pass(3s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "offline");
  CHECK(word_at(desk, "twc/garage/availability") == "online");
  CHECK_THAT(word_at(desk, "twc/garage/state"), ContainsSubstring("the line is down"));
  desk.status["link"] = "up";
  desk.pass(2s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
}

TEST_CASE("mqtt bus: a unit that was not heard for 10 s is offline", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.units[0]["heard_s"] = 9;
  desk.pass(2s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
  desk.units[0]["heard_s"] = 11;
  desk.units[0]["charging"] = "unreachable";
  desk.pass(2s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "offline");
}

TEST_CASE("mqtt bus: a unit that the master silenced stays online, however old its answer is",
          "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.units[0]["link"] = "silenced";
  desk.units[0]["charging"] = "paused";
  desk.units[0]["heard_s"] = 500;
  desk.pass(60s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
  desk.publish("twc/garage/2019/charging/set", "ON");
  CHECK(desk.orders == std::vector<std::string>{"start 2019"});
}

TEST_CASE("mqtt bus: a unit that waits for room is online, one that fell silent is not", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.units[0]["link"] = "linking";
  desk.units[0]["charging"] = "paused";
  desk.units[0]["heard_s"] = 150;
  desk.pass(60s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
  desk.units[0]["charging"] = "unreachable";
  desk.pass(2s);
  CHECK(word_at(desk, "twc/garage/2019/availability") == "offline");
}

TEST_CASE("mqtt bus: a broker that comes back is told everything anew", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.bus.broker_down();
  desk.pass(60s);
  desk.messages.clear();
  desk.pass(5s);
  CHECK(desk.messages.empty());
  desk.bus.broker_up();
  desk.pass(1ms);
  for (const char* const topic :
       {"twc/garage/availability", "twc/garage/2019/availability", "twc/garage/state",
        "twc/garage/2019/state", "homeassistant/device/twc_garage/config",
        "homeassistant/device/twc_garage_2019/config"}) {
    CHECK(desk.take(topic).size() == 1);
  }
}

TEST_CASE("mqtt bus: a unit that only the broker remembers is offline", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.publish("twc/garage/7344/availability", "online", true);
  desk.publish("twc/garage/2019/availability", "online", true);
  desk.pass(11s);
  CHECK(word_at(desk, "twc/garage/7344/availability") == "offline");
  CHECK(word_at(desk, "twc/garage/2019/availability") == "online");
}

TEST_CASE("mqtt bus: thousands of units that the broker remembers cost nothing", "[mqtt]") {
  Desk desk = Desk::at_work();
  desk.messages.clear();
  const auto remember = [&desk](const std::string& id) {
    desk.bus.take(
        desk.now,
        {.topic = "twc/garage/" + id + "/availability", .payload = "online", .is_retained = true});
  };
  for (unsigned id = 0; id < 5000; ++id) remember(fmt::format("{:04X}", id));
  for (const char* const id : {"", "20190", "no id", "+", "../x"}) remember(id);
  desk.bus.take(desk.now,
                {.topic = "twc/garage/availability", .payload = "online", .is_retained = true});
  desk.pass(20s);
  std::set<std::string> offline;
  for (const tools::Message& message : desk.messages) {
    if (message.payload == "offline") offline.insert(message.topic);
  }
  CHECK(offline.size() == 63);  // with 2019, which is there: 64
}

TEST_CASE("mqtt bus: VINs are told on request only", "[mqtt]") {
  const std::string event = R"({"event":"vin","id":"2019","vin":"5YJ3E1EA7KF000001"})";
  for (const bool tells : {false, true}) {
    Desk desk{tells};
    desk.status = Json::parse(R"({"ok":true,"drawn_a":0})");
    desk.units = {Json::parse(R"({"id":"2019","link":"linked","vin":"5YJ3E1EA7KF000001"})")};
    desk.bus.broker_up();
    desk.bus.master_up(desk.now);
    desk.pass(1s);
    desk.bus.hear(desk.now, event);
    desk.bus.hear(desk.now, R"({"event":"linked","id":"2019","vin":"5YJ3E1EA7KF000001"})");
    desk.pass(2s);
    std::string all;
    for (const auto& message : desk.messages) all += message.payload;
    CHECK((all.find("5YJ3E1EA7KF000001") != std::string::npos) == tells);
    CHECK(desk.take("twc/garage/event").size() == (tells ? 2 : 1));
  }
}

TEST_CASE("mqtt bus: events are published as they are, and alarms are the problem for a minute",
          "[mqtt]") {
  Desk desk = Desk::at_work();
  const std::string event = R"({"t":"2026-11-27T20:00:00Z","event":"overdraw","id":"2019"})";
  desk.bus.hear(desk.now, event);
  desk.pass(2s);
  CHECK(desk.take("twc/garage/event") == std::vector<std::string>{event});
  CHECK(Json::parse(word_at(desk, "twc/garage/state"))["problem"] == "2019 overdraw");
  desk.pass(61s);
  CHECK_FALSE(Json::parse(word_at(desk, "twc/garage/state")).contains("problem"));
}

TEST_CASE("mqtt bus: lines of a master that are no JSON do no harm", "[mqtt]") {
  Desk desk = Desk::at_work();
  for (const char* const line : {"", "err too_many_clients", "{", "[]", "null", "{}", R"({"ok":1})",
                                 R"({"ok":true,"units":5})", R"({"event":7,"id":[]})"}) {
    desk.bus.hear(desk.now, line);
    desk.pass(2s);
  }
  CHECK(word_at(desk, "twc/garage/availability") == "online");
}
