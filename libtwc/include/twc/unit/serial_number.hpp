// SPDX-License-Identifier: MIT
#pragma once
/// Works out the bus address, the date and the probable protocol that follow from a serial number,
/// and knows the addresses that no unit has.

#include <algorithm>
#include <optional>
#include <string_view>

#include <twc/msg/identity.hpp>
#include <twc/types.hpp>

namespace twc::unit {

/// Protocol 1: the last three characters as a decimal number. The unit reckons with whatever stands
/// there, signed characters and 16 bits, so that damaged memory gives an address too: three NUL
/// give EB30.
[[nodiscard]] constexpr TwcId protocol1_id(const msg::SerialNumber& serial) {
  unsigned id = 0;
  for (std::size_t at = 8; at < 11; ++at) {
    const auto character = static_cast<signed char>(serial.chars()[at]);
    id = 10 * id + static_cast<unsigned>(character - '0');
  }
  return TwcId{static_cast<std::uint16_t>(id)};
}

/// Protocol 2: the last four decimal digits, each as four bits: A17A0003495 is 3495. Nothing where
/// they are no digits: what a unit does then is not known.
[[nodiscard]] constexpr std::optional<TwcId> protocol2_id(const msg::SerialNumber& serial) {
  unsigned id = 0;
  for (std::size_t at = 7; at < 11; ++at) {
    const char character = serial.chars()[at];
    if (character < '0' || character > '9') return std::nullopt;
    id = (id << 4U) | static_cast<unsigned>(character - '0');
  }
  return TwcId{static_cast<std::uint16_t>(id)};
}

[[nodiscard]] constexpr std::optional<TwcId> expected_id(const msg::SerialNumber& serial,
                                                         Protocol protocol) {
  return protocol == Protocol::one ? protocol1_id(serial) : protocol2_id(serial);
}

/// Whether `text` is like A17I0039399: a letter, two digits for the year, a letter for the
/// fortnight, seven digits.
[[nodiscard]] constexpr bool has_serial_form(std::string_view text) {
  constexpr std::string_view form = "L00L0000000";
  return std::ranges::equal(text, form, [](char character, char kind) {
    const bool is_letter = character >= 'A' && character <= 'Z';
    const bool is_digit = character >= '0' && character <= '9';
    return kind == 'L' ? is_letter : is_digit;
  });
}

/// When a unit was made, as far as its serial number tells.
struct MadeIn {
  unsigned year = 0;       ///< such as 2017
  unsigned fortnight = 0;  ///< 0 is 1 to 14 January, 25 the last one
  friend constexpr bool operator==(const MadeIn&, const MadeIn&) = default;
};

/// Nothing if `serial` does not have the form of a serial number.
[[nodiscard]] constexpr std::optional<MadeIn> made_in(const msg::SerialNumber& serial) {
  const std::string_view text = serial.view();
  if (!has_serial_form(text)) return std::nullopt;
  constexpr unsigned century = 2000;
  const auto digit = [text](std::size_t at) { return static_cast<unsigned>(text[at] - '0'); };
  return MadeIn{.year = century + 10 * digit(1) + digit(2),
                .fortnight = static_cast<unsigned>(text[3] - 'A')};
}

/// The protocol of a unit that was made then. It changed about the turn of the year: the earliest
/// unit that was heard to speak Protocol 2 is of January 2017.
[[nodiscard]] constexpr Protocol probable_protocol(MadeIn made) {
  constexpr unsigned first_year_of_two = 2017;
  return made.year < first_year_of_two ? Protocol::one : Protocol::two;
}

/// Whether a unit with sound memory can have this address from its serial number: 000 to 999 in
/// Protocol 1, four decimal digits in Protocol 2. A controller does well to choose another one.
[[nodiscard]] constexpr bool is_factory_id(TwcId id) {
  const auto value = static_cast<unsigned>(id);
  if (value <= 999) return true;
  for (unsigned shift = 0; shift < 16; shift += 4) {
    if (((value >> shift) & 0xFU) > 9) return false;
  }
  return true;
}

}  // namespace twc::unit
