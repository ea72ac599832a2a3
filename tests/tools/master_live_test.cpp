// SPDX-License-Identifier: MIT
/// twc-fakemaster on live lines: pseudo-terminals and sockets, with processes as users start them.

#include <array>
#include <csignal>
#include <string>
#include <string_view>

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr TwcId our_id{0x77AB};

/// A terminal of the master's own, opened as a Wall Connector would be wired to it.
BusLine open_line(FakeMaster& master) {
  return BusLine{open_device(place_in(master.await_err("at most")))};
}

std::uint16_t port_in(const std::string& place) {
  return static_cast<std::uint16_t>(std::stoi(place.substr(place.rfind(':') + 1)));
}

/// Sends until the other side has had enough, which it may have before all of it is sent.
void shout(Peer& shouter, std::string_view garbage) {
  while (!shouter.ended() && !garbage.empty()) garbage.remove_prefix(shouter.offer(garbage));
}

wire::Frame strange_heartbeat() {
  return msg::encode(msg::MasterHeartbeat{.from = TwcId{0x7973}, .to = slave_id}, Protocol::two);
}

}  // namespace

TEST_CASE("twc-fakemaster: a slave that announces itself is linked and given a limit",
          "[master][live]") {
  FakeMaster master{FakeMaster::at_once("pty:")};
  BusLine line = open_line(master);
  CHECK(line.await<msg::MasterLinkready1>().from == our_id);
  play_slave_until(line, 32_A);
  master.await_out("2019  linked");
  master.type("limit 2019 8\n");
  master.await_out("ok id=2019 requested=8.00 granted=8.00");
  CHECK(line.await<msg::MasterHeartbeat>().limit == 8_A);
  master.signal(SIGTERM);
  CHECK(master.finish().exit == 0);
}

TEST_CASE("twc-fakemaster: another master ends it with 7, and nothing is sent after it is seen",
          "[master][live]") {
  FakeMaster master{
      {"pty:", "--max-current", "32", "--listen-first", "60s", "-q"}
  };
  master.await_out("link_up");
  const auto& out = master.await_out("endpoint=/dev/pts/");
  const auto name = out.find("/dev/pts/");
  BusLine line{open_device(out.substr(name, out.find('\n', name) - name))};
  line.say(strange_heartbeat());
  line.say(strange_heartbeat());
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 7);
  CHECK_THAT(outcome.out, ContainsSubstring("other_master"));
  CHECK(outcome.err == "twc-fakemaster: another master is on the bus\n");
  CHECK(line.frames() == 0);
}

TEST_CASE("twc-fakemaster: noise of a megabyte on the line and on stdin disturbs no heartbeat",
          "[master][live]") {
  FakeMaster master{FakeMaster::at_once("listen://127.0.0.1:0")};
  const auto port = port_in(place_in(master.await_err("at most")));
  BusLine line{connect_to("127.0.0.1", port)};
  Peer shouter{connect_to("127.0.0.1", port)};
  play_slave(line, 3);
  std::string garbage(1'000'000, 'x');
  for (std::size_t at = 0; at < garbage.size(); at += 7) garbage[at] = static_cast<char>(at * 31);
  master.type(garbage + "\nstatus\n");
  shout(shouter, garbage);
  master.await_out("link=up");
  master.await_err("says more than a bus carries and is dropped");
  play_slave(line, 3);
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.out, ContainsSubstring("err too_long") && ContainsSubstring("err unknown"));
}

