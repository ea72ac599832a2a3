// SPDX-License-Identifier: MIT
#pragma once
/// The names of a unit and its car: serial number, firmware, VIN in three parts.

#include <algorithm>
#include <array>
#include <string_view>

#include <twc/msg/field.hpp>
#include <twc/types.hpp>

namespace twc::msg {

/// The characters of a fixed field, kept as they came. Blank memory reads as 00 or FF, and the text
/// ends there.
template <std::size_t Size>
class Text {
 public:
  constexpr Text() = default;
  explicit constexpr Text(const std::array<char, Size>& chars) : chars_{chars} {}
  /// The first `Size` characters of `text`; what is missing is 00.
  explicit constexpr Text(std::string_view text) {
    std::ranges::copy(text.substr(0, Size), chars_.begin());
  }

  [[nodiscard]] constexpr const std::array<char, Size>& chars() const { return chars_; }
  /// Up to the first blank. Not necessarily printable: it comes from a bus.
  [[nodiscard]] constexpr std::string_view view() const {
    constexpr auto is_blank = [](char c) { return c == '\0' || c == '\xFF'; };
    const auto end = std::ranges::find_if(chars_, is_blank);
    return {chars_.data(), static_cast<std::size_t>(end - chars_.begin())};
  }
  friend constexpr bool operator==(const Text&, const Text&) = default;
  friend constexpr void read(wire::Reader& in, Text& text) {
    for (char& character : text.chars_) character = static_cast<char>(in.u8());
  }
  friend constexpr void write(wire::Writer& out, const Text& text) { out.chars(text.chars_); }

 private:
  std::array<char, Size> chars_{};
};

using SerialNumber = Text<11>;

/// FB ED: a master asks one slave for its serial number. Protocol 2. Confidence A.
///
///     FB ED | from | to | 00 ...
struct SerialRequest {
  static constexpr wire::Function function = wire::Function::serial_request;
  TwcId from{};
  TwcId to{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &SerialRequest::from), Field("dst", &SerialRequest::to));
  friend constexpr bool operator==(const SerialRequest&, const SerialRequest&) = default;
};

/// FD ED: the serial number of the unit `from`, slave or master. Firmware 4.5.3 on. Confidence A.
///
///     FD ED | from | eleven characters | 00 00 00 00
struct Serial {
  static constexpr wire::Function function = wire::Function::serial;
  TwcId from{};
  SerialNumber number;

  static constexpr auto fields =
      std::make_tuple(Field("src", &Serial::from), Field("serial", &Serial::number).personal());
  friend constexpr bool operator==(const Serial&, const Serial&) = default;
};

/// FB EC: a master asks one slave for its firmware. Protocol 2. Confidence A.
///
///     FB EC | from | to | 00 ...
struct FirmwareRequest {
  static constexpr wire::Function function = wire::Function::firmware_request;
  TwcId from{};
  TwcId to{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &FirmwareRequest::from), Field("dst", &FirmwareRequest::to));
  friend constexpr bool operator==(const FirmwareRequest&, const FirmwareRequest&) = default;
};

/// FD EC: the firmware of the unit `from`. The bytes are binary: 04 05 0A 02 is 4.5.10.2.
/// Confidence A.
///
///     FD EC | from | four bytes | 00 ...
struct Firmware {
  static constexpr wire::Function function = wire::Function::firmware;
  TwcId from{};
  std::array<std::uint8_t, 4> version{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &Firmware::from), Field("version", &Firmware::version));
  friend constexpr bool operator==(const Firmware&, const Firmware&) = default;
};

/// A VIN comes in three parts of 7, 7 and 3 characters.
enum class VinPart : std::uint8_t { one = 1, two = 2, three = 3 };
[[nodiscard]] constexpr std::string_view to_string(VinPart part) {
  switch (part) {
    case VinPart::one: return "1";
    case VinPart::two: return "2";
    case VinPart::three: return "3";
  }
  return "unknown";
}

namespace detail {
/// The code of a part.
[[nodiscard]] constexpr wire::Function code_of(VinPart part,
                                               const std::array<wire::Function, 3>& codes) {
  return part == VinPart::one ? codes[0] : (part == VinPart::two ? codes[1] : codes[2]);
}
}  // namespace detail

/// FB EE, FB EF, FB F1: a master asks one slave for a part of the VIN of its car. Firmware 4.5.3
/// on. Confidence A.
///
///     FB EE | from | to | 00 ...
struct VinRequest {
  static constexpr std::array<wire::Function, 3> functions{
      wire::Function::vin_request_1, wire::Function::vin_request_2, wire::Function::vin_request_3};
  TwcId from{};
  TwcId to{};
  VinPart part = VinPart::one;

  [[nodiscard]] constexpr wire::Function function() const {
    return detail::code_of(part, functions);
  }

  static constexpr auto fields =
      std::make_tuple(Field("src", &VinRequest::from), Field("dst", &VinRequest::to),
                      Field("part", &VinRequest::part, "part").from_code());
  friend constexpr bool operator==(const VinRequest&, const VinRequest&) = default;
};

/// FD EE, FD EF, FD F1: a part of the VIN. Blank where no car tells: none is there, it is no Tesla,
/// or it cannot talk to the unit. unit/vin.hpp puts the parts together. Confidence A for the
/// layout; no capture with a VIN is public.
///
///     FD EE | from | seven characters (FD F1: three) | 00 ...
struct Vin {
  static constexpr std::array<wire::Function, 3> functions{
      wire::Function::vin_1, wire::Function::vin_2, wire::Function::vin_3};
  TwcId from{};
  VinPart part = VinPart::one;
  Text<7> text;

  [[nodiscard]] constexpr wire::Function function() const {
    return detail::code_of(part, functions);
  }

  static constexpr auto fields =
      std::make_tuple(Field("src", &Vin::from), Field("part", &Vin::part, "part").from_code(),
                      Field("text", &Vin::text).personal());
  friend constexpr bool operator==(const Vin&, const Vin&) = default;
};

}  // namespace twc::msg
