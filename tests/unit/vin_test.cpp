// SPDX-License-Identifier: MIT
/// VINs: the check digit, and putting parts together without mixing cars.

#include <twc/unit/vin.hpp>

#include "support/catch.hpp"

namespace twc::test {
namespace {

using msg::Text;
using msg::Vin;
using msg::VinPart;
using unit::VinAssembly;
using unit::VinState;

// Two well-known examples of check digits (X, and 1 from ones only); no car on a bus is public.
constexpr std::string_view car = "1M8GDM9AXKP042788";
constexpr std::string_view other_car = "11111111111111111";

Vin part(VinPart which, std::string_view text) {
  return {.from = TwcId{0x3495}, .part = which, .text = Text<7>{text}};
}

/// Part `which` of a whole VIN.
Vin part_of(std::string_view vin, VinPart which) {
  return part(which, vin.substr((static_cast<std::size_t>(which) - 1) * 7, 7));
}

VinAssembly after(std::initializer_list<Vin> parts) {
  VinAssembly assembly;
  for (const Vin& one : parts) assembly.hear(one);
  return assembly;
}

using enum VinPart;

TEST_CASE("VIN: the check digit is that of ISO 3779", "[unit][vin]") {
  CHECK(unit::vin_check_digit(car) == 'X');
  CHECK(unit::vin_check_digit(other_car) == '1');
  CHECK(unit::vin_check_digit("5GZCZ43D13S812715") == '1');
}

TEST_CASE("VIN: the check digit notices any other character but itself", "[unit][vin]") {
  std::size_t missed = 0;
  for (std::size_t at = 0; at < car.size(); ++at) {
    for (const char digit : std::string_view{"0123456789"}) {
      std::string vin{car};
      if (vin[at] == digit) continue;
      vin[at] = digit;
      const bool is_letter = car[at] > '9';
      // A letter may stand for the same number as the digit; a digit never for another one.
      if (unit::vin_check_digit(vin) == vin[8]) missed += is_letter ? 0U : 1U;
    }
  }
  CHECK(missed == 0);
}

TEST_CASE("VIN: has 17 characters, none of them I, O, Q or small", "[unit][vin]") {
  CHECK_FALSE(unit::vin_check_digit(""));
  CHECK_FALSE(unit::vin_check_digit(car.substr(1)));
  CHECK_FALSE(unit::vin_check_digit("1M8GDM9AXKP0427888"));
  for (const char wrong : {'I', 'O', 'Q', 'm', ' ', '-', '\0', '\xFF'}) {
    std::string vin{car};
    vin[1] = wrong;
    CAPTURE(wrong);
    CHECK_FALSE(unit::vin_check_digit(vin));
  }
}

TEST_CASE("VIN assembly: three parts make a VIN", "[unit][vin]") {
  VinAssembly assembly;
  CHECK(assembly.state() == VinState::unknown);
  CHECK(assembly.text().empty());
  CHECK(assembly.next() == one);
  assembly.hear(part_of(car, one));
  CHECK(assembly.state() == VinState::partial);
  CHECK(assembly.text() == car.substr(0, 7));
  CHECK(assembly.next() == two);
  assembly.hear(part_of(car, two));
  CHECK(assembly.state() == VinState::partial);
  CHECK(assembly.text() == car.substr(0, 14));
  CHECK(assembly.next() == three);
  assembly.hear(part_of(car, three));
  CHECK(assembly.state() == VinState::valid);
  CHECK(assembly.text() == car);
  CHECK(assembly.next() == one);
}

TEST_CASE("VIN assembly: hearing the same again changes nothing", "[unit][vin]") {
  VinAssembly assembly = after({part_of(car, one), part_of(car, two), part_of(car, three)});
  for (const VinPart which : {one, two, three, one, three, two}) {
    assembly.hear(part_of(car, which));
    CHECK(assembly.state() == VinState::valid);
  }
}

TEST_CASE("VIN assembly: blank parts mean that no car tells", "[unit][vin]") {
  CHECK(after({part(one, "")}).state() == VinState::none);
  CHECK(after({part(one, ""), part(two, ""), part(three, "")}).state() == VinState::none);
  CHECK(after({part(one, "")}).next() == one);
  CHECK(after({part(one, "\xFF\xFF\xFF\xFF\xFF\xFF\xFF")}).state() == VinState::none);
}

TEST_CASE("VIN assembly: a car that tells two parts only stays partial", "[unit][vin]") {
  const VinAssembly assembly = after({part_of(car, one), part_of(car, two), part(three, "")});
  CHECK(assembly.state() == VinState::partial);
  CHECK(assembly.text() == car.substr(0, 14));
}

TEST_CASE("VIN assembly: a part with a gap stays partial", "[unit][vin]") {
  const VinAssembly assembly = after({part(one, "1M8G"), part_of(car, two), part_of(car, three)});
  CHECK(assembly.state() == VinState::partial);
  CHECK(assembly.text() == "1M8G");
}

TEST_CASE("VIN assembly: begins with part one", "[unit][vin]") {
  // Heard from the middle on: the first two parts may be of a car that has left.
  VinAssembly assembly = after({part_of(other_car, two), part_of(other_car, three)});
  CHECK(assembly.state() == VinState::unknown);
  assembly.hear(part_of(car, one));
  CHECK(assembly.next() == two);
}

TEST_CASE("VIN assembly: another part one is another car", "[unit][vin]") {
  VinAssembly assembly = after({part_of(car, one), part_of(car, two), part_of(car, three)});
  assembly.hear(part_of(other_car, one));
  CHECK(assembly.state() == VinState::partial);
  CHECK(assembly.text() == other_car.substr(0, 7));
  assembly.hear(part_of(other_car, two));
  assembly.hear(part_of(other_car, three));
  CHECK(assembly.state() == VinState::valid);
  CHECK(assembly.text() == other_car);
}

TEST_CASE("VIN assembly: another part two or three is another car as well", "[unit][vin]") {
  for (const VinPart which : {two, three}) {
    VinAssembly assembly = after({part_of(car, one), part_of(car, two), part_of(car, three)});
    assembly.hear(part_of(other_car, which));
    CHECK(assembly.state() == VinState::unknown);
    CHECK(assembly.text().empty());
    CHECK(assembly.next() == one);
  }
}

TEST_CASE("VIN assembly: a car that leaves is gone at once", "[unit][vin]") {
  VinAssembly assembly = after({part_of(car, one), part_of(car, two), part_of(car, three)});
  assembly.hear(part(one, ""));
  CHECK(assembly.state() == VinState::none);
  CHECK(assembly.text().empty());
}

TEST_CASE("VIN assembly: a wrong check digit begins anew with part one", "[unit][vin]") {
  // The cars were swapped between the parts, or a byte was damaged unnoticed.
  VinAssembly assembly = after({part_of(car, one), part_of(car, two), part(three, "789")});
  CHECK(assembly.state() == VinState::bad_check_digit);
  CHECK(assembly.text().size() == 17);
  CHECK(assembly.next() == one);
  assembly.hear(part_of(car, one));
  CHECK(assembly.state() == VinState::partial);
  CHECK(assembly.next() == two);
  assembly.hear(part_of(car, two));
  assembly.hear(part_of(car, three));
  CHECK(assembly.state() == VinState::valid);
}

}  // namespace
}  // namespace twc::test
