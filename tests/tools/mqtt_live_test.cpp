// SPDX-License-Identifier: MIT
/// twc-mqtt as a program: real masters on one side, a real mosquitto on the other.

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <fstream>

#include <fmt/format.h>

#include "tools/support_bridge.hpp"
#include "tools/support_broker.hpp"
#include "tools/support_certificates.hpp"
#include "tools/support_home_assistant.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::ContainsSubstring;
using std::chrono::steady_clock;

namespace {

/// A broker, a simulated bus with its master, and the bridge between them.
struct House {
  explicit House(const Program::Arguments& of_master = {}, const Program::Arguments& of_bridge = {})
      : socket{folder / "garage.sock"}, onlooker{broker} {
    Program::Arguments all{"sim:1", "--max-current", "32", "--socket", socket};
    all.insert(all.end(), of_master.begin(), of_master.end());
    master.emplace(all);
    Program::Arguments words = of_bridge;
    words.insert(words.end(), {broker.url(), socket});
    bridge.emplace(words);
  }

  RealBroker broker;
  Folder folder;
  std::string socket;
  Onlooker onlooker;
  std::optional<FakeMaster> master;
  std::optional<Bridge> bridge;
};

/// A heartbeat comes every 1.3 s or sooner; the rest is for a test that has to wait for its turn.
constexpr auto late = 2s;

const std::string unit_topic = "twc/garage/2019/";

}  // namespace

TEST_CASE("mqtt: a limit that is set at the broker is in the next heartbeat, its answer published",
          "[broker]") {
  const RealBroker broker;
  const Folder folder;
  const std::string socket = folder / "garage.sock";
  FakeMaster master{FakeMaster::at_once("pty:", {"--socket", socket})};
  master.await_out("link_up");
  BusLine line{open_device(place_in(master.await_err("at most")))};
  play_slave_until(line, 32_A);
  Onlooker onlooker{broker};
  Bridge bridge{
      {broker.url(), socket}
  };
  onlooker.await(unit_topic + "state", R"("echoed_a":32.0)");
  onlooker.publish("twc/garage/limit/set", "12");
  CHECK_THAT(onlooker.await("twc/garage/answer"), ContainsSubstring(R"("granted_a":12.00)"));
  // Those that nobody has read meanwhile come first. A heartbeat comes every second.
  const auto answered = steady_clock::now();
  for (bool is_lowered = false; !is_lowered;) {
    const auto beat = line.await<msg::MasterHeartbeat>();
    is_lowered = beat.command.has_limit() && beat.limit == 12_A;
    REQUIRE(steady_clock::now() - answered < late);
  }
  answer_heartbeats(line, 2, 12_A);
  onlooker.await(unit_topic + "state", R"("echoed_a":12.0)");
}

TEST_CASE(
    "mqtt: real documents are what Home Assistant's pages ask for, and come anew at its birth",
    "[broker]") {
  House house{
      {"--speed", "20", "--poll", "meter,firmware,plug"}
  };
  const auto check = [&house](const std::string& device, const std::string& text) {
    const std::string topic = "homeassistant/device/" + device + "/config";
    const auto document = tools::Json::parse(house.onlooker.await(topic, text));
    for (const std::string& fault : faults_in(document)) FAIL_CHECK(fault);
  };
  check("twc_garage", "");
  check("twc_garage_2019", "total_increasing");
  house.onlooker.publish("homeassistant/status", "online");
  check("twc_garage", "");
  check("twc_garage_2019", "total_increasing");
}

TEST_CASE("mqtt: a bus is offline within 15 s after its master was killed", "[broker]") {
  House house;
  house.onlooker.await("twc/garage/availability", "online");
  house.onlooker.await(unit_topic + "availability", "online");
  const auto begin = steady_clock::now();
  house.master->signal(SIGKILL);
  house.onlooker.await("twc/garage/availability", "offline");
  house.onlooker.await(unit_topic + "availability", "offline");
  CHECK(steady_clock::now() - begin < 15s);
  CHECK(steady_clock::now() - begin > 9s);
}

