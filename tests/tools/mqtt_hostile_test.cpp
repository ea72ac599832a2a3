// SPDX-License-Identifier: MIT
/// twc-mqtt beside brokers, clients and files that mean no good.

#include <csignal>
#include <filesystem>
#include <string>

#include <fmt/format.h>

#include "tools/support_bridge.hpp"
#include "tools/support_broker.hpp"
#include "tools/support_master.hpp"
#include "tools/support_peer.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr auto welcome = std::string_view{"\x20\x03\x00\x00\x00", 5};  // CONNACK of MQTT 5

std::string url_of(const Server& server) {
  return fmt::format("mqtt://127.0.0.1:{}", server.port());
}

/// The next client, once it has said something.
Peer next_client(Server& server) {
  tools::Fd client;
  await_bytes(server.fd());
  REQUIRE(server.take(client));
  Peer peer{std::move(client)};
  await_bytes(peer.fd());
  return peer;
}

/// Welcomes the next client, and drops it once it has said more.
void welcome_and_drop(Server& server) {
  Peer client = next_client(server);
  client.heard();
  client.say(welcome);
  await_bytes(client.fd());
}

}  // namespace

TEST_CASE("mqtt hostile: where each connection is lost at once, one line names the likely cause",
          "[broker]") {
  Server server;
  const Folder folder;
  Bridge bridge{
      {"--no-discovery", url_of(server), folder / "garage.sock"}
  };
  for (int connection = 0; connection < 4; ++connection) welcome_and_drop(server);
  bridge.await_err("has another client the name twc-mqtt-attic?; trying again\n");
  welcome_and_drop(server);
  bridge.signal(SIGTERM);
  const Outcome outcome = bridge.finish();
  CHECK(outcome.exit == 0);
  std::size_t connected = 0;
  for (const std::string& line : lines_of(outcome.err)) {
    if (line.find("connected to") != std::string::npos) ++connected;
  }
  CAPTURE(outcome.err);
  CHECK(connected <= 3);
}

TEST_CASE("mqtt hostile: garbage in the place of MQTT ends the connection and nothing else",
          "[broker]") {
  Server server;
  const Folder folder;
  Bridge bridge{
      {"--no-discovery", url_of(server), folder / "garage.sock"}
  };
  const std::string_view longest{"\x30\xFF\xFF\xFF\x7F\x00\x04", 7};
  const std::string_view no_topic{"\x30\x03\x00\xFF\x00", 5};
  const std::string_view too_long{"\x20\xFF\xFF\xFF\xFF\xFF", 6};
  for (const std::string_view garbage :
       {std::string_view{"HTTP/1.1 400 Bad Request\r\n\r\n"}, too_long, no_topic, longest}) {
    Peer broker = next_client(server);
    const bool comes_later = garbage == no_topic || garbage == longest;
    if (comes_later) broker.say(welcome);
    broker.say(garbage);
    if (garbage == longest) broker.say(std::string(100'000, 'x'));
  }
  next_client(server).say(welcome);
  bridge.signal(SIGTERM);
  const Outcome outcome = bridge.finish();
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.find("Unknown error") == std::string::npos);
}

TEST_CASE("mqtt hostile: megabytes in the place of amps are refused, and copied no further",
          "[broker]") {
  const RealBroker broker{"allow_anonymous true\n"};
  const Folder folder;
  FakeMaster master{
      {"sim:1", "--max-current", "32", "--socket", folder / "garage.sock"}
  };
  Onlooker onlooker{broker};
  Bridge bridge{
      {broker.url(), folder / "garage.sock"}
  };
  onlooker.await("twc/garage/state");
  constexpr std::size_t size = 40'000'000;
  onlooker.publish("twc/garage/limit/set", std::string(size, '7'));
  const std::string answer = onlooker.await("twc/garage/answer", R"("error":"bad_value")");
  CHECK(answer.size() < 200);
  onlooker.publish("twc/garage/limit/set", "16");
  onlooker.await("twc/garage/answer", R"("granted_a":16.00)");
  bridge.signal(SIGTERM);
  const Outcome outcome = bridge.finish();
  CHECK(outcome.exit == 0);
#ifndef TWC_SANITIZED_PROGRAMS
  // libmosquitto holds the packet and the message; a third copy would be ours.
  CHECK(outcome.peak_kilobytes < static_cast<long>(size / 1000 * 5 / 2));
#endif
}

TEST_CASE("mqtt hostile: two sockets of one name are told once, and the first one is served",
          "[broker]") {
  const RealBroker broker;
  const Folder folder;
  for (const char* const side : {"left", "right"}) {
    std::filesystem::create_directory(folder.path() / side);
  }
  FakeMaster first{
      {"sim:1", "--max-current", "32", "--socket", folder / "left/garage.sock"}
  };
  FakeMaster second{
      {"sim:1", "--max-current", "10", "--socket", folder / "right/garage.sock"}
  };
  FakeMaster nameless{
      {"sim:1", "--max-current", "10", "--socket", folder / "right/.sock"}
  };
  for (FakeMaster* const master : {&first, &second, &nameless}) master->await_err("at most");
  Onlooker onlooker{broker};
  Bridge bridge{
      {broker.url(), folder / "left", folder / "right"}
  };
  onlooker.await("twc/garage/state", R"("max_current_a":32.0)");
  onlooker.listen(5000);  // the folders are looked at every 2 s
  bridge.signal(SIGTERM);
  const Outcome outcome = bridge.finish();
  std::size_t told = 0;
  for (const std::string& line : lines_of(outcome.err)) {
    if (line.find("are taken; each bus needs a name") != std::string::npos) ++told;
  }
  CHECK(told == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("right/garage.sock: the topics of 'garage'"));
  CHECK_THAT(outcome.err, ContainsSubstring("right/.sock: expected a socket with a name"));
}
