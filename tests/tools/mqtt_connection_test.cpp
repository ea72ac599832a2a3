// SPDX-License-Identifier: MIT
/// The addresses behind the name of a broker, tried one after the other.

#include <optional>
#include <thread>

#include <asio/io_context.hpp>
#include <asio/post.hpp>

#include "mqtt/connection.hpp"
#include "support/catch.hpp"
#include "tools/support_broker.hpp"
#include "tools/support_certificates.hpp"
#include "tools/support_master.hpp"
#include "tools/support_peer.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using tools::Way;

namespace {

std::vector<asio::ip::address> addresses_of(std::initializer_list<const char*> texts) {
  std::vector<asio::ip::address> all;
  for (const char* const text : texts) all.push_back(asio::ip::make_address(text));
  return all;
}

/// A round over `addresses`, run until it has ended or a broker has answered.
struct Round {
  Round(const tools::BrokerAddress& broker, std::initializer_list<const char*> addresses,
        tools::ClientSettings settings = {}) {
    settings.id = "attic";
    settings.will = {.topic = "twc/bridge/attic/availability", .payload = "offline"};
    const tools::BrokerClient::Handlers handlers{.on_up =
                                                     [this] {
                                                       is_up = true;
                                                       io.stop();
                                                     },
                                                 .on_end =
                                                     [this](const tools::ClientEnd& ended) {
                                                       why = ended.why;
                                                       io.stop();
                                                     },
                                                 .on_message = [](const tools::Message&) {},
                                                 .on_subscribed = [](bool) {},
                                                 .on_complaint = [](const std::string&) {}};
    const auto resolve = [&](const std::string&, tools::BrokerConnection::Found found) {
      asio::post(io, [found = std::move(found), all = addresses_of(addresses)] {
        found(all, "nobody knows it");
      });
    };
    connection.emplace(io, std::move(settings), broker, handlers, resolve);
    io.run();
  }

  asio::io_context io;
  bool is_up = false;
  std::string why;
  std::optional<tools::BrokerConnection> connection;
};

}  // namespace

TEST_CASE("mqtt connection: a plain one goes to each address, an encrypted one keeps the name",
          "[mqtt]") {
  const auto addresses = addresses_of({"::1", "127.0.0.1", "127.0.0.2", "::1"});
  tools::BrokerAddress broker{.host = "house.lan", .port = 1883};
  CHECK(tools::ways_to(broker, addresses) == std::vector<Way>{
                                                 {.host = "::1",       .from = ""},
                                                 {.host = "127.0.0.1", .from = ""},
                                                 {.host = "127.0.0.2", .from = ""}
  });
  broker.is_encrypted = true;
  CHECK(tools::ways_to(broker, addresses) ==
        std::vector<Way>{
            {.host = "house.lan", .from = "::"     },
            {.host = "house.lan", .from = "0.0.0.0"}
  });
}

TEST_CASE("mqtt connection: where the first address refuses, the second one is tried at once",
          "[broker]") {
  const RealBroker broker;  // on 127.0.0.1 only
  const tools::BrokerAddress address{.host = "house.lan", .port = broker.port()};
  CHECK(Round{
      address, {"::1", "127.0.0.1"}
  }
            .is_up);
  CHECK(Round{
      address, {"127.0.0.2", "127.0.0.1"}
  }
            .is_up);
}

TEST_CASE("mqtt connection: an encrypted one finds the broker behind an address of IPv4 only",
          "[broker]") {
  const Certificates certificates;
  const RealBroker broker{certificates.for_broker()};
  const tools::BrokerAddress address{
      .host = "localhost", .port = broker.port(), .is_encrypted = true};
  tools::ClientSettings settings;
  settings.ca = certificates / "ca.crt";
  settings.cert = certificates / "attic.crt";
  settings.key = certificates / "attic.key";
  const Round round{
      address, {"::1", "127.0.0.1"},
       settings
  };
  INFO(round.why);
  CHECK(round.is_up);
}

TEST_CASE("mqtt connection: a broker that confirms no message is left", "[broker]") {
  Server server;
  const tools::BrokerAddress address{.host = "house.lan", .port = server.port()};
  tools::ClientSettings settings;
  settings.most_unconfirmed_s = 2;
  tools::Fd client;
  std::thread broker{[&] {
    await_bytes(server.fd());
    if (server.take(client)) Peer{tools::Fd{::dup(client.get())}}.say({"\x20\x03\x00\x00\x00", 5});
  }};
  Round round{address, {"127.0.0.1"}, settings};
  broker.join();
  REQUIRE(round.is_up);
  round.connection->publish({.topic = "twc/garage/state", .payload = "{}"});
  round.io.restart();
  round.io.run();
  CHECK(round.why == "no message confirmed for 2 s");
}

TEST_CASE("mqtt connection: a round that fails names each address with its trouble", "[broker]") {
  RealBroker broker;
  broker.stop();
  const tools::BrokerAddress address{.host = "house.lan", .port = broker.port()};
  const Round two{
      address, {"127.0.0.2", "127.0.0.1"}
  };
  CHECK_FALSE(two.is_up);
  CHECK(two.why == "127.0.0.2: Connection refused; 127.0.0.1: Connection refused");
  CHECK(Round{address, {"127.0.0.1"}}.why == "Connection refused");
  CHECK(Round{address, {}}.why == "no address is known for this name (nobody knows it)");
}
