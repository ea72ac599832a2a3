#pragma once
/// The names of a unit and its car: serial number, firmware, VIN in three parts.

#include <algorithm>
#include <array>
#include <string_view>

#include <twc/types.hpp>
#include <twc/wire/cursor.hpp>

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

  constexpr void read(wire::Reader& in) {
    for (char& character : chars_) character = static_cast<char>(in.u8());
  }

  [[nodiscard]] constexpr const std::array<char, Size>& chars() const { return chars_; }
  /// Up to the first blank. Not necessarily printable: it comes from a bus.
  [[nodiscard]] constexpr std::string_view view() const {
    constexpr auto is_blank = [](char c) { return c == '\0' || c == '\xFF'; };
    const auto end = std::ranges::find_if(chars_, is_blank);
    return {chars_.data(), static_cast<std::size_t>(end - chars_.begin())};
  }
  friend constexpr bool operator==(const Text&, const Text&) = default;

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

  constexpr void decode(wire::Reader& in) {
    from = in.id();
    to = in.id();
  }
  constexpr void encode(wire::Writer& out) const { out.id(from).id(to); }
  friend constexpr bool operator==(const SerialRequest&, const SerialRequest&) = default;
};

/// FD ED: the serial number of the unit `from`, slave or master. Firmware 4.5.3 on. Confidence A.
///
///     FD ED | from | eleven characters | 00 00 00 00
struct Serial {
  static constexpr wire::Function function = wire::Function::serial;
  TwcId from{};
  SerialNumber number;

  constexpr void decode(wire::Reader& in) {
    from = in.id();
    number.read(in);
  }
  constexpr void encode(wire::Writer& out) const { out.id(from).chars(number.chars()); }
  friend constexpr bool operator==(const Serial&, const Serial&) = default;
};

/// FB EC: a master asks one slave for its firmware. Protocol 2. Confidence A.
///
///     FB EC | from | to | 00 ...
struct FirmwareRequest {
  static constexpr wire::Function function = wire::Function::firmware_request;
  TwcId from{};
  TwcId to{};

  constexpr void decode(wire::Reader& in) {
    from = in.id();
    to = in.id();
  }
  constexpr void encode(wire::Writer& out) const { out.id(from).id(to); }
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

  constexpr void decode(wire::Reader& in) {
    from = in.id();
    version = {in.u8(), in.u8(), in.u8(), in.u8()};
  }
  constexpr void encode(wire::Writer& out) const {
    out.id(from);
    for (const std::uint8_t part : version) out.u8(part);
  }
  friend constexpr bool operator==(const Firmware&, const Firmware&) = default;
};

/// A VIN comes in three parts of 7, 7 and 3 characters.
enum class VinPart : std::uint8_t { one = 1, two = 2, three = 3 };

/// FB EE, FB EF, FB F1: a master asks one slave for a part of the VIN of its car. Firmware 4.5.3
/// on. Confidence A.
///
///     FB EE | from | to | 00 ...
struct VinRequest {
  TwcId from{};
  TwcId to{};
  VinPart part = VinPart::one;

  [[nodiscard]] constexpr wire::Function function() const {
    using enum wire::Function;
    return part == VinPart::one ? vin_request_1
                                : (part == VinPart::two ? vin_request_2 : vin_request_3);
  }
  constexpr void decode(wire::Reader& in, VinPart which) {
    from = in.id();
    to = in.id();
    part = which;
  }
  constexpr void encode(wire::Writer& out) const { out.id(from).id(to); }
  friend constexpr bool operator==(const VinRequest&, const VinRequest&) = default;
};

/// FD EE, FD EF, FD F1: a part of the VIN. Blank where no car tells: none is there, it is no Tesla,
/// or it cannot talk to the unit. unit/vin.hpp puts the parts together. Confidence A for the
/// layout; no capture with a VIN is public.
///
///     FD EE | from | seven characters (FD F1: three) | 00 ...
struct Vin {
  TwcId from{};
  VinPart part = VinPart::one;
  Text<7> text;

  [[nodiscard]] constexpr wire::Function function() const {
    using enum wire::Function;
    return part == VinPart::one ? vin_1 : (part == VinPart::two ? vin_2 : vin_3);
  }
  constexpr void decode(wire::Reader& in, VinPart which) {
    from = in.id();
    part = which;
    text.read(in);
  }
  constexpr void encode(wire::Writer& out) const { out.id(from).chars(text.chars()); }
  friend constexpr bool operator==(const Vin&, const Vin&) = default;
};

}  // namespace twc::msg
