#pragma once
/// The old identification, 19, 1A and 1B: without ids, so that every unit that hears a question
/// answers at once. The questions differ from writes to one-time memory in the first byte only, and
/// that one no checksum protects: encoding them takes wire::HarmAccepted. Prefer identity.hpp.

#include <array>

#include <twc/msg/identity.hpp>
#include <twc/types.hpp>
#include <twc/wire/cursor.hpp>

namespace twc::msg {

/// FB 19: every unit, tell your serial number. Confidence A.
///
///     FB 19 | 00 ...
struct LegacySerialRequest {
  static constexpr wire::Function function = wire::Function::legacy_serial_request;

  constexpr void decode(wire::Reader& /*in*/) {}
  constexpr void encode(wire::Writer& /*out*/) const {}
  friend constexpr bool operator==(const LegacySerialRequest&,
                                   const LegacySerialRequest&) = default;
};

/// FD 19: a serial number, of nobody in particular. 14 bytes from both generations. Confidence A.
/// Beginning with 01 00 it is the answer to FC 19: somebody has written one-time memory.
///
///     FD 19 | eleven characters
struct LegacySerial {
  static constexpr wire::Function function = wire::Function::legacy_serial;
  SerialNumber number;

  constexpr void decode(wire::Reader& in) { number.read(in); }
  constexpr void encode(wire::Writer& out) const { out.chars(number.chars()); }
  friend constexpr bool operator==(const LegacySerial&, const LegacySerial&) = default;
};

/// FB 1A: every unit, tell your model. Confidence A.
///
///     FB 1A | 00 ...
struct LegacyModelRequest {
  static constexpr wire::Function function = wire::Function::legacy_model_request;

  constexpr void decode(wire::Reader& /*in*/) {}
  constexpr void encode(wire::Writer& /*out*/) const {}
  friend constexpr bool operator==(const LegacyModelRequest&, const LegacyModelRequest&) = default;
};

/// FD 1A: a model, such as EVWTS80HL or EVW2T32HLC. Confidence A.
///
///     FD 1A | eleven characters
struct LegacyModel {
  static constexpr wire::Function function = wire::Function::legacy_model;
  Text<11> model;

  constexpr void decode(wire::Reader& in) { model.read(in); }
  constexpr void encode(wire::Writer& out) const { out.chars(model.chars()); }
  friend constexpr bool operator==(const LegacyModel&, const LegacyModel&) = default;
};

/// FB 1B: every unit, tell your firmware. Confidence A.
///
///     FB 1B | 00 ...
struct LegacyFirmwareRequest {
  static constexpr wire::Function function = wire::Function::legacy_firmware_request;

  constexpr void decode(wire::Reader& /*in*/) {}
  constexpr void encode(wire::Writer& /*out*/) const {}
  friend constexpr bool operator==(const LegacyFirmwareRequest&,
                                   const LegacyFirmwareRequest&) = default;
};

/// FD 1B: a firmware version of three parts. Confidence A, but no raw frame is public.
///
///     FD 1B | three bytes | 00 ...
struct LegacyFirmware {
  static constexpr wire::Function function = wire::Function::legacy_firmware;
  std::array<std::uint8_t, 3> version{};

  constexpr void decode(wire::Reader& in) { version = {in.u8(), in.u8(), in.u8()}; }
  constexpr void encode(wire::Writer& out) const {
    for (const std::uint8_t part : version) out.u8(part);
  }
  friend constexpr bool operator==(const LegacyFirmware&, const LegacyFirmware&) = default;
};

}  // namespace twc::msg
