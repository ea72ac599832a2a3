// SPDX-License-Identifier: MIT
/// The old identification, against the layouts: its frames are known from programs.

#include <twc/msg/legacy.hpp>

#include "msg/both_ways.hpp"

namespace twc::test {
namespace {

TEST_CASE("legacy requests: both ways in both protocols", "[msg][legacy]") {
  // FB 19, 1A, 1B | padding                                                    made up
  check_both_ways(msg::LegacySerialRequest{}, "FB 19  00 00 00 00 00 00 00 00 00 00 00 00 00  19");
  check_both_ways(msg::LegacyModelRequest{}, "FB 1A  00 00 00 00 00 00 00 00 00 00 00 00 00  1A");
  check_both_ways(msg::LegacyFirmwareRequest{},
                  "FB 1B  00 00 00 00 00 00 00 00 00 00 00 00 00  1B");
  check_both_ways(msg::LegacySerialRequest{}, "FB 19  00 00 00 00 00 00 00 00 00 00 00  19");
}

TEST_CASE("legacy answers: both ways, 14 bytes without an id", "[msg][legacy]") {
  // FD 19 | eleven characters: zagor/wallconnector; the five digits that it masks made up to fit.
  check_both_ways(msg::LegacySerial{msg::SerialNumber{"A16K0012589"}},
                  "FD 19  41 31 36 4B 30 30 31 32 35 38 39  75");
  // FD 1A | eleven characters: the model that ukoda saw, in a frame that is made up.
  check_both_ways(msg::LegacyModel{msg::Text<11>{"EVW2T32HLC"}},
                  "FD 1A  45 56 57 32 54 33 32 48 4C 43 00  CE");
  // FD 1B | version | padding: made up.
  check_both_ways(
      msg::LegacyFirmware{
          {4, 5, 3}
  },
      "FD 1B  04 05 03  00 00 00 00 00 00 00 00  27");
}

TEST_CASE("legacy serial: the answer to a write is heard as it is", "[msg][legacy]") {
  // TMC 72830: a unit whose one-time memory somebody has written answers so.
  const auto message = msg::decode("FD 19  01 00 00 00 00 00 00 00 00 00 00  1A"_frame);
  CHECK(std::get<msg::LegacySerial>(message).number.chars().front() == '\x01');
}

}  // namespace
}  // namespace twc::test
