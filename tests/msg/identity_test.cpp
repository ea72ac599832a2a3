// SPDX-License-Identifier: MIT
/// Serial number, firmware and VIN parts, against bytes that were heard.

#include <twc/msg/identity.hpp>

#include "msg/both_ways.hpp"

namespace twc::test {
namespace {

using msg::Firmware;
using msg::FirmwareRequest;
using msg::Serial;
using msg::SerialNumber;
using msg::SerialRequest;
using msg::Text;
using msg::Vin;
using msg::VinPart;
using msg::VinRequest;

TEST_CASE("serial number: both ways", "[msg][identity]") {
  // FB ED | from | to | padding                                                ukoda, real master
  check_both_ways(SerialRequest{.from = TwcId{0x7973}, .to = TwcId{0x3495}},
                  "FB ED  79 73  34 95  00 00 00 00 00 00 00 00 00  A2");
  // FD ED | from | eleven characters | padding                                 ukoda, both units
  check_both_ways(Serial{.from = TwcId{0x3495}, .number = SerialNumber{"A17A0003495"}},
                  "FD ED  34 95  41 31 37 41 30 30 30 33 34 39 35  00 00 00 00  05");
  check_both_ways(Serial{.from = TwcId{0x7973}, .number = SerialNumber{"A18G0017973"}},
                  "FD ED  79 73  41 31 38 47 30 30 31 37 39 37 33  00 00 00 00  35");
}

TEST_CASE("firmware: both ways, its bytes are binary", "[msg][identity]") {
  // FB EC | from | to | padding                                                ukoda, real master
  check_both_ways(FirmwareRequest{.from = TwcId{0x7973}, .to = TwcId{0x3495}},
                  "FB EC  79 73  34 95  00 00 00 00 00 00 00 00 00  A1");
  // FD EC | from | version | padding                                           ukoda, real slave
  check_both_ways(
      Firmware{
          .from = TwcId{0x3495},
            .version = { 4, 5, 10, 2}
  },
      "FD EC  34 95  04 05 0A 02  00 00 00 00 00 00 00  CA");
}

TEST_CASE("VIN: both ways where no car tells", "[msg][identity]") {
  // FB EE, EF, F1 | from | to | padding                                        ukoda, real master
  check_both_ways(VinRequest{.from = TwcId{0x7973}, .to = TwcId{0x3495}, .part = VinPart::one},
                  "FB EE  79 73  34 95  00 00 00 00 00 00 00 00 00  A3");
  check_both_ways(VinRequest{.from = TwcId{0x7973}, .to = TwcId{0x3495}, .part = VinPart::two},
                  "FB EF  79 73  34 95  00 00 00 00 00 00 00 00 00  A4");
  check_both_ways(VinRequest{.from = TwcId{0x7973}, .to = TwcId{0x3495}, .part = VinPart::three},
                  "FB F1  79 73  34 95  00 00 00 00 00 00 00 00 00  A6");
  // FD EE, EF, F1 | from | characters | padding                                ukoda, real slave
  check_both_ways(Vin{.from = TwcId{0x3495}, .part = VinPart::one, .text = {}},
                  "FD EE  34 95  00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  B7");
  check_both_ways(Vin{.from = TwcId{0x3495}, .part = VinPart::two, .text = {}},
                  "FD EF  34 95  00 00 00 00 00 00 00  00 00 00 00 00 00 00 00  B8");
  check_both_ways(Vin{.from = TwcId{0x3495}, .part = VinPart::three, .text = {}},
                  "FD F1  34 95  00 00 00  00 00 00 00 00 00 00 00 00 00 00 00  BA");
}

TEST_CASE("VIN: both ways with characters", "[msg][identity]") {
  // Made up: no VIN on a bus is public.
  check_both_ways(Vin{.from = TwcId{0x3495}, .part = VinPart::one, .text = Text<7>{"5YJ3E1E"}},
                  "FD EE  34 95  35 59 4A 33 45 31 45  00 00 00 00 00 00 00 00  7D");
  check_both_ways(Vin{.from = TwcId{0x3495}, .part = VinPart::three, .text = Text<7>{"316"}},
                  "FD F1  34 95  33 31 36  00 00 00 00 00 00 00 00 00 00 00 00  54");
}

TEST_CASE("text: ends at the first blank, 00 or FF", "[msg][identity]") {
  CHECK(Text<4>{"AB"}.view() == "AB");
  CHECK(Text<4>{"ABCDE"}.view() == "ABCD");
  CHECK(Text<4>{
            std::array{'A', '\xFF', 'C', 'D'}
  }
            .view() == "A");
  CHECK(Text<4>{
      std::array{'\0', 'B', 'C', 'D'}
  }
            .view()
            .empty());
  CHECK(Text<4>{}.view().empty());
}

TEST_CASE("text: keeps what stands behind a blank", "[msg][identity]") {
  const std::array chars{'A', '\0', 'C', '\xFF'};
  CHECK(Text<4>{chars}.chars() == chars);
  CHECK_FALSE(Text<4>{chars} == Text<4>{"A"});
}

}  // namespace
}  // namespace twc::test
