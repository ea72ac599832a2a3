// SPDX-License-Identifier: MIT
/// The same promises over every kind of line: who announces itself is answered soon, three units
/// share, and what is typed or said to the socket is on the wire with the next heartbeat.

#include "support/catch.hpp"
#include "tools/support_master.hpp"
#include "tools/support_program_bus.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// Three units, the first of them earlier than the others.
struct Served {
  explicit Served(Wiring wiring) : bus{wiring, 3} {
    bus.start_master({"--socket", bus.file("socket")});
    bus.start_unit(1);
  }

  void check_first_answer() {
    bus.until([this] { return bus.watcher().seen(1).first_answer.has_value(); });
    CHECK(*bus.watcher().seen(1).first_answer - *bus.watcher().seen(1).announced <= 1s);
    bus.start_unit(2);
    bus.start_unit(3);
  }
  void limit_by_socket(int amps) {
    const Centiamps total{static_cast<std::uint16_t>(amps * 100)};
    Peer client{connect_to_path(bus.file("socket"))};
    bus.will_limit(total);
    client.say("limit " + std::to_string(amps) + "\n");
    bus.until([&] { return client.heard().starts_with("ok requested="); });
    bus.has_limited(total);
  }
  ProgramBus bus;
};

}  // namespace

TEST_CASE(
    "endpoints: on each, three units are served soon, limited at once, raised when there is room",
    "[wire]") {
  Served all[] = {Served{Wiring::serial}, Served{Wiring::pty}, Served{Wiring::tcp},
                  Served{Wiring::rfc2217}, Served{Wiring::listen}};
  for (Served& one : all) one.check_first_answer();
  for (Served& one : all) one.bus.until_all_charge();
  for (Served& one : all) one.bus.limit(18);
  for (Served& one : all) CHECK(one.bus.limits_at_once(6_A));
  for (Served& one : all) one.limit_by_socket(30);
  for (Served& one : all) one.bus.until_all_have(10_A);
  for (Served& one : all) one.bus.finish();
}