TEST_CASE("mqtt: a unit is offline within 15 s after its bus was cut", "[broker]") {
  const RealBroker broker;
  const Folder folder;
  const std::string socket = folder / "garage.sock";
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019:car=no", "listen://127.0.0.1:0"}
  };
  const std::string place = lines_of(place_in(slave.await_err("\n"))).front();
  FakeMaster master{
      FakeMaster::at_once("tcp" + place.substr(place.find(':')), {"--socket", socket})};
  Onlooker onlooker{broker};
  Bridge bridge{
      {broker.url(), socket}
  };
  onlooker.await(unit_topic + "availability", "online");
  onlooker.await(unit_topic + "state", R"("link":"linked")");
  const auto begin = steady_clock::now();
  slave.signal(SIGKILL);
  onlooker.await(unit_topic + "availability", "offline");
  CHECK(steady_clock::now() - begin < 15s);
}

TEST_CASE("mqtt: the broker says so when the bridge was killed, when it hangs, and when it ends",
          "[broker]") {
  House house;
  house.onlooker.await("twc/bridge/attic/availability", "online");
  house.bridge->signal(SIGKILL);
  house.onlooker.await("twc/bridge/attic/availability", "offline");
  house.bridge.emplace(Program::Arguments{house.broker.url(), house.socket});
  house.onlooker.await("twc/bridge/attic/availability", "online");
  const auto begin = steady_clock::now();
  house.bridge->signal(SIGSTOP);
  house.onlooker.await("twc/bridge/attic/availability", "offline");
  CHECK(steady_clock::now() - begin < 15s);
  house.bridge->signal(SIGCONT);
  house.onlooker.await("twc/bridge/attic/availability", "online");
  house.bridge->signal(SIGTERM);
  house.onlooker.await("twc/bridge/attic/availability", "offline");
  CHECK(house.bridge->finish().exit == 0);
}

TEST_CASE("mqtt: a retained limit is refused after every start", "[broker]") {
  const RealBroker broker;
  Onlooker onlooker{broker};
  onlooker.publish("twc/garage/limit/set", "7", true);
  const Folder folder;
  FakeMaster master{
      {"sim:1", "--max-current", "32", "--socket", folder / "garage.sock"}
  };
  Bridge bridge{
      {broker.url(), folder / "garage.sock"}
  };
  CHECK_THAT(onlooker.await("twc/garage/answer"), ContainsSubstring(R"("error":"retained")"));
  CHECK_THAT(onlooker.await("twc/garage/state"), ContainsSubstring(R"("requested_a":32.0)"));
  bridge.await_err("a retained command is refused");
  // The same while the bridge is there: MQTT 5 tells that a new one is retained.
  onlooker.publish("twc/garage/limit/set", "9", true);
  CHECK_THAT(onlooker.await("twc/garage/answer"), ContainsSubstring(R"("error":"retained")"));
  onlooker.publish("twc/garage/limit/set", "", true);
  onlooker.publish("twc/garage/limit/set", "8");
  CHECK_THAT(onlooker.await("twc/garage/answer"), ContainsSubstring(R"("requested_a":8.0)"));
}

TEST_CASE("mqtt: without a broker for a minute heartbeats are on time, and all is said anew",
          "[broker][long][minute]") {
  const Folder folder;
  const std::string socket = folder / "garage.sock";
  RealBroker broker;
  FakeMaster master{FakeMaster::at_once("pty:", {"--socket", socket})};
  master.await_out("link_up");
  BusLine line{open_device(place_in(master.await_err("at most")))};
  play_slave_until(line, 32_A);
  Bridge bridge{
      {broker.url(), socket}
  };
  bridge.await_err("connected");
  broker.stop();
  bridge.await_err("trying again");
  const auto begin = steady_clock::now();
  auto before = begin;
  std::chrono::duration<double> longest{};
  while (steady_clock::now() - begin < 1min) {
    answer_heartbeats(line, 1, 32_A);
    longest = std::max<std::chrono::duration<double>>(longest, steady_clock::now() - before);
    before = steady_clock::now();
  }
  CHECK(longest < late);
  broker.start();
  Onlooker onlooker{broker};
  for (const char* const topic :
       {"twc/garage/availability", "twc/garage/2019/availability", "twc/garage/state",
        "twc/garage/2019/state", "twc/bridge/attic/availability"}) {
    while (onlooker.count(topic) == 0) onlooker.listen(20);
  }
}

