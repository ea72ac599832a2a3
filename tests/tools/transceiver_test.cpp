// SPDX-License-Identifier: MIT
/// Sending on a half-duplex bus: RTS is on while bytes leave, and off in time for the answer.

#include "endpoint/transceiver.hpp"

#include <chrono>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <asio/post.hpp>

#include "endpoint/serial_lines.hpp"
#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_pty.hpp"

using namespace std::chrono_literals;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using twc::tools::Rs485;
using twc::tools::Transceiver;

namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

/// A port of which each part can be missing, and all that was done with it.
struct Port {
  bool has_rts = true;
  bool is_switched_by_driver = false;
  bool obeys = true;
  int asked_in_vain = 0;  ///< so often the transmitter still holds a byte

  std::vector<std::string> done;
  SteadyTime released{};
};

class PortLines final : public twc::tools::SerialLines {
 public:
  explicit PortLines(Port& port) : port_{port} {}

  bool switch_rts(bool on) override {
    if (!port_.has_rts) return false;
    port_.done.emplace_back(on ? "rts on" : "rts off");
    if (!on) port_.released = std::chrono::steady_clock::now();
    return true;
  }
  bool is_switched_by_driver() override { return port_.is_switched_by_driver; }
  bool let_driver_switch(bool on) override {
    port_.done.emplace_back(on ? "driver on" : "driver off");
    return port_.obeys;
  }
  bool is_transmitter_empty() override {
    port_.done.emplace_back("asked");
    return port_.asked_in_vain-- <= 0;
  }

 private:
  Port& port_;
};

using Done = std::vector<std::string>;

constexpr std::uint32_t baud = 1'000'000;  // 100 bytes in a millisecond

struct Bench {
  explicit Bench(Rs485 mode) : transceiver{io, mode, baud} {}

  void attach() { transceiver.attach(std::make_unique<PortLines>(port)); }
  [[nodiscard]] std::string refusal() {
    try {
      attach();
    } catch (const std::runtime_error& error) {
      return error.what();
    }
    return {};
  }
  void run() {
    io.restart();
    io.run();
  }

  asio::io_context io;
  Port port;
  Transceiver transceiver;
};

}  // namespace

TEST_CASE("transceiver: RTS is on while bytes leave, and off when the last has", "[endpoint]") {
  Bench bench{Rs485::rts};
  bench.attach();
  CHECK(bench.port.done == Done{"rts off"});
  const auto start = std::chrono::steady_clock::now();
  bench.transceiver.begin(100);
  CHECK(bench.port.done.back() == "rts on");
  bench.run();
  CHECK(bench.port.done == Done{"rts off", "rts on", "asked", "rts off"});
  CHECK(bench.port.released - start >= 1ms);
}

TEST_CASE("transceiver: RTS stays on while the transmitter holds a byte", "[endpoint]") {
  Bench bench{Rs485::rts};
  bench.attach();
  bench.port.asked_in_vain = 2;
  bench.transceiver.begin(1);
  bench.run();
  CHECK(bench.port.done == Done{"rts off", "rts on", "asked", "asked", "asked", "rts off"});
}

TEST_CASE("transceiver: bytes that are written meanwhile lengthen the time", "[endpoint]") {
  Bench bench{Rs485::rts};
  bench.attach();
  const auto start = std::chrono::steady_clock::now();
  bench.transceiver.begin(300);
  bench.transceiver.begin(300);
  bench.run();
  CHECK(bench.port.done == Done{"rts off", "rts on", "rts on", "asked", "rts off"});
  CHECK(bench.port.released - start >= 6ms);
}

TEST_CASE("transceiver: a timer that went off late does not cut the next frame short",
          "[endpoint]") {
  Bench bench{Rs485::rts};
  bench.attach();
  bench.transceiver.begin(20'000);  // a fifth of a second, for a machine under load
  // The loop is busy while the timer goes off, and writes more before the handler has its turn.
  SteadyTime written{};
  const auto write_more = [&] {
    written = std::chrono::steady_clock::now();
    bench.transceiver.begin(500);
  };
  asio::post(bench.io, [&] {
    const auto end = std::chrono::steady_clock::now() + 210ms;
    while (std::chrono::steady_clock::now() < end) {
    }
    asio::post(bench.io, write_more);
  });
  bench.run();
  CHECK(bench.port.done == Done{"rts off", "rts on", "rts on", "asked", "rts off"});
  CHECK(bench.port.released - written >= 5ms);
}

TEST_CASE("transceiver: a port that is let go of while bytes leave is left receiving",
          "[endpoint]") {
  Bench bench{Rs485::rts};
  bench.attach();
  bench.transceiver.begin(1);
  bench.transceiver.detach();
  bench.transceiver.begin(1);
  bench.run();
  CHECK(bench.port.done == Done{"rts off", "rts on", "rts off"});
}

TEST_CASE("transceiver: a driver that switches is told to stop before RTS is ours", "[endpoint]") {
  Bench bench{Rs485::rts};
  bench.port.is_switched_by_driver = true;
  bench.attach();
  CHECK(bench.port.done == Done{"driver off", "rts off"});
}

TEST_CASE("transceiver: the driver is left alone, put in charge or told to stop", "[endpoint]") {
  const auto done_with = [](Rs485 mode, bool is_switched_by_driver) {
    Bench bench{mode};
    bench.port.is_switched_by_driver = is_switched_by_driver;
    bench.attach();
    bench.transceiver.begin(10);
    bench.run();
    return bench.port.done;
  };
  CHECK(done_with(Rs485::automatic, true).empty());
  CHECK(done_with(Rs485::kernel, false) == Done{"driver on"});
  CHECK(done_with(Rs485::none, true) == Done{"driver off"});
  CHECK(done_with(Rs485::none, false).empty());
}

TEST_CASE("transceiver: a port that cannot do it is refused with the way out", "[endpoint]") {
  Bench without_mode{Rs485::kernel};
  without_mode.port.obeys = false;
  CHECK_THAT(without_mode.refusal(),
             ContainsSubstring("no RS-485 mode") && ContainsSubstring("--rs485 rts"));

  Bench stubborn{Rs485::none};
  stubborn.port.is_switched_by_driver = true;
  stubborn.port.obeys = false;
  CHECK_THAT(stubborn.refusal(),
             ContainsSubstring("goes on switching") && ContainsSubstring("--rs485 kernel"));

  Bench without_rts{Rs485::rts};
  without_rts.port.has_rts = false;
  CHECK_THAT(without_rts.refusal(),
             ContainsSubstring("no line RTS") && ContainsSubstring("--rs485 auto"));
  without_rts.transceiver.begin(10);
  without_rts.run();
  CHECK(without_rts.port.done.empty());
}

TEST_CASE("serial lines: a pseudo-terminal has neither RTS nor a driver, and counts as empty",
          "[endpoint]") {
  PtyPort port;
  const auto fd = open_device(port.device);
  twc::tools::TtyLines lines{fd.get()};
  CHECK_FALSE(lines.switch_rts(true));
  CHECK_FALSE(lines.is_switched_by_driver());
  CHECK_FALSE(lines.let_driver_switch(true));
  CHECK_FALSE(lines.let_driver_switch(false));
  CHECK(lines.is_transmitter_empty());
}
