// SPDX-License-Identifier: MIT
#pragma once
/// A bus of twc-mqtt between a master and a broker that exist in the test only, in made-up time.

#include <algorithm>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "mqtt/bus.hpp"
#include "support/catch.hpp"

namespace twc::test {

using namespace std::chrono_literals;

class MqttBench {
 public:
  using Json = tools::Json;

  explicit MqttBench(bool tells_vin = false)
      : bus{
            tools::BusSettings{.place = {.prefix = "twc",
                                         .bridge = "attic",
                                         .bus = "garage",
                                         .takes_commands = true},
                               .discovery_prefix = "homeassistant",
                               .tells_vin = tells_vin}
  } {}

  /// A master that is there, with one unit that charges.
  static MqttBench at_work() {
    MqttBench bench;
    bench.status = Json::parse(R"({"ok":true,"requested_a":32.00,"granted_a":32.00,"echoed_a":16.00,
        "drawn_a":15.20,"exposure_a":16.00,"max_current_a":32.00,"policy":"fair","link":"up"})");
    bench.units.push_back(Json::parse(R"({"id":"2019","link":"linked","charging":"charging",
        "state_name":"charging","requested_a":16.00,"granted_a":16.00,"echoed_a":16.00,
        "drawn_a":15.20,"max_a":32.00,"heard_s":0})"));
    bench.bus.broker_up();
    bench.bus.master_up(bench.now);
    bench.pass(1ms);
    return bench;
  }

  /// Time passes in steps of 50 ms; the master answers, if it does, in between.
  void pass(Duration duration) {
    for (const Time end = now.time + duration; now.time < end;) {
      now.time = std::min(end, now.time + 50ms);
      now.unix_s =
          1'795'000'000 +
          std::chrono::duration_cast<std::chrono::seconds>(now.time.time_since_epoch()).count();
      bus.poll(now);
      collect();
      bus.poll(now);
      collect();
    }
  }
  void publish(std::string topic, std::string payload, bool is_retained = false) {
    bus.take(
        now,
        {.topic = std::move(topic), .payload = std::move(payload), .is_retained = is_retained});
    pass(1ms);
  }

  /// The payloads at a topic since the last call.
  std::vector<std::string> take(const std::string& topic) {
    std::vector<std::string> payloads;
    std::erase_if(messages, [&](const tools::Message& message) {
      if (message.topic != topic) return false;
      payloads.push_back(message.payload);
      return true;
    });
    return payloads;
  }
  [[nodiscard]] std::optional<tools::Message> last(const std::string& topic) const {
    const auto found = std::find_if(messages.rbegin(), messages.rend(),
                                    [&](const auto& message) { return message.topic == topic; });
    return found == messages.rend() ? std::nullopt : std::optional{*found};
  }

  tools::Moment now{.time = Time{1h}, .unix_s = 0};
  tools::Bus bus;
  Json status;
  std::vector<Json> units;
  bool answers = true;
  std::vector<std::string> orders;  ///< the commands that the master was told
  std::vector<tools::Message> messages;
  std::vector<std::string> complaints;

 private:
  void collect() {
    for (tools::Message& message : bus.take_messages()) messages.push_back(std::move(message));
    for (std::string& complaint : bus.take_complaints()) complaints.push_back(std::move(complaint));
    for (const std::string& line : bus.take_lines()) obey(line);
  }
  void obey(const std::string& line) {
    const bool is_order =
        line != "format json" && line != "events" && line != "status" && line != "units";
    if (is_order) orders.push_back(line);
    if (!answers) return;
    Json answer = status;
    if (line == "units") answer["units"] = units;
    if (is_order) answer["said"] = line;
    bus.hear(now, answer.dump());
  }
};

}  // namespace twc::test
