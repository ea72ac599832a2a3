// SPDX-License-Identifier: MIT
#pragma once
/// A master with two Wall Connectors on a bus of its own, and a listener who measures.

#include <optional>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_listener.hpp"
#include "tools/support_master.hpp"
#include "tools/support_run.hpp"

namespace twc::test {

/// A port of this machine that is free now, below those that the kernel gives to clients: a client
/// that tries again and again would be connected to itself one day.
[[nodiscard]] inline std::uint16_t free_port() {
  constexpr unsigned first = 20'000;
  constexpr unsigned count = 10'000;
  for (unsigned number = static_cast<unsigned>(::getpid());; number += 7) {
    const auto port = static_cast<std::uint16_t>(first + number % count);
    SocketAddress address{"127.0.0.1", port};
    const tools::Fd fd{::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)};
    if (::bind(fd.get(), address.get(), address.size()) == 0) return port;
  }
}

/// The master serves the bus itself, so it starts first.
class AttackedBus {
 public:
  explicit AttackedBus(const Program::Arguments& more = {}, const Ends& ends = {},
                       const std::string& program = TWC_FAKEMASTER,
                       const std::function<bool()>& prepare = nullptr)
      : master{program, FakeMaster::at_once(endpoint("listen"), more), ends, prepare} {
    await_port(port);
    slaves.emplace(TWC_FAKESLAVE, units_on(endpoint("tcp")), Ends{});
    listener.emplace(port);
    listener->await_units(2);
  }

  [[nodiscard]] std::string endpoint(const char* kind) const {
    return std::string{kind} + "://127.0.0.1:" + std::to_string(port);
  }
  [[nodiscard]] static Program::Arguments units_on(const std::string& bus) {
    return {"--unit", "2001:want=16", "--unit", "2002:want=16", bus};
  }
  /// Waits until somebody listens at that port of this machine.
  static void await_port(std::uint16_t port) {
    for (int tries = 0; !connect_to("127.0.0.1", port); ++tries) {
      REQUIRE(tries < 3000);
      ::usleep(10'000);
    }
  }

  std::uint16_t port = free_port();
  Run master;
  std::optional<Run> slaves;
  std::optional<Listener> listener;
};

}  // namespace twc::test
