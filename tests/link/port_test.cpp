// SPDX-License-Identifier: MIT
#include <twc/link/port.hpp>
#include <twc/link/wait.hpp>
#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "link/bench.hpp"

namespace twc::test::on_link {
namespace {

const std::string heartbeat_out = "C0 FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 C0 FC";

TEST_CASE("port: a frame that is due leaves at once, whole, with its end byte", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  CHECK(bench.transmit(at(1ms)) == heartbeat_out);
  CHECK(bench.capture.text == "00001 T FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n");
}

TEST_CASE("port: the end byte is as asked for", "[link]") {
  PortBench none{{.end_byte = std::nullopt}};
  none.say(heartbeat);
  CHECK(none.transmit(at(1ms)) == heartbeat_out.substr(0, heartbeat_out.size() - 3));
  PortBench fe{{.end_byte = wire::EndByte::fe}};
  fe.say(heartbeat);
  CHECK(fe.transmit(at(1ms)).ends_with(" C0 FE"));
}

TEST_CASE("port: an exchange is seen once, in the order of the line", "[link]") {
  PortBench bench;
  bench.say(heartbeat, at(100ms));
  CHECK(bench.transmit(at(100ms)) == heartbeat_out);
  bench.hear(at(270ms), on_wire(answer, wire::EndByte::fe));
  bench.hear(at(400ms), "C0 00 F0 C0"_hex);
  bench.hear(at(500ms), on_wire(linkready));
  bench.port.finish(at(501ms));
  CHECK(bench.capture.text ==
        "00100 T FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n"
        "00270 R FD E0 20 19 77 77 00 06 40 00 00 00 00 00 00 4D FE\n"
        "00400 N 00 F0\n"
        "00500 R FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F\n");
  CHECK(bench.node.heard == std::vector{answer, linkready});
  CHECK(bench.node.damage == 1);
}

TEST_CASE("port: a node does not touch its own last frame", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  bench.say(heartbeat);
  CHECK(bench.transmit(at(0ms)) == heartbeat_out);
  CHECK(bench.transmit(at(0ms)).empty());
  // 19 characters of 1.04 ms, and 5 ms between two frames
  REQUIRE(bench.port.deadline());
  CHECK(*bench.port.deadline() > at(24ms));
  CHECK(*bench.port.deadline() < at(25ms));
  CHECK(bench.transmit(at(24ms)).empty());
  CHECK(bench.transmit(*bench.port.deadline()) == heartbeat_out);
}

TEST_CASE("port: a caller that knows when the last byte has left says so", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  bench.say(heartbeat);
  REQUIRE_FALSE(bench.transmit(at(0ms)).empty());
  bench.port.sent(at(40ms));
  CHECK(bench.port.deadline() == at(45ms));
  CHECK(bench.transmit(at(44ms)).empty());
  CHECK(bench.transmit(at(45ms)) == heartbeat_out);
}

TEST_CASE("port: the bytes of a frame stay until the next transmit", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  const auto frame = bench.port.transmit(at(0ms));
  REQUIRE(frame);
  bench.hear(at(10ms), on_wire(linkready));
  bench.port.sent(at(20ms));
  CHECK(to_hex(*frame) == heartbeat_out);
}

TEST_CASE("port: a node does not speak into a frame that somebody has begun", "[link]") {
  PortBench bench;
  const ByteVector bytes = on_wire(linkready);
  const Bytes all{bytes};
  bench.port.receive(at(10ms), all.first(9));
  bench.say(heartbeat);
  CHECK(bench.transmit(at(20ms)).empty());
  bench.port.receive(at(30ms), all.subspan(9));
  CHECK(bench.transmit(at(30ms)).empty());
  // two characters later nobody else has gone on
  CHECK(bench.port.deadline() == at(30ms) + 2 * Duration{1041});
  CHECK(bench.transmit(*bench.port.deadline()) == heartbeat_out);
  CHECK(bench.node.heard == std::vector{linkready});
}

TEST_CASE("port: a frame without an end is given up, and then the node speaks", "[link]") {
  const bool is_network = GENERATE(false, true);
  PortBench bench{{.kind = is_network ? link::Kind::network : link::Kind::serial}};
  const ByteVector bytes = on_wire(linkready);
  bench.port.receive(at(0ms), Bytes{bytes}.first(9));
  CHECK(bench.port.deadline() == at(is_network ? 2000ms : 100ms) + Duration{1});
  bench.port.receive(*bench.port.deadline(), {});
  CHECK(bench.capture.text.ends_with("B truncated\n"));
  CHECK(bench.node.damage == 1);
}

TEST_CASE("port: an unfinished frame keeps a node waiting for 100 ms, and noise for 150 ms",
          "[link]") {
  PortBench bench;
  const ByteVector bytes = on_wire(linkready);
  bench.port.receive(at(0ms), Bytes{bytes}.first(9));
  bench.say(heartbeat);
  CHECK(bench.transmit(at(99ms)).empty());
  CHECK(bench.transmit(at(100ms)) == heartbeat_out);

  bench.say(heartbeat, at(200ms));
  Time now = at(200ms);
  bench.hear(now, "C0 F0"_hex);
  for (; bench.transmit(now).empty(); bench.hear(now, "C0 F0"_hex)) now += 1ms;
  CHECK(now == at(350ms));
}

TEST_CASE("port: an echo is told once, seen as an echo and not heard by the node", "[link]") {
  PortBench bench;
  for (const auto begin : {0ms, 1000ms}) {
    bench.say(heartbeat, at(begin));
    REQUIRE_FALSE(bench.transmit(at(begin)).empty());
    bench.hear(at(begin + 21ms), on_wire(heartbeat, wire::EndByte::fc));
  }
  bench.hear(at(1900ms), on_wire(heartbeat));  // somebody else's: the echo has come already
  bench.port.finish(at(1901ms));
  CHECK(bench.capture.text ==
        "00000 T FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n"
        "an echo\n"
        "00021 E FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n"
        "01000 T FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n"
        "01021 E FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n"
        "01900 R FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07\n");
  CHECK(bench.node.heard == std::vector{heartbeat});
}

TEST_CASE("port: nothing is an echo where the caller says so", "[link]") {
  PortBench bench{{.drops_echoes = false}};
  bench.say(heartbeat);
  REQUIRE_FALSE(bench.transmit(at(0ms)).empty());
  bench.hear(at(21ms), on_wire(heartbeat));
  CHECK(bench.node.heard == std::vector{heartbeat});
}

TEST_CASE("port: an echo that a stalled loop reads late is still one", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  REQUIRE_FALSE(bench.transmit(at(0ms)).empty());
  bench.say(heartbeat, at(1s));
  bench.hear(at(11s), on_wire(heartbeat));  // the machine slept from 1 s to 11 s
  CHECK(bench.node.heard.empty());
}

TEST_CASE("port: the node says nothing before it has listened", "[link]") {
  Speaker node;
  node.frames = {heartbeat};
  link::Port port{node, {.is_up = false}, at(0ms)};
  CHECK_FALSE(port.deadline());
  CHECK_FALSE(port.transmit(at(5s)));
  port.line_up(at(10s));
  CHECK(node.ups == 1);
  CHECK(port.listens_until() == at(13s));
  CHECK(port.deadline() == at(13s));
  CHECK_FALSE(port.transmit(at(12'999ms)));
  CHECK(node.polls == 0);
  CHECK(port.transmit(at(13s)));

  port.line_down(at(14s));
  port.line_up(at(20s));  // it has listened already
  node.frames = {heartbeat};
  CHECK(port.transmit(at(20s)));
}

TEST_CASE("port: frames for a line that is gone are lost, and the node keeps its schedule",
          "[link]") {
  PortBench bench;
  const ByteVector bytes = on_wire(linkready);
  bench.port.receive(at(0ms), Bytes{bytes}.first(15));
  bench.port.line_down(at(10ms));
  CHECK(bench.node.downs == 1);
  bench.say(heartbeat);
  CHECK(bench.transmit(at(20ms)).empty());
  CHECK(bench.node.frames.empty());
  bench.port.line_up(at(50ms));
  bench.say(heartbeat);
  CHECK(bench.transmit(at(50ms)) == heartbeat_out);
  CHECK(bench.capture.text ==
        "00010 B truncated\n"
        "kept back: line_down\n"
        "00050 T FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07 FC\n");
}

TEST_CASE("port: a frame does not queue behind one that the line has not taken", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  CHECK(bench.transmit(at(0ms), {.is_blocked = true}).empty());
  CHECK(bench.capture.text == "kept back: line_blocked\n");
  bench.hear(at(20ms), on_wire(heartbeat));  // no echo: it never left
  CHECK(bench.node.heard == std::vector{heartbeat});
}

TEST_CASE("port: bytes that were not read yet come first, but for 150 ms only", "[link]") {
  PortBench bench;
  bench.say(heartbeat);
  CHECK(bench.transmit(at(0ms), {.has_unread = true}).empty());
  CHECK(bench.transmit(at(149ms), {.has_unread = true}).empty());
  CHECK(bench.transmit(at(150ms), {.has_unread = true}) == heartbeat_out);
}

TEST_CASE("port: frames that stop a unit leave with consent only, and are told otherwise",
          "[link]") {
  const wire::Frame stop = msg::encode(
      msg::StopCharging{.from = TwcId{0x7777}, .to = TwcId{0x2019}}, wire::HarmAccepted{});
  PortBench without;
  without.say(stop);
  CHECK(without.transmit(at(0ms)).empty());
  CHECK(without.capture.text == "kept back: harmful\n");

  PortBench with{{.consent = wire::HarmAccepted{}}};
  with.say(stop);
  CHECK(with.transmit(at(0ms)) == to_hex(on_wire(stop, wire::EndByte::fc)));
}

TEST_CASE("port: a master that opens contactors is refused without consent, at once", "[link]") {
  node::MasterConfig config;
  config.id = TwcId{0x77AB};
  config.max_current = 16_A;
  config.stop_by = node::StopBy::contactor;
  node::Master master{config, at(0ms)};

  link::Port refused{master, {}, at(0ms)};
  REQUIRE(refused.refusal() == link::Refusal::needs_consent);
  CHECK(std::string{to_string(*refused.refusal())}.find("PortConfig::consent") !=
        std::string::npos);
  for (Time now = at(0ms); now < at(1min); now += 100ms) CHECK_FALSE(refused.transmit(now));
  CHECK_FALSE(refused.deadline());

  link::Port accepted{master, {.consent = wire::HarmAccepted{}}, at(0ms)};
  CHECK_FALSE(accepted.refusal());
}

TEST_CASE("port: a node that only listens sends nothing", "[link]") {
  link::Listener listener;
  link::Port port{listener, {}, at(0ms)};
  for (Time now = at(0ms); now < at(10s); now += 1s) port.receive(now, on_wire(linkready));
  CHECK_FALSE(port.transmit(at(11s)));
}

TEST_CASE("port: an observer that looks away changes nothing", "[link]") {
  struct LooksAway final : link::Observer {
  } observer;
  PortBench bench;
  bench.port.observe(observer, link::Delivery::prompt);
  bench.say(heartbeat);
  bench.say(heartbeat);
  CHECK(bench.transmit(at(0ms)) == heartbeat_out);
  // The echo, in two parts: it is found, and the pause within it is measured.
  const ByteVector echo = on_wire(heartbeat);
  bench.hear(at(20ms), {echo.begin(), echo.begin() + 5});
  bench.hear(at(26ms), {echo.begin() + 5, echo.end()});
  CHECK(bench.transmit(at(50ms), {.is_blocked = true}).empty());
}

TEST_CASE("port: a line of 0 baud is refused", "[link]") {
  Speaker node;
  link::Port port{node, {.baud = 0}, at(0ms)};
  CHECK(port.refusal() == link::Refusal::no_baud);
  CHECK_FALSE(port.transmit(at(10s)));
}

TEST_CASE("port: pauses within frames are measured, and lengthen the wait", "[link]") {
  PortBench bench;
  const ByteVector bytes = on_wire(linkready);
  const Bytes all{bytes};
  bench.hear(at(0ms), bytes);
  CHECK(bench.capture.pause == Duration{});  // the pause before a frame is none within it
  bench.port.receive(at(1000ms), all.first(9));
  bench.port.receive(at(1080ms), all.subspan(9));
  CHECK(bench.capture.pause == 80ms);
  CHECK(bench.capture.waits == 100ms);  // a partial frame is given up by then
  bench.port.receive(at(2000ms), all.first(9));
  bench.say(heartbeat);
  CHECK(bench.transmit(at(2100ms)) == heartbeat_out);
}

TEST_CASE("port: nobody is woken for an end byte, unless the observer waits to see it", "[link]") {
  PortBench prompt;
  prompt.hear(at(0ms), on_wire(linkready));
  CHECK(prompt.port.deadline() == at(60ms));
  prompt.port.receive(at(60ms), {});
  CHECK_FALSE(prompt.capture.text.empty());
  prompt.hear(at(200ms), on_wire(linkready, wire::EndByte::fc));
  CHECK(prompt.port.deadline() == at(250ms) + Duration{1});

  PortBench idle{{}, link::Delivery::with_other};
  idle.hear(at(0ms), on_wire(linkready));
  CHECK_FALSE(idle.port.deadline());
  idle.hear(at(200ms), on_wire(linkready, wire::EndByte::fc));
  CHECK_FALSE(idle.port.deadline());
  idle.hear(at(400ms), on_wire(linkready));
  CHECK(idle.capture.pause == Duration{});
  idle.port.finish(at(500ms));
  CHECK(idle.capture.text ==
        "00000 R FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F\n"
        "00200 R FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F FC\n"
        "00400 R FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F\n");
}

TEST_CASE("port: an end byte whose frame was shown already is noise", "[link]") {
  PortBench bench;
  bench.hear(at(0ms), on_wire(linkready));
  bench.port.receive(at(60ms), {});
  bench.hear(at(70ms), "FC"_hex);
  bench.port.receive(at(200ms), {});
  CHECK(bench.capture.text ==
        "00000 R FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F\n"
        "00200 N FC\n");
}

TEST_CASE("port: a node that is due and has nothing to say does not keep the caller awake",
          "[link]") {
  struct Silent {
    void hear(Time /*now*/, const wire::Frame& /*frame*/) {}
    std::optional<wire::Frame> poll(Time /*now*/) { return std::nullopt; }
    [[nodiscard]] std::optional<Time> deadline() const { return at(0ms); }
  };
  Silent node;
  link::Port port{node, {.listen_first = Duration{}}, at(0ms)};
  CHECK_FALSE(port.transmit(at(10ms)));
  CHECK(port.deadline() == at(11ms));
}

TEST_CASE("port: a time-out for poll(2) is rounded up", "[link]") {
  CHECK(link::milliseconds_until(at(0ms), std::nullopt) == -1);
  CHECK(link::milliseconds_until(at(5ms), at(5ms)) == 0);
  CHECK(link::milliseconds_until(at(6ms), at(5ms)) == 0);
  CHECK(link::milliseconds_until(at(0ms), at(0ms) + Duration{1}) == 1);
  CHECK(link::milliseconds_until(at(0ms), at(20ms)) == 20);
  CHECK(link::milliseconds_until(at(0ms), at(24h * 365)) == 2'147'483'647);
}

}  // namespace
}  // namespace twc::test::on_link
