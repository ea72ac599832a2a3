// SPDX-License-Identifier: MIT
#include <stdexcept>
#include <string>

#include <asio/io_context.hpp>

#include "endpoint/address.hpp"
#include "endpoint/endpoint.hpp"
#include "support/catch.hpp"
#include "tools/support_pty.hpp"

using twc::tools::Address;
using twc::tools::EndpointOptions;
using twc::tools::make_endpoint;
using twc::tools::names_endpoint;
using twc::tools::parse_address;

namespace {

std::string refusal(const std::string& name, const EndpointOptions& options = {}) {
  asio::io_context io;
  try {
    const auto endpoint = make_endpoint(io, name, options);
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
  return "accepted";
}

}  // namespace

TEST_CASE("endpoint names: schemes and terminals are endpoints, known or not", "[endpoint][name]") {
  const auto* const name =
      GENERATE("tcp://adapter:4000", "socket://adapter:4000", "listen://:0", "pty:", "pty:/tmp/bus",
               "rfc2217://adapter:4000", "sim:", "sim:3", "http://adapter", "/dev/ttyUSB77");
  CHECK(names_endpoint(name));
}

TEST_CASE("endpoint names: everything else may be a file", "[endpoint][name]") {
  const auto* const name =
      GENERATE("-", "capture.twclog", "no/such/file", "./tcp://adapter:4000", "logs/pty:", "pty",
               "simulated.log", "/dev/null", "/dev/zero", "/tmp", "", "://", "C0:FB:E0");
  CHECK_FALSE(names_endpoint(name));
}

TEST_CASE("endpoint names: a link to a terminal is an endpoint, a link to a file is none",
          "[endpoint][name]") {
  const twc::test::Folder folder;
  const twc::test::PtyPort port;
  CHECK(names_endpoint(port.device));
  std::filesystem::create_symlink(port.device, folder / "port");
  CHECK(names_endpoint(folder / "port"));
  std::filesystem::create_symlink("/etc/passwd", folder / "capture");
  CHECK_FALSE(names_endpoint(folder / "capture"));
}

TEST_CASE("endpoint names: an unknown scheme is answered with the known ones", "[endpoint][name]") {
  const std::string name = GENERATE("http://adapter:80", "ftp://adapter");
  CHECK(refusal(name) ==
        name +
            ": no such kind of endpoint; known are a device (/dev/ttyUSB0), tcp://host:port, "
            "socket://host:port, rfc2217://host:port, listen://addr:port, pty:, pty:/path/link and "
            "sim:");
}

TEST_CASE("endpoint names: a simulated bus has one to eight Wall Connectors", "[endpoint][name]") {
  CHECK(refusal("sim:") == "accepted");
  CHECK(refusal("sim:8") == "accepted");
  const std::string name = GENERATE("sim:0", "sim:9", "sim:x", "sim:3x", "sim:-1", "sim://3");
  CHECK(refusal(name) ==
        name + ": expected a number of Wall Connectors from 1 to 8 after sim:, as in sim:3");
}

TEST_CASE("endpoint names: a connection needs a host and a port", "[endpoint][name]") {
  const std::string name =
      GENERATE("tcp://", "tcp://adapter", "tcp://:4000", "tcp://adapter:", "tcp://adapter:0",
               "tcp://adapter:65536", "tcp://adapter:-1", "tcp://adapter:4000/", "tcp://::1:4000",
               "tcp://[::1]", "socket://adapter:telnet", "tcp://adapter:4 000");
  CHECK(refusal(name) == name +
                             ": expected host:port after ://, with a port from 1 to 65535, as in "
                             "tcp://adapter:4000 or tcp://[::1]:4000");
}

TEST_CASE("endpoint names: a bus of one's own needs a port", "[endpoint][name]") {
  const std::string name = GENERATE("listen://", "listen://4000", "listen://127.0.0.1",
                                    "listen://:", "listen://::1:4000", "listen://:99999");
  CHECK(refusal(name) == name +
                             ": expected addr:port after ://, with a port up to 65535, as in "
                             "listen://127.0.0.1:4000 or listen://:4000");
}

TEST_CASE("endpoint names: a rate that serial ports do not have is refused", "[endpoint][name]") {
  const auto baud = GENERATE(0U, 1U, 9601U, 12345U, 4294967295U);
  CHECK(refusal("/dev/ttyUSB0", {.baud = baud}) ==
        "--baud " + std::to_string(baud) + ": no rate of serial ports; a TWC bus has 9600");
  CHECK(refusal("tcp://adapter:4000", {.baud = baud}) == "accepted");
}

TEST_CASE("endpoint names: nothing is touched before open()", "[endpoint][name]") {
  const std::string name = GENERATE("/dev/ttyUSB77", "tcp://no-such-host.invalid:1",
                                    "listen://192.0.2.1:1", "pty:/no/such/folder/link");
  CHECK(refusal(name) == "accepted");
}

TEST_CASE("addresses: a host and a port, IPv6 in brackets", "[endpoint][name]") {
  CHECK(parse_address("adapter:4000") == Address{"adapter", 4000});
  CHECK(parse_address("192.168.1.9:65535") == Address{"192.168.1.9", 65535});
  CHECK(parse_address("[::1]:0") == Address{"::1", 0});
  CHECK(parse_address(":4000") == Address{"", 4000});
  CHECK(parse_address("[]:4000") == Address{"", 4000});
  CHECK_FALSE(parse_address("[::1:4000"));
  CHECK_FALSE(parse_address("::1]:4000"));
  CHECK_FALSE(parse_address("a/b:4000"));
  CHECK_FALSE(parse_address(""));
}

TEST_CASE("addresses: are shown as they are written", "[endpoint][name]") {
  const auto shown = [](const char* address) {
    return twc::tools::to_text({asio::ip::make_address(address), 4000});
  };
  CHECK(shown("127.0.0.1") == "127.0.0.1:4000");
  CHECK(shown("::1") == "[::1]:4000");
  CHECK(shown("::ffff:192.168.1.9") == "192.168.1.9:4000");
}
