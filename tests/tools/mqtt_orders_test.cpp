// SPDX-License-Identifier: MIT
/// Commands from a broker: what reaches a master, and what does not.

#include <fmt/format.h>

#include "mqtt/complaints.hpp"
#include "mqtt/orders.hpp"
#include "tools/support_mqtt_bench.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using tools::Message;
using tools::Order;
using tools::OrderRefusal;

namespace {

std::string line_of(const std::string& topic, const std::string& payload) {
  const auto order = tools::read_order("twc/garage/", Message{topic, payload, false});
  const auto* const refusal = std::get_if<OrderRefusal>(&order);
  return refusal != nullptr ? refusal->word : std::get<Order>(order).line;
}

}  // namespace

TEST_CASE("mqtt orders: each topic is a command of the socket", "[mqtt]") {
  CHECK(line_of("twc/garage/limit/set", "20") == "limit 20");
  CHECK(line_of("twc/garage/limit/set", "12.5") == "limit 12.5");
  CHECK(line_of("twc/garage/2019/limit/set", "8") == "limit 2019 8");
  CHECK(line_of("twc/garage/charging/set", "OFF") == "stop");
  CHECK(line_of("twc/garage/charging/set", "ON") == "start");
  CHECK(line_of("twc/garage/2019/charging/set", "OFF") == "stop 2019");
  CHECK(line_of("twc/garage/2019/charging/set", "ON") == "start 2019");
  CHECK(line_of("twc/garage/policy/set", "rotate") == "policy rotate");
  CHECK(line_of("twc/garage/renew", "") == "renew");
  CHECK(line_of("twc/garage/renew", "anything") == "renew");
}

TEST_CASE("mqtt orders: nothing but an amount, a word or an id reaches the socket", "[mqtt]") {
  for (const char* const payload :
       {"", "abc", "-1", "16\nquit", "1e3", "nan", "16 A", ".", "1.2.3", "000000000000016"}) {
    CHECK(line_of("twc/garage/limit/set", payload) == "bad_value");
  }
  CHECK(line_of("twc/garage/charging/set", "on") == "bad_value");
  CHECK(line_of("twc/garage/policy/set", "fair\nquit") == "bad_value");
  CHECK(line_of("twc/garage/20 19/limit/set", "8") == "unknown_topic");
  CHECK(line_of("twc/garage/quit/set", "") == "unknown_topic");
}

TEST_CASE("mqtt orders: a refusal names its topic and the front of what came", "[mqtt]") {
  const auto answer = tools::read_order("twc/garage/", {.topic = "twc/garage/2019/limit/set",
                                                        .payload = std::string(999, '7'),
                                                        .is_retained = false});
  CHECK(std::get<tools::OrderRefusal>(answer).text ==
        "twc/garage/2019/limit/set: expected amps, such as 16; got '" + std::string(40, '7') + "'");
}

TEST_CASE("mqtt orders: a flood of refusals is a line a second, which counts the others",
          "[mqtt]") {
  tools::Complaints complaints;
  std::vector<std::string> told;
  for (int at = 0; at < 3000; ++at) {
    const auto line = complaints.pass(Time{at * 1ms}, fmt::format("no. {}", at));
    if (line) told.push_back(*line);
  }
  CHECK(told == std::vector<std::string>{"no. 0", "no. 1000 (999 more before it)",
                                         "no. 2000 (999 more before it)"});
  CHECK_FALSE(complaints.pass(Time{1min}, "no. 2000"));
  CHECK(complaints.pass(Time{1min}, "no. 2999") == "no. 2999 (999 more before it)");
}

TEST_CASE("mqtt orders: a retained command is refused and reported", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.publish("twc/garage/limit/set", "20", true);
  CHECK(bench.orders.empty());
  CHECK_THAT(bench.take("twc/garage/answer").at(0), ContainsSubstring(R"("error":"retained")"));
  CHECK_THAT(bench.complaints.at(0), ContainsSubstring("twc/garage/limit/set"));
}

TEST_CASE("mqtt orders: to remove a retained command from the broker is no command", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.publish("twc/garage/limit/set", "");
  bench.publish("twc/garage/2019/charging/set", "", true);
  CHECK(bench.orders.empty());
  CHECK(bench.complaints.empty());
  bench.publish("twc/garage/renew", "");
  CHECK(bench.orders == std::vector<std::string>{"renew"});
}

TEST_CASE("mqtt orders: the answer of the master is published as it is", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.publish("twc/garage/limit/set", "20");
  CHECK(bench.orders == std::vector<std::string>{"limit 20"});
  const auto answer = bench.last("twc/garage/answer");
  REQUIRE(answer);
  CHECK_THAT(answer->payload, ContainsSubstring(R"("said":"limit 20")"));
  CHECK_FALSE(answer->is_retained);
}

TEST_CASE("mqtt orders: in a flood, the newest of each topic leaves, ten a second at most",
          "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  for (int amps = 6; amps <= 32; ++amps) {
    for (int times = 0; times < 40; ++times) {
      bench.bus.take(bench.now, {.topic = "twc/garage/limit/set", .payload = std::to_string(amps)});
    }
  }
  bench.bus.take(bench.now, {.topic = "twc/garage/2019/limit/set", .payload = "9"});
  bench.pass(1s);
  CHECK(bench.orders.size() == 2);
  CHECK(bench.orders.front() == "limit 32");
  CHECK(bench.orders.back() == "limit 2019 9");
  const int before = static_cast<int>(bench.orders.size());
  for (int tenth = 0; tenth < 100; ++tenth) {
    bench.publish("twc/garage/limit/set", std::to_string(6 + tenth % 20));
    bench.pass(9ms);
  }
  CHECK(bench.orders.size() - static_cast<std::size_t>(before) <= 11);
}

TEST_CASE("mqtt orders: without a master a command is refused, never kept for later", "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.bus.master_down(bench.now);
  bench.publish("twc/garage/limit/set", "20");
  CHECK_THAT(bench.take("twc/garage/answer").at(0), ContainsSubstring("no_master"));
  bench.bus.master_up(bench.now);
  bench.pass(3s);
  CHECK(bench.orders.empty());
}

TEST_CASE("mqtt orders: a command that waits for a master that hangs is refused after 10 s",
          "[mqtt]") {
  MqttBench bench = MqttBench::at_work();
  bench.answers = false;
  bench.publish("twc/garage/limit/set", "20");
  bench.publish("twc/garage/limit/set", "21");
  bench.pass(12s);
  CHECK_THAT(bench.take("twc/garage/answer").at(0), ContainsSubstring("no_master"));
  CHECK(bench.orders == std::vector<std::string>{"limit 20"});
}