TEST_CASE("mqtt: a wrong password is one clear line and exit status 1", "[broker]") {
  const Folder folder;
  const std::string passwords = folder / "passwords";
  REQUIRE(std::system(fmt::format("mosquitto_passwd -c -b {} me right 2>&1", passwords).c_str()) ==
          0);
  const RealBroker broker{fmt::format("allow_anonymous false\npassword_file {}\n", passwords)};
  const TemporaryFile wrong{"me:wrong\n"};
  Bridge bridge{
      {"--password-file", wrong.path(), broker.url(), folder / "garage.sock"}
  };
  bridge.await_err("refuses the login");
  const Outcome outcome = bridge.finish_with_open_input();
  CHECK(outcome.exit == 1);
  CHECK_THAT(outcome.err, ContainsSubstring(broker.url()));
  CHECK(outcome.err.find("wrong") == std::string::npos);
  const TemporaryFile right{"me:right\n"};
  Bridge welcome{
      {"--password-file", right.path(), broker.url(), folder / "garage.sock"}
  };
  welcome.await_err("connected");
  Bridge by_environment{
      {broker.url(),       folder / "garage.sock"   },
      {"TWC_MQTT_USER=me", "TWC_MQTT_PASSWORD=right"}
  };
  by_environment.await_err("connected");
}

TEST_CASE("mqtt: TLS with an authority and a client certificate of one's own", "[broker]") {
  const Certificates certificates;
  const RealBroker broker{certificates.for_broker()};
  const std::string url = fmt::format("mqtts://localhost:{}", broker.port());
  const Folder folder;
  const std::string socket = folder / "garage.sock";
  Bridge bridge{
      {"--ca", certificates / "ca.crt", "--cert", certificates / "attic.crt", "--key",
       certificates / "attic.key", url, socket}
  };
  bridge.await_err("connected to " + url);
  Bridge strange{
      {"--ca", certificates / "attic.crt", url, socket}
  };
  strange.await_err("is its certificate signed by what --ca holds");
}

TEST_CASE("mqtt: a car that was switched off, and silenced, is switched on again", "[broker]") {
  House house{
      {"--speed", "20"}
  };
  house.onlooker.await(unit_topic + "state", R"("state_name":"charging")");
  house.onlooker.publish(unit_topic + "charging/set", "OFF");
  house.onlooker.await(unit_topic + "state", R"("link":"silenced")");
  house.onlooker.listen(3000);  // a minute of its life
  CHECK(house.onlooker.count(unit_topic + "availability") == 0);
  house.onlooker.publish(unit_topic + "charging/set", "ON");
  house.onlooker.await("twc/garage/event", R"("event":"offer","id":"2019","requested_a":32.00)");
  house.onlooker.await(unit_topic + "state", R"("state_name":"charging")");
}

TEST_CASE("mqtt: a broker that knows 3.1.1 only is spoken to in 3.1.1", "[broker]") {
  Server server;
  const Folder folder;
  Bridge bridge{
      {fmt::format("mqtt://127.0.0.1:{}", server.port()), folder / "garage.sock"}
  };
  const auto accept = [&server] {
    tools::Fd client;
    await_bytes(server.fd());
    REQUIRE(server.take(client));
    Peer peer{std::move(client)};
    constexpr std::size_t level = 8;  // the level of the protocol is behind the header and "MQTT"
    while (peer.heard().size() <= level) await_bytes(peer.fd());
    return std::pair{std::move(peer), peer.heard()[level]};
  };
  {
    auto [refused, version] = accept();
    CHECK(version == 5);
    refused.say(std::string{"\x20\x02\x00\x01", 4});
  }
  auto [welcome, version] = accept();
  CHECK(version == 4);
  welcome.say(std::string{"\x20\x02\x00\x00", 4});
  bridge.await_err("MQTT 3.1.1");
}

