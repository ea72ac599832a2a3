// SPDX-License-Identifier: MIT
/// twc-fakeslave on live lines, answering a master whose frames are written down here.

#include <algorithm>
#include <csignal>
#include <string>

#include <poll.h>

#include <twc/msg/message.hpp>
#include <twc/wire/decoder.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "tools/support_json.hpp"
#include "tools/support_peer.hpp"
#include "tools/support_program.hpp"
#include "tools/support_pty.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr TwcId us{0x7777};
constexpr TwcId unit{0x2019};

std::string on_wire(const wire::Frame& frame) {
  const auto slip = wire::SlipFrame::of(frame);
  REQUIRE(slip);
  return {slip->bytes().begin(), slip->bytes().end()};
}

std::string beat(TwcId to, std::optional<Centiamps> limit = {}) {
  msg::MasterHeartbeat heartbeat{.from = us, .to = to};
  if (limit) {
    heartbeat.command = msg::Command::set_limit;
    heartbeat.limit = *limit;
  }
  return on_wire(msg::encode(heartbeat, Protocol::two));
}

/// Every frame of this kind that was heard.
template <class Message>
std::vector<Message> said(Peer& peer) {
  std::vector<Message> found;
  const std::string& bytes = peer.heard();
  const std::vector<std::uint8_t> chunk{bytes.begin(), bytes.end()};
  wire::Decoder decoder;
  decoder.feed(Time{}, chunk, [&](const wire::Event& event) {
    const auto* const frame = std::get_if<wire::Frame>(&event);
    if (frame == nullptr) return;
    const msg::Message message = msg::decode(*frame);
    if (const auto* const one = std::get_if<Message>(&message)) found.push_back(*one);
  });
  return found;
}

/// Waits for `count` messages of this kind.
template <class Message>
std::vector<Message> await(Peer& peer, std::size_t count = 1) {
  pollfd ready{.fd = peer.fd(), .events = POLLIN, .revents = 0};
  for (;;) {
    auto found = said<Message>(peer);
    if (found.size() >= count) return found;
    REQUIRE_FALSE(peer.ended());
    REQUIRE(::poll(&ready, 1, 20'000) > 0);
  }
}

std::string where_in(const std::string& talk) {
  const auto begin = talk.find(" on ") + 4;
  return talk.substr(begin, talk.find('\n', begin) - begin);
}

Peer join(const std::string& where) {
  const auto port = std::stoi(where.substr(where.rfind(':') + 1));
  return Peer{connect_to("127.0.0.1", static_cast<std::uint16_t>(port))};
}

/// The server side of RFC 2217: agrees to everything and confirms 9600 8N1.
constexpr const char* rfc2217_server =
    "FF FD 2C FF FD 00 FF FB 00 FF FD 03 FF FB 03 FF FA 2C 65 00 00 25 80 FF F0 FF FA 2C 66 08 FF "
    "F0"
    "FF FA 2C 67 01 FF F0 FF FA 2C 68 01 FF F0";

void serve(Peer& master) {
  CHECK(await<msg::SlaveLinkready>(master)[0].maximum == Centiamps{3200});
  master.say(beat(unit, Centiamps{1600}));
  const auto answers = await<msg::SlaveHeartbeat>(master);
  CHECK(answers[0].from == unit);
  CHECK(answers[0].to == us);
  CHECK(answers[0].limit == Centiamps{1600});
}

}  // namespace

TEST_CASE("twc-fakeslave: answers over a pseudo-terminal of its own", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  serve(master);
  slave.await_out("linked ");
  slave.signal(SIGTERM);
  CHECK(slave.finish().exit == 0);
}

TEST_CASE("twc-fakeslave: twc-sniff hears its pseudo-terminal", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "pty:"}
  };
  Program sniffer{
      TWC_SNIFF, {"-F", "json", where_in(slave.await_err("\n"))}
  };
  sniffer.await_out("slave_linkready");
  sniffer.signal(SIGINT);
  CHECK(sniffer.finish().exit == 0);
  slave.signal(SIGTERM);
  CHECK(slave.finish().exit == 0);
}

TEST_CASE("twc-fakeslave: answers over a serial port, once it has listened", "[fakeslave][live]") {
  PtyPort port;
  const bool is_forced = GENERATE(true, false);
  Program::Arguments arguments{"--unit", "2019", "--speed", "20", port.device};
  if (is_forced) arguments.emplace_back("--force");
  Program slave{TWC_FAKESLAVE, arguments};
  slave.await_err("playing 2019 on ");
  serve(port.bus);
}