TEST_CASE("twc-fakemaster: a VIN that a unit makes up forges no field and obeys no terminal",
          "[master][live]") {
  FakeMaster master{FakeMaster::at_once("pty:", {"--poll", "vin"})};
  BusLine line = open_line(master);
  play_slave_until(line, 32_A);
  constexpr std::array<std::string_view, 3> parts{"X grant", "ed=80.0", "\x1b[m"};
  for (unsigned told = 0; told < 0b111;) {
    const auto asked = line.await<msg::VinRequest>();
    const auto part = static_cast<std::size_t>(asked.part) - 1;
    line.say(msg::encode(
        msg::Vin{.from = slave_id, .part = asked.part, .text = msg::Text<7>{parts.at(part)}}));
    told |= 1U << part;
    answer_heartbeats(line, 1, 32_A);
  }
  master.type("units\n");
  master.await_out(R"(vin="X granted=80.0\x1B[m")");
  master.type("quit\n");
  CHECK(master.finish().out.find('\x1b') == std::string::npos);
}

TEST_CASE("twc-fakemaster: an echo is told once and is no other master", "[master][live]") {
  FakeMaster master{FakeMaster::at_once("pty:", {"--end-byte", "none"})};
  BusLine line = open_line(master);
  for (int times = 0; times < 3; ++times) {
    line.say(msg::encode(line.await<msg::MasterLinkready1>(), Protocol::two));
  }
  play_slave(line, 3);
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  const auto first = outcome.err.find("echoes what is sent");
  CHECK(first != std::string::npos);
  CHECK(outcome.err.find("echoes what is sent", first + 1) == std::string::npos);
}

TEST_CASE("twc-fakemaster: with --echo off, what comes back is another master", "[master][live]") {
  FakeMaster master{FakeMaster::at_once("pty:", {"--echo", "off"})};
  BusLine line = open_line(master);
  for (int times = 0; times < 2; ++times) {
    line.say(msg::encode(line.await<msg::MasterLinkready1>(), Protocol::two));
  }
  CHECK(master.finish_with_open_input().exit == 7);
}

TEST_CASE("twc-fakemaster: a link that is lost is told, and the limit survives it",
          "[master][live]") {
  Server server;
  FakeMaster master{FakeMaster::at_once("tcp://127.0.0.1:" + std::to_string(server.port()))};
  master.await_out("link_up");
  tools::Fd client;
  REQUIRE(server.take(client));
  BusLine first{std::move(client)};
  play_slave_until(first, 32_A);
  master.type("limit 16\n");
  master.await_out("ok requested=16.00");
  first.peer().reset();
  const std::string endpoint = " endpoint=tcp://127.0.0.1:" + std::to_string(server.port());
  master.await_out(endpoint + "\n");
  master.await_out(endpoint + " cause=");  // the same in link_down, and why in a field of its own
  while (!server.take(client)) await_bytes(server.fd());
  BusLine second{std::move(client)};
  CHECK(second.await<msg::MasterHeartbeat>().to == slave_id);
  master.type("status\n");
  CHECK_THAT(master.await_out("link=up"), ContainsSubstring("granted=16.00"));
  master.signal(SIGINT);
  CHECK(master.finish().exit == 0);
}

TEST_CASE("twc-fakemaster: --no-reconnect ends with 3 when the link is lost", "[master][live]") {
  Server server;
  FakeMaster master{
      FakeMaster::at_once("tcp://127.0.0.1:" + std::to_string(server.port()), {"--no-reconnect"})};
  master.await_out("link_up");
  tools::Fd client;
  REQUIRE(server.take(client));
  client.reset();
  CHECK(master.finish().exit == 3);
}

TEST_CASE("twc-fakemaster: the quiet time is told at the start and in answers", "[master][live]") {
  FakeMaster master{
      {"pty:", "--max-current", "32"}
  };
  master.await_err("quiet time: for 40 s");
  master.type("limit 20\n");
  master.await_out("reason=quiet_time in=40s quiet_time=40s");
  master.type("quit\n");
  const Outcome outcome = master.finish();
  CHECK(outcome.exit == 0);
  CHECK_THAT(outcome.err, ContainsSubstring("--expect-units N ends it early"));
}

TEST_CASE("twc-fakemaster: twc-sniff on the same bus hears every frame", "[master][live]") {
  const TemporaryFile capture{"", ".twclog"};
  FakeMaster master{FakeMaster::at_once("listen://127.0.0.1:0", {"-w", capture.path()})};
  const std::string place = place_in(master.await_err("at most"));
  Sniffer sniffer{
      {"-t", "n", "tcp" + place.substr(place.find(':'))}
  };
  sniffer.await_err("listening on");
  BusLine line{connect_to("127.0.0.1", port_in(place))};
  play_slave_until(line, 32_A);
  sniffer.await_out("2019 > 77AB  slave_heartbeat    charging  limit 32.00 A");
  master.type("quit\n");
  CHECK(master.finish().exit == 0);
  sniffer.signal(SIGTERM);
  const Outcome outcome = sniffer.finish();
  CHECK_THAT(outcome.out, !ContainsSubstring("bad"));
  CHECK_THAT(capture.content(),
             ContainsSubstring(" T FBE077AB2019") && ContainsSubstring(" R FDE0201977AB"));
}
