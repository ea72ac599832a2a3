// SPDX-License-Identifier: MIT
/// The same promises over every kind of line: who announces itself is answered soon, three units
/// share, and what is typed or said to the socket is on the wire with the next heartbeat.

#include "support/catch.hpp"
#include "tools/support_garage.hpp"
#include "tools/support_master.hpp"

using namespace twc;
using namespace twc::test;

namespace {

/// Three units, the first of them earlier than the others.
struct Served {
  explicit Served(Wiring wiring) : garage{wiring, 3} {
    garage.start_master({"--socket", garage.file("socket")});
    garage.start_unit(1);
  }

  void check_first_answer() {
    garage.until([this] { return garage.watcher().seen(1).first_answer.has_value(); });
    CHECK(*garage.watcher().seen(1).first_answer - *garage.watcher().seen(1).announced <= 1s);
    garage.start_unit(2);
    garage.start_unit(3);
  }
  void limit_by_socket(int amps) {
    const Centiamps total{static_cast<std::uint16_t>(amps * 100)};
    Peer client{connect_to_path(garage.file("socket"))};
    garage.will_limit(total);
    client.say("limit " + std::to_string(amps) + "\n");
    garage.until([&] { return client.heard().starts_with("ok requested="); });
    garage.has_limited(total);
  }
  Garage garage;
};

}  // namespace

TEST_CASE(
    "endpoints: on each, three units are served soon, limited at once, raised when there is room",
    "[wire]") {
  Served all[] = {Served{Wiring::serial}, Served{Wiring::pty}, Served{Wiring::tcp},
                  Served{Wiring::rfc2217}, Served{Wiring::listen}};
  for (Served& one : all) one.check_first_answer();
  for (Served& one : all) one.garage.until_all_charge();
  for (Served& one : all) one.garage.limit(18);
  for (Served& one : all) CHECK(one.garage.limits_at_once(6_A));
  for (Served& one : all) one.limit_by_socket(30);
  for (Served& one : all) one.garage.until_all_have(10_A);
  for (Served& one : all) one.garage.finish();
}
