// SPDX-License-Identifier: MIT
/// Megabytes of nonsense from all sides at once, while cars charge.

#include <optional>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "tools/support_garage.hpp"
#include "tools/support_master.hpp"

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

/// A garage whose master gets bytes from all sides.
class Besieged {
 public:
  explicit Besieged(Wiring wiring) : garage{wiring, 2} {
    garage.start_unit(1);
    garage.start_unit(2);
    garage.start_master({"--socket", garage.file("socket")});
  }

  void begin() {
    garage.until_all_charge();
    garage.forget();
    client_.emplace(connect_to_path(garage.file("socket")));
  }
  void say_all() {
    garage.until([this] {
      constexpr std::size_t piece = 16'384;
      garage.program().type(typed_.substr(0, piece));
      typed_.erase(0, piece);
      client_->heard();
      said_.erase(0, client_->offer(std::string_view{said_}.substr(0, piece)));
      return typed_.empty() && said_.empty();
    });
  }
  /// Sends as fast as the master takes it.
  void make_noise() {
    std::string noise = garbage(3);
    while (!noise.empty()) noise.erase(0, garage.relay().offer(Garage::master, noise));
  }
  /// Once both answer this, they have answered all that came before.
  void await_answers() {
    garage.program().type("\nstatus\n");
    client_->say("\nstatus\n");
    garage.await_out("max_current=32.00");
    garage.until(
        [this] { return client_->heard().find("max_current=32.00") != std::string::npos; });
    CHECK_THAT(client_->heard(), StartsWith("err "));
    CHECK_THAT(garage.program().out(),
               ContainsSubstring("\nerr unknown_command") && ContainsSubstring("\nerr too_long"));
  }
  void check_heartbeats(Duration longest) {
    garage.until([this] { return garage.all_charge(); });
    for (const std::size_t unit : {1U, 2U}) {
      CHECK(garage.watcher().seen(unit).longest_gap <= longest);
    }
    garage.finish();
  }

  Garage garage;

 private:
  std::optional<Peer> client_;
  std::string typed_ = garbage(1);
  std::string said_ = garbage_in_long_lines(2);
};

}  // namespace

TEST_CASE("garbage: a megabyte on stdin, the socket and the bus delays no heartbeat",
          "[wire][garbage]") {
  Besieged serial{Wiring::serial};
  Besieged remote{Wiring::tcp};
  for (Besieged* const one : {&serial, &remote}) one->begin();
  remote.make_noise();
  for (Besieged* const one : {&serial, &remote}) {
    one->say_all();
    one->await_answers();  // a client that does not read is dropped
  }
  serial.check_heartbeats(1300ms);
  remote.check_heartbeats(2s);
}
