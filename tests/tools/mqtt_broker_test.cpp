// SPDX-License-Identifier: MIT
/// Addresses of brokers, names of topics, and the lines of twc-sniff.

#include <stdexcept>

#include "mqtt/broker.hpp"
#include "mqtt/options.hpp"
#include "mqtt/sniffed.hpp"
#include "mqtt/topics.hpp"
#include "support/catch.hpp"

using namespace twc;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;

TEST_CASE("mqtt broker: addresses have ports of their own, and more may follow", "[mqtt]") {
  const auto text = [](const char* given) {
    std::string all;
    for (const auto& broker : tools::parse_brokers(given)) all += broker.text() + ' ';
    return all;
  };
  CHECK(text("mqtt://house.lan") == "mqtt://house.lan:1883 ");
  CHECK(text("mqtts://house.lan/") == "mqtts://house.lan:8883 ");
  CHECK(text("mqtt://a:1,b:2,mqtts://c") == "mqtt://a:1 mqtt://b:2 mqtts://c:8883 ");
  CHECK(text("mqtt://[::1]:4000") == "mqtt://[::1]:4000 ");
  for (const char* const wrong : {"", "house.lan", "http://a", "mqtt://", "mqtt://a:0",
                                  "mqtt://a:b", "mqtt://a,", "mqtt://a/b", "mqtt://[::1"}) {
    CHECK_THROWS_AS(tools::parse_brokers(wrong), std::invalid_argument);
  }
}

TEST_CASE("mqtt broker: a password in an address is refused and not repeated", "[mqtt]") {
  try {
    static_cast<void>(tools::parse_brokers("mqtt://me:secret@house.lan"));
    FAIL("taken");
  } catch (const std::invalid_argument& wrong) {
    CHECK_THAT(wrong.what(), ContainsSubstring("--password-file"));
    CHECK(std::string{wrong.what()}.find("secret") == std::string::npos);
  }
}

TEST_CASE("mqtt broker: pauses grow to 10 s, and every broker has its turn", "[mqtt]") {
  tools::BrokerList brokers{tools::parse_brokers("mqtt://a,b,c")};
  std::string turns;
  for (int attempt = 0; attempt < 6; ++attempt) {
    turns += brokers.current().host;
    const Duration pause = brokers.failed(0);
    CHECK(pause == std::min<Duration>(500ms * (1 << attempt), 10s));
  }
  CHECK(turns == "abcabc");
  brokers.lost_after(1min);
  CHECK(brokers.failed(1) == 750ms);
}

TEST_CASE("mqtt broker: connections that are lost soon lengthen the pauses, as failures do",
          "[mqtt]") {
  tools::BrokerList brokers{tools::parse_brokers("mqtt://a")};
  for (int connection = 0; connection < 3; ++connection) {
    CHECK_FALSE(brokers.is_unsteady());
    brokers.lost_after(9s);
    CHECK(brokers.failed(0) == 500ms * (1 << connection));
  }
  CHECK(brokers.is_unsteady());
  brokers.lost_after(10s);
  CHECK_FALSE(brokers.is_unsteady());
  CHECK(brokers.failed(0) == 500ms);
}

TEST_CASE("mqtt topics: a bus is called after its socket", "[mqtt]") {
  CHECK(tools::bus_name_of("/run/twc/garage.sock") == "garage");
  CHECK(tools::bus_name_of("left bay.sock") == "left_bay");
  CHECK(tools::bus_name_of("/tmp/a#b+c/x") == "x");
}

TEST_CASE("mqtt sniffed: a bus that another master serves is told from its frames", "[mqtt]") {
  tools::Sniffed sniffed;
  tools::Moment now{.time = Time{1h}, .unix_s = 0};
  sniffed.hear(now, R"({"ok":true,"kind":"slave_heartbeat","src":"2019","dst":"7777",)"
                    R"("state_name":"charging","limit_a":16.00,"actual_a":15.22})");
  CHECK(sniffed.hear(now, R"({"ok":false,"error":"checksum","raw":"00"})"));
  sniffed.hear(now, R"({"ok":true,"kind":"master_heartbeat","src":"7777","dst":"2019"})");
  CHECK_FALSE(sniffed.hear(now, "no json"));
  CHECK_FALSE(sniffed.hear(now, R"({"event":"link_up"})"));
  REQUIRE(sniffed.units(now).size() == 1);
  const tools::Json unit = sniffed.units(now)[0];
  CHECK(unit["id"] == "2019");
  CHECK(unit["echoed_a"] == 16.0);
  CHECK(unit["charging"] == "charging");
  CHECK(sniffed.status(now)["drawn_a"] == 15.22);
  now.time += 11s;
  CHECK(sniffed.units(now)[0]["charging"] == "unreachable");
}
