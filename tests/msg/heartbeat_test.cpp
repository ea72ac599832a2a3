// SPDX-License-Identifier: MIT
/// Heartbeats, against bytes that were heard; and which commands exist.

#include <twc/msg/heartbeat.hpp>

#include "msg/both_ways.hpp"

namespace twc::test {
namespace {

using msg::ChargeState;
using msg::Command;
using msg::ErrorBits;
using msg::MasterError;
using msg::MasterHeartbeat;
using msg::MasterPlug;
using msg::SlaveHeartbeat;
using msg::UnlistedCommand;

TEST_CASE("master heartbeat: both ways", "[msg][heartbeat]") {
  // FB E0 | from | to | command | limit | plug | padding
  check_both_ways(MasterHeartbeat{.from = TwcId{0x7973}, .to = TwcId{0x3495}},
                  "FB E0  79 73  34 95  00  00 00  00  00 00 00 00 00  95");  // ukoda, real master
  check_both_ways(  // a program; ngardiner/TWCManager#473
      MasterHeartbeat{
          .from = TwcId{0x7777}, .to = TwcId{0x4085}, .command = Command::set_limit, .limit = 32_A},
      "FB E0  77 77  40 85  09  0C 80  00  00 00 00 00 00  28");
  check_both_ways(  // a program; ngardiner/TWCManager#395
      MasterHeartbeat{.from = TwcId{0x7777},
                      .to = TwcId{0x022C},
                      .command = Command::set_initial_limit,
                      .limit = 22_A},
      "FB E0  77 77  02 2C  05  08 98  00  00 00 00 00 00  A1");
  check_both_ways(  // made up: the Protocol 1 form
      MasterHeartbeat{.from = TwcId{0x7777},
                      .to = TwcId{0x032E},
                      .command = Command::set_initial_limit,
                      .limit = 40_A},
      "FB E0  77 77  03 2E  05  0F A0  00  00 00 00  B3");
  check_both_ways(  // the data is what a real Protocol 1 master sent (dracoventions); ids made up
      MasterHeartbeat{.from = TwcId{0x7777},
                      .to = TwcId{0x032E},
                      .command = Command::set_initial_limit,
                      .limit = 20_A,
                      .plug = MasterPlug::in},
      "FB E0  77 77  03 2E  05  07 D0  01  00 00 00  DC");
}

TEST_CASE("master error: both ways", "[msg][heartbeat]") {
  // The data is what a real Protocol 2 master sent (ngardiner/TWCManager#298): bits 01 and 04.
  // FB E0 | from | to | 02 | bits | 00 | plug | padding
  check_both_ways(MasterError{.from = TwcId{0x7777},
                              .to = TwcId{0x3495},
                              .bits = ErrorBits{0x05},
                              .second = 0,
                              .plug = MasterPlug::out},
                  "FB E0  77 77  34 95  02  05  00  00  00 00 00 00 00  9E");
  check_both_ways(MasterError{.from = TwcId{0x7777},
                              .to = TwcId{0x3495},
                              .bits = ErrorBits::differing_rating,
                              .second = 0,
                              .plug = MasterPlug::out},
                  "FB E0  77 77  34 95  02  04  00  00  00 00 00 00 00  9D");
}

TEST_CASE("master heartbeat: a command that nobody has explained keeps its bytes",
          "[msg][heartbeat]") {
  const wire::Frame frame = "FB E0  77 77  34 95  03  12 34  01  00 00 00 00 00  E1"_frame;
  CHECK(msg::decode(frame) == msg::Message{
                                  UnlistedCommand{.from = TwcId{0x7777},
                                                  .to = TwcId{0x3495},
                                                  .command = 0x03,
                                                  .argument = 0x1234,
                                                  .plug = MasterPlug::in}
  });
}

TEST_CASE("slave heartbeat: both ways", "[msg][heartbeat]") {
  // FD E0 | from | to | state | limit | drawn | padding
  check_both_ways(  // ngardiner/TWCManager#453
      SlaveHeartbeat{.from = TwcId{0x2019},
                     .to = TwcId{0x7777},
                     .state = ChargeState::starting,
                     .limit = 6_A,
                     .drawn = Centiamps{528}},
      "FD E0  20 19  77 77  08  02 58  02 10  00 00 00 00  7B");
  check_both_ways(  // ngardiner/TWCManager#186
      SlaveHeartbeat{.from = TwcId{0x2433},
                     .to = TwcId{0x7777},
                     .state = ChargeState::do_not_charge,
                     .limit = 6_A,
                     .drawn = 0_A},
      "FD E0  24 33  77 77  03  02 58  00 00  00 00 00 00  82");
  check_both_ways(  // evcc
      SlaveHeartbeat{.from = TwcId{0x6617},
                     .to = TwcId{0x7777},
                     .state = ChargeState::set_limit_ack,
                     .limit = 16_A,
                     .drawn = 0_A},
      "FD E0  66 17  77 77  09  06 40  00 00  00 00 00 00  9A");
}

TEST_CASE("slave heartbeat: both ways in Protocol 1", "[msg][heartbeat]") {
  // FD E0 | from | to | state | limit | drawn | padding
  check_both_ways(  // ngardiner/TWCManager#395: it draws 16.86 A in the error state
      SlaveHeartbeat{.from = TwcId{0x022C},
                     .to = TwcId{0x7777},
                     .state = ChargeState::error,
                     .limit = 0_A,
                     .drawn = Centiamps{1686}},
      "FD E0  02 2C  77 77  02  00 00  06 96  00 00  9A");
  check_both_ways(  // a MicroPython controller
      SlaveHeartbeat{.from = TwcId{0x022D},
                     .to = TwcId{0x7777},
                     .state = ChargeState::charging,
                     .limit = 8_A,
                     .drawn = Centiamps{731}},
      "FD E0  02 2D  77 77  01  03 20  02 DB  00 00  FE");
}

TEST_CASE("slave heartbeat: a state beyond the known ones is kept", "[msg][heartbeat]") {
  check_both_ways(SlaveHeartbeat{.from = TwcId{0x2433},
                                 .to = TwcId{0x7777},
                                 .state = ChargeState{0x0F},
                                 .limit = Centiamps{0xFFFF},
                                 .drawn = Centiamps{0xFFFF}},
                  "FD E0  24 33  77 77  0F  FF FF  FF FF  00 00 00 00  30");
}

TEST_CASE("command: only those that masters are known to send exist", "[msg][heartbeat]") {
  for (unsigned byte = 0; byte <= 0xFF; ++byte) {
    CAPTURE(byte);
    const auto command = Command::of(static_cast<std::uint8_t>(byte));
    CHECK(command.has_value() == (byte == 0 || (byte >= 5 && byte <= 9)));
    if (!command) continue;
    CHECK(command->value() == byte);
    CHECK(command->has_limit() == (byte == 5 || byte == 8 || byte == 9));
  }
  CHECK(Command{} == Command::none);
  CHECK_FALSE(Command::raise == Command::lower);
}

}  // namespace
}  // namespace twc::test
