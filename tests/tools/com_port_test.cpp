// SPDX-License-Identifier: MIT
#include "endpoint/com_port.hpp"

#include <string>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "tools/support_line.hpp"
#include "tools/support_peer.hpp"

using namespace twc::test;
using twc::tools::ComPort;

namespace {

/// The server agrees to COM port control and to binary both ways, and confirms 9600 8N1.
constexpr const char* agrees = "FF FD 2C  FF FD 00  FF FB 00  FF FD 03  FF FB 03";
constexpr const char* confirms =
    "FF FA 2C 65 00 00 25 80 FF F0  FF FA 2C 66 08 FF F0  FF FA 2C 67 01 FF F0"
    "FF FA 2C 68 01 FF F0  FF FA 2C 69 01 FF F0";

/// The bytes that go to the server.
std::string reply(ComPort& port) {
  return to_hex(port.take_reply());
}

/// The bytes of the bus in `hex`.
std::string hear(ComPort& port, const std::string& hex) {
  std::vector<std::uint8_t> data;
  port.feed(from_hex(hex), data);
  return to_hex(data);
}

ComPort started(std::uint32_t baud = 9600) {
  ComPort port{baud};
  port.start();
  return port;
}

std::string bytes(const std::string& hex) {
  const auto all = from_hex(hex);
  return {all.begin(), all.end()};
}

}  // namespace

TEST_CASE("com port: it offers its control, binary and no go-ahead, and asks for 9600 8N1",
          "[endpoint][rfc2217]") {
  auto port = started();
  CHECK(reply(port) == "FF FB 2C FF FB 00 FF FD 00 FF FB 03 FF FD 03");
  CHECK(hear(port, agrees).empty());
  CHECK(reply(port) ==
        "FF FA 2C 01 00 00 25 80 FF F0 FF FA 2C 02 08 FF F0 FF FA 2C 03 01 FF F0 "
        "FF FA 2C 04 01 FF F0 FF FA 2C 05 01 FF F0");
  CHECK_FALSE(port.is_ready());
  CHECK(hear(port, confirms).empty());
  CHECK(port.is_ready());
  CHECK_FALSE(port.refusal());
  CHECK(reply(port).empty());
}

TEST_CASE("com port: FF is doubled in both directions, in settings too", "[endpoint][rfc2217]") {
  CHECK(to_hex(ComPort::escape("C0 FF FB FF C0"_hex)) == "C0 FF FF FB FF FF C0");
  auto port = started(0xFF00);
  static_cast<void>(reply(port));
  CHECK(hear(port, agrees).empty());
  CHECK(hear(port, "C0 FF FF FB") == "C0 FF FB");
  CHECK(reply(port).starts_with("FF FA 2C 01 00 00 FF FF 00 FF F0"));
}

TEST_CASE("com port: how it is cut into pieces changes nothing", "[endpoint][rfc2217]") {
  auto port = started();
  std::vector<std::uint8_t> data;
  for (const char* const hex : {agrees, confirms, "FF FF C0"}) {
    for (const std::uint8_t byte : from_hex(hex)) port.feed({&byte, 1}, data);
  }
  CHECK(port.is_ready());
  CHECK(to_hex(data) == "FF C0");
}

TEST_CASE("com port: the port declines options that it does not know, once",
          "[endpoint][rfc2217]") {
  auto port = started();
  static_cast<void>(reply(port));
  static_cast<void>(hear(port, "FF FD 01  FF FB 18  FF FD 01  FF FB 18  FF FE 01  FF FC 18"));
  CHECK(reply(port) == "FF FC 01 FF FE 18");
  CHECK(hear(port, "FF F1 C0 FF FA 2C 6B 10 FF F0 C1") == "C0 C1");
}

TEST_CASE("com port: a server that refuses is told why", "[endpoint][rfc2217]") {
  struct Refusal {
    const char* hex;
    const char* why;
  };
  const auto one = GENERATE(
      Refusal{"FF FE 2C", "the server refuses COM port control (RFC 2217); tcp:// does without it"},
      Refusal{"FF FE 00", "the server refuses binary transmission"},
      Refusal{"FF FC 00", "the server refuses binary transmission"},
      Refusal{"FF FD 2C FF FA 2C 65 00 00 4B 00 FF F0",
              "the server sets 19200 baud; 9600 was asked for"},
      Refusal{"FF FD 2C FF FA 2C 66 07 FF F0", "the server sets 7 data bits; 8 was asked for"});
  auto port = started();
  static_cast<void>(hear(port, one.hex));
  REQUIRE(port.refusal());
  CHECK(*port.refusal() == one.why);
}

TEST_CASE("rfc2217: up when the server has confirmed, and bytes pass as they are",
          "[endpoint][rfc2217]") {
  Server server;
  auto options = quick;
  options.sends = true;
  Line line{"rfc2217://127.0.0.1:" + std::to_string(server.port()), options};
  twc::tools::Fd client;
  line.until([&] { return server.take(client); });
  Peer peer{std::move(client)};
  peer.say(bytes(agrees));
  line.until([&] { return peer.heard().size() >= 50; });
  CHECK(line.log.lines.empty());
  const auto negotiated = peer.heard().size();
  peer.say(bytes(confirms));
  line.until_line("up ");

  line.endpoint->send("C0 FF C0"_hex);
  line.until([&] { return peer.heard().size() >= negotiated + 4; });
  CHECK(peer.heard().substr(negotiated) == bytes("C0 FF FF C0"));
  peer.say(bytes("C0 FF FF C0"));
  line.until_heard(bytes("C0 FF C0"));
}

TEST_CASE("rfc2217: a server that knows nothing of it is given up after the limit",
          "[endpoint][rfc2217]") {
  Server server;
  auto options = quick;
  options.connect_limit = std::chrono::milliseconds{50};
  const auto name = "rfc2217://127.0.0.1:" + std::to_string(server.port());
  CHECK(Line{name, options}.failure() ==
        "never opened " + name +
            ": no answer, or none of a server that has COM port control (RFC 2217), within 0.05 s");
}
