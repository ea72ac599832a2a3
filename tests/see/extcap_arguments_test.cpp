// SPDX-License-Identifier: MIT
/// The questions of Wireshark, and the answers of twc-sniff.

#include <array>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <unistd.h>

#include "sniff/extcap.hpp"
#include "support/catch.hpp"

using namespace twc::tools;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;
namespace files = std::filesystem;

namespace {

/// A /dev of its own.
class Devices {
 public:
  Devices() { files::create_directories(root_ / "serial" / "by-id"); }
  Devices(const Devices&) = delete;
  Devices& operator=(const Devices&) = delete;
  ~Devices() { files::remove_all(root_); }

  void add(const std::string& name) const { std::ofstream{root_ / name}; }
  void add_named(const std::string& name, const std::string& target) const {
    files::create_symlink("../../" + target, root_ / "serial" / "by-id" / name);
  }
  [[nodiscard]] const files::path& root() const { return root_; }

 private:
  files::path root_{files::temp_directory_path() / ("devices." + std::to_string(::getpid()))};
};

std::optional<Exit> ask(std::vector<const char*> words, SniffOptions& options) {
  words.insert(words.begin(), "twc-sniff");
  return answer_wireshark(static_cast<int>(words.size()), words.data(), options);
}

}  // namespace

TEST_CASE("extcap: a port is listed once, by-id where it has such a name", "[extcap]") {
  const Devices devices;
  for (const char* const name : {"ttyUSB0", "ttyUSB1", "ttyS0", "tty1", "ttyACM0"}) {
    devices.add(name);
  }
  devices.add_named("usb-FTDI_FT232R-if00-port0", "ttyUSB1");
  const std::string root = devices.root();
  CHECK(serial_ports(devices.root()) ==
        std::vector<std::string>{root + "/serial/by-id/usb-FTDI_FT232R-if00-port0",
                                 root + "/ttyACM0", root + "/ttyUSB0"});
  CHECK(serial_ports(devices.root() / "none").empty());
}

TEST_CASE("extcap: the call of Wireshark is told from that of a person", "[extcap]") {
  constexpr std::array<const char*, 3> wireshark{"twc-sniff", "--extcap-interfaces",
                                                 "--extcap-version=4.0"};
  constexpr std::array<const char*, 3> person{"twc-sniff", "--stats", "bus.twclog"};
  CHECK(is_called_by_wireshark(3, wireshark.data()));
  CHECK_FALSE(is_called_by_wireshark(3, person.data()));
  CHECK_FALSE(is_called_by_wireshark(0, nullptr));
}

TEST_CASE("extcap: a capture goes from the endpoint into the pipe as pcapng", "[extcap]") {
  SniffOptions options;
  CHECK_FALSE(ask({"--capture", "--extcap-interface", "twc", "--fifo", "/run/pipe", "--endpoint",
                   "tcp://10.0.0.9:8899", "--shared"},
                  options));
  CHECK(options.sources == std::vector<std::string>{"tcp://10.0.0.9:8899"});
  REQUIRE(options.outputs.size() == 1);
  CHECK(options.outputs.front().kind == OutputKind::pcapng);
  CHECK(options.outputs.front().path == "/run/pipe");
  CHECK(options.line.is_shared);
  CHECK(options.shared.quiet);
}

TEST_CASE("extcap: a serial port is an interface of its own", "[extcap]") {
  SniffOptions options;
  CHECK_FALSE(ask({"--capture", "--extcap-interface=/dev/ttyUSB0", "--fifo=/run/pipe", "--baud",
                   "19200", "--extcap-capture-filter", ""},
                  options));
  CHECK(options.sources == std::vector<std::string>{"/dev/ttyUSB0"});
  CHECK(options.line.baud == 19'200);
  CHECK_FALSE(options.line.is_shared);
}

TEST_CASE("extcap: a capture without an endpoint says what is missing", "[extcap]") {
  SniffOptions options;
  CHECK_THROWS_WITH(ask({"--capture", "--extcap-interface=twc", "--fifo=/run/pipe"}, options),
                    ContainsSubstring("expected an endpoint, such as tcp://10.0.0.9:8899"));
  CHECK_THROWS_WITH(
      ask({"--capture", "--extcap-interface=twc", "--endpoint=sim:2", "--extcap-version=4.4"},
          options),
      ContainsSubstring("--fifo: expected the pipe"));
  CHECK_THROWS_WITH(
      ask({"--capture", "--extcap-interface=twc", "--endpoint=bus.twclog", "--fifo=/run/pipe"},
          options),
      ContainsSubstring("bus.twclog: expected an endpoint or a serial port"));
}

TEST_CASE("extcap: a question that Wireshark never asks is a fault of its option", "[extcap]") {
  SniffOptions options;
  CHECK_THROWS_WITH(ask({"--extcap-interfacs"}, options),
                    "--extcap-interfacs: expected --extcap-interfaces, --extcap-dlts, "
                    "--extcap-config or --capture, as Wireshark asks");
  CHECK_THROWS_WITH(ask({"--extcap-foo=1"}, options), StartsWith("--extcap-foo: expected"));
  // Wireshark asks whether a filter is right; silence says that it is.
  CHECK(ask({"--extcap-interface=twc", "--extcap-capture-filter=x"}, options) == Exit::done);
}

TEST_CASE("extcap: a rate that is no number is a fault of its option", "[extcap]") {
  SniffOptions options;
  const std::vector<const char*> words{
      "--capture", "--extcap-interface", "/dev/ttyUSB0", "--fifo", "/run/pipe", "--baud", "fast"};
  CHECK_THROWS_AS(ask(words, options), Failure);
  CHECK_THROWS_WITH(ask(words, options), ContainsSubstring("--baud: expected bits per second"));
}
