// SPDX-License-Identifier: MIT
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/stat.h>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "tools/support_line.hpp"
#include "tools/support_peer.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_user.hpp"

using namespace twc::test;
using twc::tools::Rs485;

namespace {

twc::tools::EndpointOptions speaking(Rs485 rs485 = Rs485::automatic) {
  auto options = quick;
  options.sends = true;
  options.rs485 = rs485;
  return options;
}

void send(Line& line, std::string_view bytes) {
  const std::vector<std::uint8_t> chunk{bytes.begin(), bytes.end()};
  line.endpoint->send(chunk);
}

}  // namespace

TEST_CASE("sending: a serial port takes every byte as it is", "[endpoint][send]") {
  PtyPort port;
  Line line{port.device, speaking()};
  line.until_line("up ");
  send(line, all_bytes());
  line.until([&] { return port.bus.heard() == all_bytes(); });
  line.until([&] { return line.endpoint->unsent() == 0; });
}

TEST_CASE("sending: a serial port is ours alone, and free again however we end",
          "[endpoint][send]") {
  const PtyPort port;
  REQUIRE(chmod(port.device.c_str(), 0666) == 0);
  const auto other = open_device(port.device);
  {
    Line line{port.device, speaking()};
    line.until_line("up ");
    CHECK(flock(other.get(), LOCK_EX | LOCK_NB) == -1);
    const auto refused = [&] { return Line{port.device, speaking()}.failure(); };
    const std::string in_use =
        "never opened " + port.device +
        ": another program has this port to itself; end that one, or let it write a capture";
    CHECK(refused() == in_use);
    CHECK(Line{port.device}.failure() == in_use);
    const auto told = as_ordinary_user(refused);
    if (told) CHECK(*told == in_use);
  }
  // A pseudo-terminal would keep TIOCEXCL until its other side is closed.
  int exclusive = 1;
  REQUIRE(ioctl(other.get(), TIOCGEXCL, &exclusive) == 0);
  CHECK(exclusive == 0);
  CHECK(flock(other.get(), LOCK_EX | LOCK_NB) == 0);
}

TEST_CASE("sending: a port that a listener holds open does not stay exclusive when we end",
          "[endpoint][send]") {
  const PtyPort port;
  const auto listener = open_device(port.device);
  {
    Line line{port.device, speaking()};
    line.until_line("up ");
    REQUIRE(ioctl(listener.get(), TIOCEXCL) == 0);  // as on a port that is no pseudo-terminal
  }
  int exclusive = 1;
  REQUIRE(ioctl(listener.get(), TIOCGEXCL, &exclusive) == 0);
  CHECK(exclusive == 0);
}

TEST_CASE("sending: an RS-485 mode that a port does not have is refused", "[endpoint][send]") {
  const PtyPort port;
  const auto failure = [&](Rs485 mode) { return Line{port.device, speaking(mode)}.failure(); };
  CHECK(failure(Rs485::kernel) ==
        "never opened " + port.device +
            ": its driver has no RS-485 mode; --rs485 rts switches by RTS, auto leaves it to the "
            "adapter");
  CHECK(failure(Rs485::rts) ==
        "never opened " + port.device +
            ": has no line RTS to switch; --rs485 auto leaves it to the adapter");
  Line line{port.device, speaking(Rs485::none)};
  line.until_line("up ");
}

TEST_CASE("sending: a pseudo-terminal gives what is said, and keeps no old bus for a late reader",
          "[endpoint][send]") {
  Line line{"pty:", speaking()};
  line.until_line("up ");
  const auto late = open_device(line.where());
  const auto unread = [&] {
    int count = 0;
    REQUIRE(ioctl(late.get(), FIONREAD, &count) == 0);
    return count;
  };
  // Two lengths, so that it is seen whether one has arrived, or arrived after a flush.
  for (int frame = 0; frame < 500; ++frame) {
    const int before = unread();
    const int size = 20 + frame % 2;
    send(line, std::string(static_cast<std::size_t>(size), 'x'));
    line.until([&] { return unread() == before + size || unread() == size; });
  }
  send(line, "news");
  Peer peer{open_device(line.where())};
  line.until([&] { return peer.heard().ends_with("news"); });
  CHECK(peer.heard().size() < 2048);
}

TEST_CASE("sending: through TCP, and to all clients of a bus of one's own", "[endpoint][send]") {
  Line bus{"listen://127.0.0.1:0", speaking()};
  bus.until_line("up ");
  Line client{"tcp" + bus.where().substr(6), speaking()};
  client.until_line("up ");
  send(client, all_bytes());
  bus.until_heard(all_bytes());
  send(bus, all_bytes());
  client.until_heard(all_bytes());
}

TEST_CASE("sending: bytes that are said while there is no line are lost", "[endpoint][send]") {
  PtyPort port;
  Line line{port.device, speaking()};
  send(line, "early");
  line.until_line("up ");
  send(line, "now");
  line.until([&] { return port.bus.heard() == "now"; });
}

TEST_CASE("sending: a line that is opened anew delivers nothing late", "[endpoint][send]") {
  Server server;
  Line line{"tcp://127.0.0.1:" + std::to_string(server.port()), speaking()};
  twc::tools::Fd client;
  line.until([&] { return server.take(client); });
  Peer dead{std::move(client)};
  line.until_line("up ");
  line.endpoint->reopen("no answer");
  line.until_line("lost ");
  CHECK(line.log.lines.back().ends_with(": no answer"));
  line.until([&] { return dead.ended(); });
  line.until([&] { return server.take(client); });
  line.until_line("up ");
}

TEST_CASE("sending: a bus of one's own keeps its port when it is opened anew", "[endpoint][send]") {
  Line bus{"listen://127.0.0.1:0", speaking()};
  bus.until_line("up ");
  const auto where = bus.where();
  bus.endpoint->reopen("no answer");
  bus.until_line("lost ");
  bus.until_line("up ");
  CHECK(bus.where() == where);
}
