#pragma once
/// Works out the bus address that follows from a serial number, and knows the addresses that no
/// unit has.

#include <optional>

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
