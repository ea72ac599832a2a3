// SPDX-License-Identifier: MIT
/// The small conveniences that users of the library meet first.

#include <sstream>

#include <twc/twc.hpp>

#include "support/hex.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

static_assert(Centiamps::amps(16) == 16_A);
static_assert(Centiamps::amps(1000) == 655_A);
static_assert(8_A * 2 == 16_A);
static_assert(2 * 8_A == 16_A);
static_assert(600_A * 2 == Centiamps{0xFFFF});

TEST_CASE("currents: they add up in place, and neither run over nor below 0", "[msg][face]") {
  Centiamps sum = 6_A;
  sum += 10_A;
  CHECK(sum == 16_A);
  sum -= 20_A;
  CHECK(sum == 0_A);
  sum += 655_A;
  sum += 655_A;
  CHECK(sum == Centiamps{0xFFFF});
}

TEST_CASE("ids, signs and currents: they print on a stream", "[msg][face]") {
  std::ostringstream out;
  out << TwcId{0x77AB} << ' ' << Sign{0x0A} << ' ' << 16_A << ", " << to_string(16_A);
  CHECK(out.str() == "77AB 0A 16.00, 16.00");
}

TEST_CASE("commands: they stand in a switch", "[msg][face]") {
  const auto amps_of = [](msg::Command command) {
    switch (command) {
      case msg::Command::raise: return 2;
      case msg::Command::lower: return -2;
      case msg::Command::none:
      case msg::Command::set_initial_limit:
      case msg::Command::stop_ack:
      case msg::Command::set_limit: return 0;
    }
    return 99;
  };
  CHECK(amps_of(msg::Command::raise) == 2);
  CHECK(amps_of(msg::Command::lower) == -2);
  CHECK(amps_of(msg::Command::set_limit) == 0);
}

TEST_CASE("messages: they tell sender and receiver, where they name one", "[msg][face]") {
  const auto heartbeat = msg::decode("FB E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame);
  CHECK(msg::from(heartbeat) == TwcId{0x7777});
  CHECK(msg::to(heartbeat) == TwcId{0x2019});
  const auto announcement = msg::decode("FD E2 20 19 A8 0C 80 00 00 00 00 00 00 00 00 4F"_frame);
  CHECK(msg::from(announcement) == TwcId{0x2019});
  CHECK_FALSE(msg::to(announcement));
}

TEST_CASE("master settings: a unit is set by name, again and again, eight at most",
          "[node][face]") {
  node::MasterConfig config;
  CHECK(config.add({.id = TwcId{0x2019}, .most = 16_A}));
  CHECK(config.add({.id = TwcId{0x2019}, .most = 10_A}));
  CHECK(config.unit_count == 1);
  CHECK(config.units[0].most == 10_A);
  for (std::uint16_t id = 1; id <= 7; ++id) CHECK(config.add({.id = TwcId{id}}));
  CHECK_FALSE(config.add({.id = TwcId{0x3495}}));
  CHECK(config.add({.id = TwcId{7}, .priority = 1}));
  CHECK(config.unit_count == 8);
}

}  // namespace
}  // namespace twc::test
