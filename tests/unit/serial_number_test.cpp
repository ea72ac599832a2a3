// SPDX-License-Identifier: MIT
/// Addresses from serial numbers, by every example that is public.

#include <twc/unit/serial_number.hpp>

#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using msg::SerialNumber;
using unit::expected_id;
using unit::is_factory_id;
using unit::protocol1_id;
using unit::protocol2_id;

/// A serial number whose last three characters are `a`, `b`, `c`.
SerialNumber ending(char a, char b, char c) {
  return SerialNumber{
      std::array{'A', '1', '6', 'G', '0', '0', '0', '1', a, b, c}
  };
}

TEST_CASE("serial number: Protocol 2 takes the last four digits as they are read",
          "[unit][serial]") {
  // ukoda/TWCProtocolMonitor heard these two with their addresses.
  CHECK(protocol2_id(SerialNumber{"A17A0003495"}) == TwcId{0x3495});
  CHECK(protocol2_id(SerialNumber{"A18G0017973"}) == TwcId{0x7973});
  // TMC 72830: the memory of two units.
  CHECK(protocol2_id(SerialNumber{"A17I0039399"}) == TwcId{0x9399});
  CHECK(protocol2_id(SerialNumber{"A17I0039393"}) == TwcId{0x9393});
}

TEST_CASE("serial number: Protocol 2 knows no address without four digits", "[unit][serial]") {
  for (const auto* const text : {"A17A000349", "A17A000349A", "A17A000:495", "A17A000/495", ""}) {
    CAPTURE(text);
    CHECK_FALSE(protocol2_id(SerialNumber{text}));
  }
  CHECK_FALSE(protocol2_id(SerialNumber{
      std::array{'A', '1', '7', 'A', '0', '0', '0', '3', '4', '9', '\xFF'}
  }));
}

TEST_CASE("serial number: Protocol 1 counts the last three characters", "[unit][serial]") {
  // TMC 72830: A16G0001814 advertised 032E, and after its memory was written over EB30, later EACC.
  CHECK(protocol1_id(SerialNumber{"A16G0001814"}) == TwcId{0x032E});
  CHECK(protocol1_id(ending('\0', '\0', '\0')) == TwcId{0xEB30});
  CHECK(protocol1_id(ending('\xFF', '\0', '\0')) == TwcId{0xEACC});
  CHECK(protocol1_id(ending('0', '0', '0')) == TwcId{0x0000});
  CHECK(protocol1_id(ending('9', '9', '9')) == TwcId{0x03E7});
}

TEST_CASE("serial number: its letter is a fortnight, and it tells the protocol", "[unit][serial]") {
  using unit::made_in;
  using unit::MadeIn;
  CHECK(made_in(SerialNumber{"A17A0003495"}) == MadeIn{.year = 2017, .fortnight = 0});
  CHECK(made_in(SerialNumber{"A17I0039399"}) == MadeIn{.year = 2017, .fortnight = 8});
  CHECK(made_in(SerialNumber{"A16G0001814"}) == MadeIn{.year = 2016, .fortnight = 6});
  CHECK(made_in(SerialNumber{"A18Z0000000"}) == MadeIn{.year = 2018, .fortnight = 25});
  for (const auto* const text :
       {"", "A17I003939", "A17I003939A", "A1730039399", "117I0039399", "a17i0039399"}) {
    CAPTURE(text);
    CHECK_FALSE(made_in(SerialNumber{text}));
  }
  // TMC 72830 and ukoda/TWCProtocolMonitor: units whose protocol is known.
  const auto protocol = [](const char* text) {
    return unit::probable_protocol(made_in(SerialNumber{text}).value());
  };
  CHECK(protocol("A16G0001814") == Protocol::one);
  CHECK(protocol("A17A0003495") == Protocol::two);
  CHECK(protocol("A17I0039399") == Protocol::two);
  CHECK(protocol("A18G0017973") == Protocol::two);
}

TEST_CASE("serial number: the expected address is that of the protocol", "[unit][serial]") {
  const SerialNumber serial{"A16G0001814"};
  CHECK(expected_id(serial, Protocol::one) == TwcId{0x032E});
  CHECK(expected_id(serial, Protocol::two) == TwcId{0x1814});
  CHECK_FALSE(expected_id(ending('\0', '\0', '\0'), Protocol::two));
}

TEST_CASE("serial number: a sound unit has an address that its number can give", "[unit][serial]") {
  // Heard: Protocol 2, then Protocol 1.
  for (const unsigned id : {0x3495U, 0x7973U, 0x2019U, 0x4085U, 0x8725U, 0x9999U, 0x035DU, 0x022CU,
                            0x02BBU, 0x01B6U, 0x03E7U, 0x0000U}) {
    CAPTURE(id);
    CHECK(is_factory_id(static_cast<TwcId>(id)));
  }
  for (const unsigned id :
       {0xEB30U, 0xEACCU, 0x03EAU, 0x349AU, 0xA495U, 0x3A95U, 0x34A5U, 0xF00DU, 0xFFFFU}) {
    CAPTURE(id);
    CHECK_FALSE(is_factory_id(static_cast<TwcId>(id)));
  }
}

TEST_CASE("serial number: every number of a factory gives a factory address", "[unit][serial]") {
  for (int number = 0; number <= 9999; ++number) {
    const std::string digits = std::to_string(10'000 + number).substr(1);
    const SerialNumber serial{"A17A000" + digits};
    CAPTURE(digits);
    CHECK(is_factory_id(protocol1_id(serial)));
    CHECK(is_factory_id(protocol2_id(serial).value()));
  }
}

}  // namespace
}  // namespace twc::test
