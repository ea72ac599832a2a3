// SPDX-License-Identifier: MIT
/// twc-sniff on live lines: pseudo-terminals and sockets, with processes as users start them.

#include <csignal>
#include <string>

#include "support/catch.hpp"
#include "tools/support_peer.hpp"
#include "tools/support_program.hpp"
#include "tools/support_pty.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A slave's linkready with its end byte, as ngardiner/TWCManager issue 473 has it.
constexpr std::string_view spoken_linkready{
    "\xC0\xFD\xE2\x40\x85\x1D\x0C\x80\x00\x00\x00\x00\x00\x00\x00\x00\x50\xC0\xFC", 19};
/// The heartbeat that answered it.
constexpr std::string_view heartbeat{
    "\xC0\xFB\xE0\x77\x77\x40\x85\x09\x0C\x80\x00\x00\x00\x00\x00\x00\x28\xC0\xFC", 19};

std::uint16_t port_in(const std::string& talk) {
  const auto colon = talk.find_last_of(':');
  return static_cast<std::uint16_t>(std::stoi(talk.substr(colon + 1)));
}

Peer join(const std::string& talk) {
  return Peer{connect_to("127.0.0.1", port_in(talk))};
}

}  // namespace

TEST_CASE("twc-sniff: hears all clients of its own bus, and they hear each other",
          "[sniff][live]") {
  Sniffer sniffer{
      {"-F", "json", "-n", "2", "listen://127.0.0.1:0"}
  };
  const std::string talk = sniffer.await_err("listening on listen://127.0.0.1:");
  Peer slave = join(talk);
  slave.say(spoken_linkready);
  CHECK_THAT(sniffer.await_out("\n"), ContainsSubstring("\"t\":\"20"));
  Peer master = join(talk);
  master.say(heartbeat);
  const Outcome outcome = sniffer.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("\"kind\":\"slave_linkready\"") &&
                              ContainsSubstring("\"end\":\"FC\""));
  CHECK_THAT(outcome.out, ContainsSubstring("\"kind\":\"master_heartbeat\"") &&
                              ContainsSubstring("\"limit_a\":32.00"));
  CHECK(slave.heard() == heartbeat);
}

TEST_CASE("twc-sniff: a frame without an end byte does not wait for one", "[sniff][live]") {
  Sniffer sniffer{
      {"-F", "json", "pty:"}
  };
  const std::string talk = sniffer.await_err("\n");
  const auto name = talk.find("/dev");
  Peer unit{open_device(talk.substr(name, talk.find('\n') - name))};
  unit.say(spoken_linkready.substr(0, spoken_linkready.size() - 1));
  CHECK_THAT(sniffer.await_out("\n"), !ContainsSubstring("\"end\""));
  sniffer.signal(SIGTERM);
  CHECK(sniffer.finish().exit == 0);
}

TEST_CASE("twc-sniff: a server that comes back is heard again", "[sniff][live]") {
  Server server;
  Sniffer sniffer{
      {"-t", "n", "-n", "2", "tcp://127.0.0.1:" + std::to_string(server.port())}
  };
  sniffer.await_err("listening on");
  twc::tools::Fd client;
  REQUIRE(server.take(client));
  Peer first{std::move(client)};
  first.say(spoken_linkready);
  sniffer.await_out("4085 > *");
  first.reset();
  sniffer.await_err("reset");
  while (!server.take(client)) sniffer.await_err("tcp://");
  Peer second{std::move(client)};
  second.say(heartbeat);
  CHECK(sniffer.finish().exit == 0);
}

TEST_CASE("twc-sniff: --no-reconnect ends with 3 when the link is lost", "[sniff][live]") {
  Server server;
  Sniffer sniffer{
      {"--no-reconnect", "tcp://127.0.0.1:" + std::to_string(server.port())}
  };
  sniffer.await_err("listening on");
  twc::tools::Fd client;
  REQUIRE(server.take(client));
  client.reset();
  CHECK(sniffer.finish().exit == 3);
}

TEST_CASE("twc-sniff: a port that another process reads is refused, with the ways out",
          "[sniff][live]") {
  const PtyPort port;
  Sniffer first{{port.device}};
  first.await_err("listening on");
  const Outcome second = sniff({"-T", "10ms", port.device});
  CHECK(second.exit == 3);
  CHECK_THAT(second.err, ContainsSubstring("twc-sniff (process ") && ContainsSubstring("-w") &&
                             ContainsSubstring("socat") && ContainsSubstring("listen://") &&
                             ContainsSubstring("--shared"));
  const Outcome shared = sniff({"--shared", "-T", "10ms", port.device});
  CHECK(shared.exit == 4);
  first.signal(SIGTERM);
  CHECK(first.finish().exit == 0);
  CHECK(sniff({"-T", "10ms", port.device}).exit == 4);
}

TEST_CASE("twc-sniff: -T ends with 4 if nothing came, with 0 if something did", "[sniff][live]") {
  CHECK(sniff({"-T", "10ms", "pty:"}).exit == 4);
  Sniffer sniffer{
      {"-T", "300ms", "-F", "null", "listen://127.0.0.1:0"}
  };
  Peer peer = join(sniffer.await_err("listening on listen://127.0.0.1:"));
  peer.say(spoken_linkready);
  CHECK(sniffer.finish().exit == 0);
}

TEST_CASE("twc-sniff: INT ends it with what it has heard", "[sniff][live]") {
  Sniffer counting{
      {"-F", "json", "--stats", "listen://127.0.0.1:0"}
  };
  Peer peer = join(counting.await_err("listening on listen://127.0.0.1:"));
  peer.say(spoken_linkready);
  counting.await_out("4085");
  counting.signal(SIGINT);
  const Outcome outcome = counting.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("1 frame, 0 bad"));
}

TEST_CASE("twc-sniff: past --max-errors a live bus ends it at once", "[sniff][live]") {
  Sniffer sniffer{
      {"--strict", "listen://127.0.0.1:0"}
  };
  Peer peer = join(sniffer.await_err("listening on listen://127.0.0.1:"));
  std::string damaged{spoken_linkready};
  damaged[5] = '\x1E';
  peer.say(damaged);
  const Outcome outcome = sniffer.finish();
  CHECK(outcome.exit == 5);
  CHECK_THAT(outcome.out, ContainsSubstring("bad checksum"));
}
