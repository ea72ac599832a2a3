// SPDX-License-Identifier: MIT
/// Megabytes of nonsense from all sides at once, while cars charge.

#include <optional>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "tools/support_master.hpp"
#include "tools/support_program_bus.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using Catch::Matchers::StartsWith;

namespace {

std::string garbage(std::uint64_t seed) {
  constexpr std::size_t megabyte = 1'000'000;
  Dice dice{seed};
  std::string bytes;
  while (bytes.size() < megabyte) bytes += static_cast<char>(dice.byte());
  return bytes;
}

/// The same with a tenth of the lines: a client of the socket has 100 commands a second.
std::string garbage_in_long_lines(std::uint64_t seed) {
  std::string bytes = garbage(seed);
  int count = 0;
  for (char& byte : bytes) {
    if (byte == '\n' && ++count % 10 != 0) byte = ' ';
  }
  return bytes;
}

/// A bus whose master gets bytes from all sides.
class FloodedBus {
 public:
  explicit FloodedBus(Wiring wiring) : bus{wiring, 2} {
    bus.start_unit(1);
    bus.start_unit(2);
    bus.start_master({"--socket", bus.file("socket")});
  }

  void begin() {
    bus.until_all_charge();
    bus.forget();
    client_.emplace(connect_to_path(bus.file("socket")));
  }
  void say_all() {
    bus.until([this] {
      constexpr std::size_t piece = 16'384;
      bus.program().type(typed_.substr(0, piece));
      typed_.erase(0, piece);
      client_->heard();
      said_.erase(0, client_->offer(std::string_view{said_}.substr(0, piece)));
      return typed_.empty() && said_.empty();
    });
  }
  /// Sends as fast as the master takes it.
  void make_noise() {
    std::string noise = garbage(3);
    while (!noise.empty()) noise.erase(0, bus.relay().offer(ProgramBus::master, noise));
  }
  /// Once both answer this, they have answered all that came before.
  void await_answers() {
    bus.program().type("\nstatus\n");
    client_->say("\nstatus\n");
    bus.await_out("max_current=32.00");
    bus.until([this] { return client_->heard().find("max_current=32.00") != std::string::npos; });
    CHECK_THAT(client_->heard(), StartsWith("err "));
    CHECK_THAT(bus.program().out(),
               ContainsSubstring("\nerr unknown_command") && ContainsSubstring("\nerr too_long"));
  }
  void check_heartbeats(Duration longest) {
    bus.until([this] { return bus.all_charge(); });
    for (const std::size_t unit : {1U, 2U}) {
      CHECK(bus.watcher().seen(unit).longest_gap <= longest);
    }
    bus.finish();
  }

  ProgramBus bus;

 private:
  std::optional<Peer> client_;
  std::string typed_ = garbage(1);
  std::string said_ = garbage_in_long_lines(2);
};

}  // namespace

TEST_CASE("garbage: a megabyte on stdin, the socket and the bus delays no heartbeat",
          "[wire][garbage]") {
  FloodedBus serial{Wiring::serial};
  FloodedBus remote{Wiring::tcp};
  for (FloodedBus* const one : {&serial, &remote}) one->begin();
  remote.make_noise();
  for (FloodedBus* const one : {&serial, &remote}) {
    one->say_all();
    one->await_answers();  // a client that does not read is dropped
  }
  serial.check_heartbeats(1300ms);
  remote.check_heartbeats(2s);
}
