// SPDX-License-Identifier: MIT
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include "endpoint/tcp_options.hpp"
#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_peer.hpp"

using namespace twc::test;
using std::chrono::milliseconds;

namespace {

std::string name_of(const Server& server, const char* scheme = "tcp",
                    const char* host = "127.0.0.1") {
  return std::string{scheme} + "://" + host + ":" + std::to_string(server.port());
}

/// Waits for the client of `server`.
Peer client_of(Server& server, Line& line) {
  twc::tools::Fd client;
  line.until([&] { return server.take(client); });
  return Peer{std::move(client)};
}

}  // namespace

TEST_CASE("tcp: every byte comes in as it is, and none goes out", "[endpoint][tcp]") {
  const auto* const scheme = GENERATE("tcp", "socket");
  Server server;
  Line line{name_of(server, scheme)};
  auto adapter = client_of(server, line);
  line.until_line("up ");
  CHECK(line.where() == name_of(server, scheme));
  CHECK_FALSE(line.endpoint->has_unheard());
  adapter.say(all_bytes());
  line.until_unheard();
  line.until_heard(all_bytes());
  CHECK_FALSE(line.endpoint->has_unheard());

  line.endpoint->close();
  line.until([&] { return adapter.ended(); });
  CHECK(adapter.heard().empty());
}

TEST_CASE("tcp: IPv6 and names lead to the same place", "[endpoint][tcp]") {
  const std::string host = GENERATE("::1", "localhost");
  const bool by_name = host == "localhost";
  Server server{by_name ? "127.0.0.1" : "::1"};
  Line line{name_of(server, "tcp", by_name ? "localhost" : "[::1]")};
  auto adapter = client_of(server, line);
  adapter.say("here");
  line.until_heard("here");
}

TEST_CASE("tcp: a connection that ends is reported with its cause and made again",
          "[endpoint][tcp]") {
  Server server;
  Line line{name_of(server)};
  auto adapter = client_of(server, line);
  line.until_line("up ");
  SECTION("closed") {
    adapter.close();
    line.until_line("lost ");
    CHECK(line.log.lines.back() == "lost " + name_of(server) + ": closed by the other side");
  }
  SECTION("reset") {
    adapter.reset();
    line.until_line("lost ");
    CHECK(line.log.lines.back() == "lost " + name_of(server) + ": reset by the other side");
  }
  auto again = client_of(server, line);
  line.until_line("up ");
  again.say("again");
  line.until_heard("again");
}

TEST_CASE("tcp: an outage is reported once, however often reconnecting fails", "[endpoint][tcp]") {
  auto server = std::make_unique<Server>();
  const auto port = server->port();
  Line line{name_of(*server)};
  auto adapter = client_of(*server, line);
  line.until_line("up ");
  server.reset();
  adapter.close();
  line.until_line("lost ");
  // An attempt takes a handler each for the pause, the connection and its limit.
  for (int handlers = 0; handlers < 40; ++handlers) line.io.run_one();
  CHECK(line.log.lines.size() == 2);

  server = std::make_unique<Server>("127.0.0.1", port);
  line.until_line("up ");
  CHECK(line.log.lines.size() == 3);
}

TEST_CASE("tcp: the pause doubles while connections bring nothing", "[endpoint][tcp]") {
  auto options = quick;
  options.first_pause = milliseconds{10};
  options.longest_pause = milliseconds{40};
  Server server;
  Line line{name_of(server), options};
  const auto begin = std::chrono::steady_clock::now();
  for (int round = 0; round < 6; ++round) client_of(server, line).close();
  const auto took = std::chrono::steady_clock::now() - begin;
  CHECK(took >= milliseconds{10 + 20 + 40 + 40 + 40});
}

TEST_CASE("tcp: the pause has a longest", "[endpoint][tcp]") {
  Server server;
  Line line{name_of(server)};
  // Doubled each time, the last of these pauses alone would take a day.
  for (int round = 0; round < 28; ++round) client_of(server, line).close();
}

TEST_CASE("tcp: a connection that brought bytes is made again soon", "[endpoint][tcp]") {
  auto options = quick;
  options.longest_pause = std::chrono::hours{24};
  Server server;
  Line line{name_of(server), options};
  for (int round = 0; round < 28; ++round) {
    auto adapter = client_of(server, line);
    adapter.say("x");
    line.until_heard("x");
  }
}

TEST_CASE("tcp: a connection that cannot be made is not tried again", "[endpoint][tcp]") {
  std::string name;
  name = name_of(Server{});
  Line line{name};
  line.io.run();
  REQUIRE(line.log.lines.size() == 1);
  CHECK(line.log.lines.front() ==
        "never opened " + name + ": connection refused: nothing listens there");
}

TEST_CASE("tcp: an address that nobody can have is refused in the words of the system",
          "[endpoint][tcp]") {
  CHECK_THAT(Line{"tcp://255.255.255.255:4000"}.failure(),
             Catch::Matchers::StartsWith("never opened tcp://255.255.255.255:4000: ") &&
                 !Catch::Matchers::EndsWith(": "));
}

TEST_CASE("tcp: a host that does not exist", "[endpoint][tcp]") {
  const auto told = Line{"tcp://no-such-host.invalid:4000"}.failure();
  CHECK(
      told.starts_with("never opened tcp://no-such-host.invalid:4000: cannot find the host "
                       "no-such-host.invalid ("));
}

TEST_CASE("tcp: a host that does not answer is given up after the limit", "[endpoint][tcp]") {
  // A queue that is full: the kernel drops what more connections it is asked for.
  const Server server{"127.0.0.1", 0, 0};
  const auto first = connect_to("127.0.0.1", server.port());
  auto options = quick;
  options.connect_limit = milliseconds{50};
  CHECK(Line{name_of(server), options}.failure() ==
        "never opened " + name_of(server) + ": no answer within 0.05 s");
}

TEST_CASE("tcp: a host that vanished is noticed within 20 s", "[endpoint][tcp]") {
  Server server;
  asio::io_context io;
  asio::ip::tcp::socket socket{io};
  socket.connect({asio::ip::make_address("127.0.0.1"), server.port()});
  twc::tools::set_bus_options(socket);
  const auto option = [&](int level, int name) {
    int value = -1;
    socklen_t size = sizeof value;
    REQUIRE(getsockopt(socket.native_handle(), level, name, &value, &size) == 0);
    return value;
  };
  CHECK(option(SOL_SOCKET, SO_KEEPALIVE) == 1);
  CHECK(option(IPPROTO_TCP, TCP_NODELAY) == 1);
  CHECK(option(IPPROTO_TCP, TCP_KEEPIDLE) +
            option(IPPROTO_TCP, TCP_KEEPINTVL) * option(IPPROTO_TCP, TCP_KEEPCNT) <=
        20);
  CHECK(option(IPPROTO_TCP, TCP_USER_TIMEOUT) <= 20'000);
}
