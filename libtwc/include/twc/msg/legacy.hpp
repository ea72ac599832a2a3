// SPDX-License-Identifier: MIT
#pragma once
/// The old identification, 19, 1A and 1B: without ids, so that every unit that hears a question
/// answers at once. The questions differ from writes to one-time memory in the first byte only, and
/// that one no checksum protects: encoding them takes wire::HarmAccepted. Prefer identity.hpp.

#include <array>

#include <twc/msg/field.hpp>
#include <twc/msg/identity.hpp>
#include <twc/types.hpp>

namespace twc::msg {

/// FB 19: every unit, tell your serial number. Confidence A.
///
///     FB 19 | 00 ...
struct LegacySerialRequest {
  static constexpr wire::Function function = wire::Function::legacy_serial_request;

  static constexpr std::tuple<> fields{};
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

  /// Whether a unit says that it has just written its one-time memory.
  [[nodiscard]] constexpr bool confirms_a_write() const {
    return number.chars()[0] == '\x01' && number.chars()[1] == '\0';
  }

  static constexpr auto fields = std::make_tuple(Field("serial", &LegacySerial::number).personal());
  friend constexpr bool operator==(const LegacySerial&, const LegacySerial&) = default;
};

/// FB 1A: every unit, tell your model. Confidence A.
///
///     FB 1A | 00 ...
struct LegacyModelRequest {
  static constexpr wire::Function function = wire::Function::legacy_model_request;

  static constexpr std::tuple<> fields{};
  friend constexpr bool operator==(const LegacyModelRequest&, const LegacyModelRequest&) = default;
};

/// FD 1A: a model, such as EVWTS80HL or EVW2T32HLC. Confidence A.
///
///     FD 1A | eleven characters
struct LegacyModel {
  static constexpr wire::Function function = wire::Function::legacy_model;
  Text<11> model;

  static constexpr auto fields = std::make_tuple(Field("model", &LegacyModel::model).open());
  friend constexpr bool operator==(const LegacyModel&, const LegacyModel&) = default;
};

/// FB 1B: every unit, tell your firmware. Confidence A.
///
///     FB 1B | 00 ...
struct LegacyFirmwareRequest {
  static constexpr wire::Function function = wire::Function::legacy_firmware_request;

  static constexpr std::tuple<> fields{};
  friend constexpr bool operator==(const LegacyFirmwareRequest&,
                                   const LegacyFirmwareRequest&) = default;
};

/// FD 1B: a firmware version of three parts. Confidence A, but no raw frame is public.
///
///     FD 1B | three bytes | 00 ...
struct LegacyFirmware {
  static constexpr wire::Function function = wire::Function::legacy_firmware;
  std::array<std::uint8_t, 3> version{};

  static constexpr auto fields = std::make_tuple(Field("version", &LegacyFirmware::version));
  friend constexpr bool operator==(const LegacyFirmware&, const LegacyFirmware&) = default;
};

}  // namespace twc::msg
