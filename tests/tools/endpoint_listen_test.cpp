// SPDX-License-Identifier: MIT
#include <algorithm>
#include <fstream>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_line.hpp"
#include "tools/support_no_files.hpp"
#include "tools/support_peer.hpp"
#include "tools/support_user.hpp"

using namespace twc::test;

namespace {

/// An open listen:// line with the port that it got.
struct OwnBus : Line {
  explicit OwnBus(const char* name = "listen://127.0.0.1:0",
                  const twc::tools::EndpointOptions& its_options = quick)
      : Line{name, its_options}, options{its_options} {
    until_line("up ");
    const auto name_now = where();
    port = static_cast<std::uint16_t>(std::stoi(name_now.substr(name_now.rfind(':') + 1)));
  }

  Peer join(const char* host = "127.0.0.1", int receive_buffer = 0) {
    return Peer{connect_to(host, port, receive_buffer)};
  }

  /// Joins and says a byte, so that it is known to be taken.
  Peer join_and_greet() {
    auto peer = join();
    peer.say("!");
    until_heard("!");
    return peer;
  }

  twc::tools::EndpointOptions options;
  std::uint16_t port = 0;
};

}  // namespace

TEST_CASE("listen: the port that port 0 became is told", "[endpoint][listen]") {
  const OwnBus bus;
  CHECK(bus.port != 0);
  CHECK(bus.where() == "listen://127.0.0.1:" + std::to_string(bus.port));
}

TEST_CASE("listen: all others and the tool hear what one client says", "[endpoint][listen]") {
  OwnBus bus;
  auto first = bus.join_and_greet();
  auto second = bus.join_and_greet();
  auto third = bus.join_and_greet();
  CHECK(first.heard() == "!!");

  CHECK_FALSE(bus.endpoint->has_unheard());
  second.say(all_bytes());
  bus.until_unheard();
  bus.until_heard(all_bytes());
  bus.until([&] { return first.heard().size() == 258 && third.heard().size() == 256; });
  CHECK(first.heard() == "!!" + all_bytes());
  CHECK(third.heard() == all_bytes());
  CHECK(second.heard() == "!");
}

TEST_CASE("listen: clients come and go, the bus stays", "[endpoint][listen]") {
  OwnBus bus;
  auto stays = bus.join_and_greet();
  auto closes = bus.join_and_greet();
  auto breaks = bus.join_and_greet();
  closes.close();
  breaks.reset();
  auto comes = bus.join_and_greet();
  comes.say("new");
  bus.until_heard("new");
  bus.until([&] { return stays.heard() == "!!!new"; });
  CHECK(bus.log.lines.size() == 1);
}

TEST_CASE("listen: without clients it waits", "[endpoint][listen]") {
  OwnBus bus;
  bus.join_and_greet().close();
  bus.join_and_greet().close();
  CHECK(bus.log.lines.size() == 1);
}