TEST_CASE("twc-fakeslave: answers over TCP and on a bus of its own", "[fakeslave][live]") {
  Program bus{
      TWC_FAKESLAVE, {"--unit", "2019", "listen://127.0.0.1:0"}
  };
  const std::string where = where_in(bus.await_err("\n"));
  Program other{
      TWC_FAKESLAVE, {"--unit", "2020", "tcp" + where.substr(6)}
  };
  other.await_err("playing 2020 on ");
  Peer master = join(where);
  master.say(beat(unit, Centiamps{600}));
  master.say(beat(TwcId{0x2020}, Centiamps{800}));
  bus.await_out("linked ");
  CHECK_THAT(other.await_out("limit="), ContainsSubstring("2020"));
  other.await_out("linked ");
}

TEST_CASE("twc-fakeslave: answers behind RFC 2217", "[fakeslave][live]") {
  Server server;
  Program slave{
      TWC_FAKESLAVE,
      {"--unit", "2019", "--force", "rfc2217://127.0.0.1:" + std::to_string(server.port())}
  };
  pollfd ready{.fd = server.fd(), .events = POLLIN, .revents = 0};
  REQUIRE(::poll(&ready, 1, 20'000) == 1);
  tools::Fd client;
  REQUIRE(server.take(client));
  Peer master{std::move(client)};
  const auto hello = from_hex(rfc2217_server);
  master.say({reinterpret_cast<const char*>(hello.data()), hello.size()});
  serve(master);
}

TEST_CASE("twc-fakeslave: many units on one line answer one after the other", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--units", "3", "-F", "json", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  master.say(beat(TwcId{0x3495}, Centiamps{600}) + beat(TwcId{0x3496}, Centiamps{700}) +
             beat(TwcId{0x3497}, Centiamps{800}));
  const auto answers = await<msg::SlaveHeartbeat>(master, 3);
  Centiamps sum{};
  for (const auto& answer : answers) sum = sum + answer.limit;
  CHECK(sum == Centiamps{2100});
}

TEST_CASE("twc-fakeslave: events are JSON objects with the unit in them", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "-F", "json", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  master.say(beat(unit, Centiamps{1600}));
  slave.await_out("\"event\":\"limit\"");
  slave.type("quit\n");
  const Outcome outcome = slave.finish_with_open_input();
  CHECK(outcome.exit == 0);
  bool is_limit_told = false;
  for (const std::string& line : lines_of(outcome.out)) {
    const auto members = parse_json(line);
    INFO(line);
    REQUIRE(members);
    if (member(*members, "event") != "limit") continue;
    is_limit_told = true;
    CHECK(member(*members, "id") == "2019");
    CHECK(member(*members, "limit_a") == "16.00");
    CHECK(member(*members, "link") == "linked");
  }
  CHECK(is_limit_told);
}

TEST_CASE("twc-fakeslave: an event that is typed happens, and is answered", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019:car=no", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  slave.type("2019 plug want=16\n");
  slave.await_out("ok\n");
  master.say(on_wire(msg::encode(msg::PlugStateRequest{.from = us, .to = unit})));
  CHECK(await<msg::PlugState>(master)[0].plug != msg::Plug::unplugged);
  slave.type("2019 error\n");
  slave.await_out("2019  error ");
  slave.type("2019 fly\n3456 plug\n");
  slave.await_out("err usage expected plug");
  slave.await_out("err unknown_unit there is no unit 3456");
  slave.type("after 1ms quit\n");
  CHECK(slave.finish_with_open_input().exit == 0);
}

TEST_CASE("twc-fakeslave: the end of its input ends nothing", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  slave.end_input();
  serve(master);
}

TEST_CASE("twc-fakeslave: a script runs by its times", "[fakeslave][live]") {
  const TemporaryFile script{"after 2s 2019 power-cycle\nafter 1s 2019 unplug\nafter 3s quit\n"};
  const Outcome outcome = Program{
      TWC_FAKESLAVE,
      {"--unit", "2019", "--speed", "50", "--script", script.path(),
        "pty:"}
  }.finish();
  CHECK(outcome.exit == 0);
  const auto unplug = outcome.out.find("unplug ");
  const auto power_cycle = outcome.out.find("power-cycle ");
  CHECK(unplug < power_cycle);
  CHECK(power_cycle != std::string::npos);
}

TEST_CASE("twc-fakeslave: a unit that is silent says nothing", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  slave.type("2019 silent 40s\n");
  slave.await_out("ok\n");
  const auto before = master.heard().size();
  master.say(beat(unit, Centiamps{1600}));
  slave.await_out("limit=16.00");
  slave.type("2019 unplug\n");
  slave.await_out("unplug ");
  CHECK(master.heard().size() == before);
}

TEST_CASE("twc-fakeslave: an expectation that does not hold ends it with 1", "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--units", "2", "--expect", "sum(limit)<=16", "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  master.say(beat(TwcId{0x3495}, Centiamps{1000}));
  await<msg::SlaveHeartbeat>(master);
  master.say(beat(TwcId{0x3496}, Centiamps{1000}));
  const Outcome outcome = slave.finish_with_open_input();
  CHECK(outcome.exit == 1);
  CHECK_THAT(outcome.err, ContainsSubstring("--expect sum(limit)<=16: it is 20.00 A;"));

  // Not much faster than life, or a busy machine would round what it notices to more.
  const Outcome alone = Program{
      TWC_FAKESLAVE,
      {"--speed", "2", "--expect", "linked<=5s",
        "pty:"}
  }.finish();
  CHECK(alone.exit == 1);
  CHECK_THAT(alone.err, ContainsSubstring("3495 has no master for 5.0 s"));
}

TEST_CASE("twc-fakeslave: another unit with its id on a serial line ends it with 7",
          "[fakeslave][live]") {
  PtyPort port;
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", port.device}
  };
  slave.await_err("playing 2019 on ");
  port.bus.say(on_wire(
      msg::encode(msg::SlaveLinkready{.from = unit, .sign = Sign{0x11}, .maximum = Centiamps{3200}},
                  Protocol::two)));
  const Outcome outcome = slave.finish_with_open_input();
  CHECK(outcome.exit == 7);
  CHECK_THAT(outcome.err, ContainsSubstring("a unit with the id 2019 is on the bus"));
  CHECK(port.bus.heard().empty());
}

