// SPDX-License-Identifier: MIT
#include "fakeslave/unit_spec.hpp"

#include <array>
#include <charconv>
#include <stdexcept>
#include <string>

#include <fmt/format.h>

#include "common/cut.hpp"
#include "common/units.hpp"

namespace twc::tools {
namespace {

constexpr std::uint16_t eu_volts = 230;
constexpr std::uint16_t us_volts = 240;

bool is_alphanumeric(std::string_view text) {
  return text.find_first_not_of("0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ") == std::string_view::npos;
}

template <std::size_t Size>
msg::Text<Size> parse_text(std::string_view text, std::string_view what) {
  if (text.size() == Size && is_alphanumeric(text)) return msg::Text<Size>{text};
  throw std::invalid_argument{
      fmt::format("expected {}: {} digits and capital letters; got '{}'", what, Size, text)};
}

Protocol parse_protocol(std::string_view text) {
  if (text == "1") return Protocol::one;
  if (text == "2") return Protocol::two;
  throw std::invalid_argument{fmt::format("expected proto=1 or proto=2; got '{}'", text)};
}

std::array<msg::Volts, 3> parse_phases(std::string_view text) {
  using msg::Volts;
  if (text == "1") return {Volts{us_volts}, {}, {}};
  if (text == "2") return {Volts{eu_volts}, Volts{eu_volts}, {}};
  if (text == "3") return {Volts{eu_volts}, Volts{eu_volts}, Volts{eu_volts}};
  throw std::invalid_argument{fmt::format("expected phases=1, 2 or 3; got '{}'", text)};
}

std::array<std::uint8_t, 4> parse_firmware(std::string_view text) {
  std::array<std::uint8_t, 4> version{};
  std::string_view rest = text;
  std::size_t parts = 0;
  for (; parts < version.size() && !rest.empty(); ++parts) {
    const auto part = take_until(rest, '.');
    const auto [end, error] = std::from_chars(part.begin(), part.end(), version.at(parts));
    if (error != std::errc{} || end != part.end()) parts = version.size();
  }
  if ((parts == 3 || parts == 4) && rest.empty()) return version;
  throw std::invalid_argument{
      fmt::format("expected a version such as fw=4.5.3 or fw=4.5.10.2; got '{}'", text)};
}

/// The number that stands in a unit of this id. Only ids that are all decimal digits follow from a
/// number.
msg::SerialNumber serial_of(TwcId id) {
  return msg::SerialNumber{fmt::format("A17A000{:04X}", static_cast<std::uint16_t>(id))};
}

/// False for a key that is none of the unit's.
bool read_unit(std::string_view key, std::string_view value, UnitSpec& spec) {
  node::SlaveConfig& slave = spec.slave;
  if (key == "max") {
    slave.rating = parse_unit_amps(value);
  } else if (key == "proto") {
    slave.protocol = parse_protocol(value);
  } else if (key == "phases") {
    slave.volts = parse_phases(value);
  } else if (key == "fw") {
    slave.firmware = parse_firmware(value);
  } else if (key == "serial") {
    slave.serial = parse_text<11>(value, "a serial number");
  } else if (key == "sign") {
    spec.sign = parse_sign(value);
  } else if (key == "car" && (value == "yes" || value == "no")) {
    spec.is_plugged = value == "yes";
  } else {
    return false;
  }
  return true;
}

}  // namespace

bool read_car(std::string_view key, std::string_view value, sim::CarConfig& car) {
  if (key == "want") {
    car.wants = parse_amps(value);
  } else if (key == "onboard") {
    car.on_board = parse_amps(value);
  } else if (key == "ah") {
    car.ampere_hours = parse_count(value);
  } else if (key == "vin") {
    car.vin = parse_text<17>(value, "a VIN").view();
  } else {
    return false;
  }
  return true;
}

UnitSpec parse_unit_spec(std::string_view text) {
  UnitSpec spec;
  spec.slave.id = parse_id(take_until(text, ':'));
  spec.slave.serial = serial_of(spec.slave.id);
  spec.car.vin = sim::vin_of(static_cast<std::uint16_t>(spec.slave.id));
  while (!text.empty()) {
    auto value = take_until(text, ',');
    const auto key = take_until(value, '=');
    if (read_unit(key, value, spec) || read_car(key, value, spec.car)) continue;
    throw std::invalid_argument{fmt::format(
        "expected ID:max=A,proto=1|2,phases=N,fw=V,serial=S,sign=HEX,car=yes|no,want=A,onboard=A,"
        "ah=N,vin=V, each of them optional; got '{}'",
        key)};
  }
  return spec;
}

UnitSpec default_unit(unsigned number) {
  constexpr unsigned first = 3495;
  return parse_unit_spec(fmt::format("{}", first + number));
}

}  // namespace twc::tools