TEST_CASE("mqtt: a subscription that the broker refuses is tried again until it is taken",
          "[broker]") {
  Server server;
  const Folder folder;
  Bridge bridge{
      {"--no-discovery", fmt::format("mqtt://127.0.0.1:{}", server.port()),
       folder / "garage.sock"}
  };
  const auto accept = [&server] {
    tools::Fd client;
    await_bytes(server.fd());
    REQUIRE(server.take(client));
    return Peer{std::move(client)};
  };
  Peer broker = accept();
  await_bytes(broker.fd());
  broker.say(std::string{"\x20\x03\x00\x00\x00", 5});
  // Each topic of a bus comes in a packet of its own, whose number stands behind type and length.
  std::size_t at = 0;
  const auto answer_subscriptions = [&broker, &at](char word) {
    for (int answered = 0; answered < 4;) {
      const std::string& heard = broker.heard();
      const auto is_whole = [&heard, &at] {
        return heard.size() >= at + 4 &&
               heard.size() >= at + 2 + static_cast<std::size_t>(heard[at + 1]);
      };
      if (!is_whole()) {
        await_bytes(broker.fd());
        continue;
      }
      if (heard[at] == '\x82') {
        broker.say(std::string{"\x90\x04", 2} + heard.substr(at + 2, 2) + '\0' + word);
        ++answered;
      }
      at += 2 + static_cast<std::size_t>(heard[at + 1]);
    }
  };
  answer_subscriptions('\x87');
  bridge.await_err("commands do not arrive; trying again");
  answer_subscriptions('\x01');
  bridge.await_err("commands arrive");
}

TEST_CASE("mqtt: masters of a folder are found as they appear", "[broker]") {
  const RealBroker broker;
  const Folder folder;
  Onlooker onlooker{broker};
  Bridge bridge{
      {broker.url(), folder.path().string()}
  };
  bridge.await_err("connected");
  FakeMaster master{
      {"sim:1", "--max-current", "32", "--socket", folder / "left.sock"}
  };
  onlooker.await("twc/left/state", R"("max_current_a":32.0)");
}

TEST_CASE("mqtt: the lines of twc-sniff are a bus without commands", "[broker]") {
  const RealBroker broker;
  Onlooker onlooker{broker};
  Bridge bridge{
      {"--name", "yard", broker.url(), "-"}
  };
  bridge.await_err("connected");
  bridge.type(R"({"ok":true,"kind":"slave_heartbeat","src":"2019","dst":"7777","state":1,)"
              R"("state_name":"charging","limit_a":16.00,"actual_a":15.22})"
              "\n");
  CHECK_THAT(onlooker.await("twc/yard/2019/state"), ContainsSubstring(R"("charging":"charging")"));
  bridge.type("20:01:44.2 2019 > 7777  slave_heartbeat\n20:01:45.2 2019 > 7777\n");
  const Outcome outcome = bridge.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(
      outcome.err,
      ContainsSubstring(
          "standard input has a line that twc-sniff -F json does not write: 20:01:44.2 2019 > ") &&
          !ContainsSubstring("20:01:45.2"));
  onlooker.await("twc/bridge/attic/availability", "offline");
}

TEST_CASE("mqtt: a fault in the options of the bridge is one line and exit status 2", "[broker]") {
  const auto refused = [](const Program::Arguments& arguments) {
    const Outcome outcome = Bridge{arguments}.finish();
    CHECK(outcome.exit == 2);
    CHECK(lines_of(outcome.err).size() == 1);
    return outcome.err;
  };
  CHECK_THAT(refused({}), ContainsSubstring("expected a BROKER"));
  CHECK_THAT(refused({"mqtt://localhost"}), ContainsSubstring("expected a SOURCE"));
  CHECK_THAT(refused({"localhost", "x.sock"}), ContainsSubstring("expected mqtt://HOST"));
  CHECK_THAT(refused({"mqtt://localhost", "a/x.sock", "b/x.sock"}), ContainsSubstring("'x'"));
  CHECK_THAT(refused({"mqtt://localhost", "bridge.sock"}), ContainsSubstring("'bridge'"));
  CHECK_THAT(refused({"--ca", "/none", "mqtts://localhost", "x.sock"}), ContainsSubstring("--ca"));
  CHECK_THAT(refused({"--prefix", "a/#", "mqtt://localhost", "x.sock"}),
             ContainsSubstring("--prefix"));
  const TemporaryFile secret{"hunter2\n"};
  const std::string line =
      refused({"--password-file", secret.path(), "mqtt://localhost", "x.sock"});
  CHECK_THAT(line, ContainsSubstring("USER:PASSWORD"));
  CHECK(line.find("hunter2") == std::string::npos);
}