TEST_CASE("twc-fakeslave: garbage on the bus and on its input does not stop it",
          "[fakeslave][live]") {
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "listen://127.0.0.1:0"}
  };
  const std::string where = where_in(slave.await_err("\n"));
  Peer babbler = join(where);
  std::string garbage;
  std::uint32_t state = 1;
  while (garbage.size() < 1'000'000) {
    state = state * 1'664'525 + 1'013'904'223;
    garbage += static_cast<char>(state >> 24U);
  }
  slave.type(garbage + "\n");
  slave.await_out("err ");
  // It is alone, or it would be dropped: nobody else could keep up.
  std::size_t said = 0;
  while (said < garbage.size()) {
    if (babbler.ended()) FAIL("the babbler was dropped");
    said += babbler.offer(std::string_view{garbage}.substr(said, 4096));
  }
  babbler.close();
  Peer master = join(where);
  serve(master);
}

TEST_CASE("twc-fakeslave: a capture has both sides, and twc-sniff reads it", "[fakeslave][live]") {
  const TemporaryFile capture{"", ".twclog"};
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "-w", capture.path(), "pty:"}
  };
  Peer master{open_device(where_in(slave.await_err("\n")))};
  serve(master);
  slave.signal(SIGINT);
  CHECK(slave.finish().exit == 0);
  const Outcome shown = sniff({"-t", "n", capture.path()});
  CHECK(shown.exit == 0);
  CHECK_THAT(shown.out, ContainsSubstring("7777 > 2019  master_heartbeat   set_limit 16.00 A"));
  CHECK_THAT(shown.out, ContainsSubstring("limit 16.00 A  draws 0.00 A  [tx]"));
}

TEST_CASE("twc-fakeslave: a server that comes back is answered again", "[fakeslave][live]") {
  Server server;
  Program slave{
      TWC_FAKESLAVE, {"--unit", "2019", "tcp://127.0.0.1:" + std::to_string(server.port())}
  };
  pollfd ready{.fd = server.fd(), .events = POLLIN, .revents = 0};
  for (int round = 0; round < 2; ++round) {
    REQUIRE(::poll(&ready, 1, 20'000) == 1);
    tools::Fd client;
    REQUIRE(server.take(client));
    Peer master{std::move(client)};
    master.say(beat(unit, Centiamps{1600}));
    CHECK(await<msg::SlaveHeartbeat>(master)[0].limit == Centiamps{1600});
    master.reset();
  }
  CHECK_THAT(slave.await_out("link_down"), ContainsSubstring("reset by the other side"));
}