TEST_CASE("listen: a client that reads too slowly is dropped, and the others lose nothing",
          "[endpoint][listen]") {
  auto fast_bus = quick;
  fast_bus.most_said = 1U << 21U;
  OwnBus bus{"listen://127.0.0.1:0", fast_bus};
  auto slow = Peer{connect_to("127.0.0.1", bus.port, 1)};
  slow.say("!");
  bus.until_heard("!");
  auto speaker = bus.join_and_greet();
  auto listener = bus.join_and_greet();

  // The slow one is let have a bounded amount that it never reads: its queue, and what the two
  // kernels' buffers hold.
  const std::string chunk(4096, 'x');
  constexpr std::size_t total = 1U << 20U;
  std::size_t said = 0;
  bus.until([&] {
    const auto lag = said - std::min(said, listener.heard().size());
    if (said < total && lag < 16'384) said += speaker.offer(chunk);
    return listener.heard().size() == total;
  });
  CHECK(listener.heard() == std::string(total, 'x'));
  CHECK(bus.log.heard == std::string(total, 'x'));
  REQUIRE(bus.log.lines.size() == 2);
  CHECK(bus.log.lines.back().starts_with("note listen://127.0.0.1:0: 127.0.0.1:"));
  CHECK(bus.log.lines.back().ends_with(" reads too slowly and is dropped"));
  CHECK(slow.ended());
  CHECK(slow.heard().size() < 65'536);
}

TEST_CASE("listen: how much a client may leave unread is an option", "[endpoint][listen]") {
  auto options = quick;
  options.most_unsent = 1U << 20U;
  options.most_said = 1U << 20U;
  OwnBus bus{"listen://127.0.0.1:0", options};
  auto slow = Peer{connect_to("127.0.0.1", bus.port, 1)};
  slow.say("!");
  bus.until_heard("!");
  auto speaker = bus.join_and_greet();
  const std::string chunk(4096, 'x');
  std::size_t said = 0;
  constexpr std::size_t total = 1U << 19U;
  bus.until([&] {
    if (said < total) said += speaker.offer(std::string_view{chunk}.substr(0, total - said));
    return bus.log.heard.size() == total;
  });
  CHECK(bus.log.lines.size() == 1);
  bus.until([&] { return slow.heard().size() == total + 1; });
}

TEST_CASE("listen: a client that says more than a bus carries is dropped, and no other",
          "[endpoint][listen]") {
  OwnBus bus;
  auto flooder = bus.join_and_greet();
  auto listener = bus.join_and_greet();
  auto speaker = bus.join_and_greet();
  const std::string chunk(4096, 'x');
  bus.until([&] {
    flooder.offer(chunk);
    return flooder.ended();
  });
  REQUIRE(bus.log.lines.size() == 2);
  CHECK(bus.log.lines.back().ends_with(" says more than a bus carries and is dropped"));
  CHECK(bus.log.heard.size() <= bus.options.most_said);
  bus.log.heard.clear();
  speaker.say("here");
  bus.until_heard("here");
  bus.until([&] { return listener.heard().ends_with("here"); });
  CHECK_FALSE(speaker.ended());

  // The flooder does not come again at once, nor anybody from the same place.
  auto again = bus.join();
  bus.until([&] { return again.ended(); });
  CHECK(bus.log.lines.size() == 2);
}

TEST_CASE("listen: a client that is alone may say as much as it likes", "[endpoint][listen]") {
  OwnBus bus;
  auto only = bus.join_and_greet();
  const std::string chunk(4096, 'x');
  std::size_t said = 0;
  bus.until([&] {
    if (said < 1U << 18U) said += only.offer(chunk);
    return bus.log.heard.size() >= 1U << 18U;
  });
  CHECK_FALSE(only.ended());
}

TEST_CASE("listen: without an address it listens on all, in both families", "[endpoint][listen]") {
  OwnBus bus{"listen://:0"};
  const auto* const host = GENERATE("127.0.0.1", "::1");
  auto client = bus.join(host);
  client.say("here");
  bus.until_heard("here");
}

TEST_CASE("listen: names and IPv6 addresses", "[endpoint][listen]") {
  OwnBus by_name{"listen://localhost:0"};
  CHECK(by_name.port != 0);
  OwnBus v6{"listen://[::1]:0"};
  CHECK(v6.where() == "listen://[::1]:" + std::to_string(v6.port));
  v6.join("::1").say("here");
  v6.until_heard("here");
}

TEST_CASE("listen: the port is free again at once", "[endpoint][listen]") {
  auto first = std::make_unique<OwnBus>();
  const auto name = first->where();
  auto client = first->join_and_greet();
  // The side that closes first keeps the address for a minute in the kernel's book.
  first.reset();
  CHECK(client.ended());
  client.close();
  OwnBus second{name.c_str()};
  second.join_and_greet();
}

TEST_CASE("listen: clients see the end when it closes", "[endpoint][listen]") {
  OwnBus bus;
  auto client = bus.join_and_greet();
  CHECK_FALSE(client.ended());
  bus.endpoint->close();
  bus.until([&] { return client.ended(); });
  CHECK_FALSE(connect_to("127.0.0.1", bus.port));
}

TEST_CASE("listen: addresses that cannot be had", "[endpoint][listen]") {
  const OwnBus bus;
  CHECK(Line{bus.where()}.failure() ==
        "never opened " + bus.where() + ": another program listens there already");
  // RFC 5737: an address that no machine has.
  CHECK(Line{"listen://192.0.2.1:4000"}.failure() ==
        "never opened listen://192.0.2.1:4000: this machine has no such address");
  CHECK(Line{"listen://no-such-host.invalid:4000"}.failure().starts_with(
      "never opened listen://no-such-host.invalid:4000: cannot find the address ("));
}

TEST_CASE("listen: low ports are root's", "[endpoint][listen]") {
  int first_free = 0;
  std::ifstream{"/proc/sys/net/ipv4/ip_unprivileged_port_start"} >> first_free;
  if (first_free <= 1) {
    WARN("skipped: this machine gives low ports to everybody");
    return;
  }
  const auto told = as_ordinary_user([] { return Line{"listen://127.0.0.1:1"}.failure(); });
  if (!told) {
    WARN("skipped: cannot become an ordinary user here");
    return;
  }
  CHECK(*told ==
        "never opened listen://127.0.0.1:1: permission denied; ports from 1024 up are free");
}

TEST_CASE("listen: with no files to be had it cannot begin", "[endpoint][listen]") {
  Line line{"listen://127.0.0.1:0"};
  const NoFiles none;
  line.until_line("never opened ");
  CHECK(line.log.lines.back() == "never opened listen://127.0.0.1:0: Too many open files");
}

TEST_CASE("listen: with no files to be had, clients wait and the bus goes on",
          "[endpoint][listen]") {
  OwnBus bus;
  auto here = bus.join_and_greet();
  auto waiting = bus.join();
  waiting.say("late");

  {
    const NoFiles none;
    here.say("on");
    bus.until([&] { return bus.log.lines.size() == 2 && bus.log.heard == "on"; });
    for (int handlers = 0; handlers < 10; ++handlers) bus.io.run_one();
  }
  bus.until_heard("onlate");
  REQUIRE(bus.log.lines.size() == 2);
  CHECK(bus.log.lines.back() ==
        "note listen://127.0.0.1:0: cannot take another client: Too many open files");
}
