// SPDX-License-Identifier: MIT
/// Nothing that a client of the control socket or of the bus does delays a heartbeat.

#include <chrono>
#include <csignal>
#include <memory>
#include <string>
#include <vector>

#include <fcntl.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/sanitized.hpp"
#include "tools/support_attacked_bus.hpp"

using namespace twc;
using namespace twc::test;
using namespace std::chrono_literals;
using Catch::Matchers::StartsWith;

namespace {

/// Clients that say all they can; those that were turned away come again.
class Crowd {
 public:
  Crowd(std::string path, std::size_t count) : path_{std::move(path)}, clients_(count) {
    // With less, or `stop`, the master would silence a unit, which is a gap by intention.
    for (int amps = 13; amps < 32; ++amps) {
      commands_ += "limit " + std::to_string(amps) + "\nunits\nstatus\npolicy rotate\nhelp\n";
    }
  }
  void shout() {
    for (tools::Fd& client : clients_) {
      if (!client) client = connect_without_waiting();
      if (client && !speak(client.get())) client.reset();
    }
  }

 private:
  tools::Fd connect_without_waiting() const {
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    std::copy(path_.begin(), path_.end(), address.sun_path);
    tools::Fd fd{::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0)};
    const auto* const generic = reinterpret_cast<const sockaddr*>(&address);
    if (::connect(fd.get(), generic, sizeof address) != 0) fd.reset();
    return fd;
  }
  /// Reads, too: a client that does not is dropped soon. False when the other side has gone.
  bool speak(int fd) const {
    std::array<char, 65536> answers{};
    const ssize_t heard = ::read(fd, answers.data(), answers.size());
    if (heard == 0 || (heard < 0 && errno != EAGAIN)) return false;
    const ssize_t said = ::write(fd, commands_.data(), commands_.size());
    return said > 0 || errno == EAGAIN;
  }

  std::string path_;
  std::vector<tools::Fd> clients_;
  std::string commands_;
};

}  // namespace

TEST_CASE("stand: 50 and 500 clients at full speed delay no heartbeat and take no memory",
          "[stand]") {
  const std::size_t count = GENERATE(50U, 500U);
  const Folder folder;
  const std::string path = folder / "master.sock";
  AttackedBus bus{
      {"--socket", path}
  };
  const auto crowd = std::make_shared<Crowd>(path, count);
  const Attacker attacker{[crowd] { crowd->shout(); }};
  bus.listener->listen_for(count == 500 ? 10s : 4s);
  bus.listener->check_gaps(std::to_string(count) + " clients of the socket");
  const long resident = bus.master.resident();
  fmt::print("{} clients of the socket: {} KB resident\n", count, resident);
  CHECK((is_sanitized || resident < 16'384));
  bus.master.signal(SIGTERM);
  CHECK(bus.master.wait() == 0);
}

TEST_CASE("stand: commands that are typed at full speed delay no heartbeat", "[stand]") {
  std::array<int, 2> ends{};
  REQUIRE(::pipe2(ends.data(), O_CLOEXEC) == 0);
  const tools::Fd typed{ends[0]};
  const tools::Fd typist{ends[1]};
  AttackedBus bus{
      {         },
      { .in = typed.get(), .out = -1, .err = -1}
  };
  std::string commands;
  while (commands.size() < 65'536) commands += "limit 14\nunits\nlimit 20\nhelp\n\n";
  const Attacker attacker{[fd = typist.get(), commands] {
    static_cast<void>(!::write(fd, commands.data(), commands.size()));
  }};
  bus.listener->listen_for(4s);
  bus.listener->check_gaps("commands at full speed on standard input");
}

TEST_CASE("stand: a client that says more than a bus carries is dropped, and nobody else",
          "[stand]") {
  AttackedBus bus;
  Dice dice{17};
  std::string garbage;
  for (int count = 0; count < 65'536; ++count) garbage += static_cast<char>(dice.byte());
  auto flooder = std::make_shared<tools::Fd>();
  const Attacker attacker{[flooder, garbage, port = bus.port] {
    if (!*flooder) *flooder = connect_to("127.0.0.1", port);
    if (!*flooder || ::write(flooder->get(), garbage.data(), garbage.size()) <= 0) {
      flooder->reset();
      ::usleep(500'000);  // as a program that reconnects
    }
  }};
  bus.listener->listen_for(6s);
  bus.listener->check_gaps("a flooder on listen://");
  CHECK(bus.listener->beats() > 8);
}
