// SPDX-License-Identifier: MIT
#pragma once
/// Volts, amps and the energy counter, from firmware that has them.

#include <array>
#include <optional>

#include <twc/msg/field.hpp>
#include <twc/types.hpp>

namespace twc::msg {

/// FB EB: a master asks one slave for its meter. Protocol 2. Units with old firmware do not answer.
/// Confidence A.
///
///     FB EB | from | to | 00 ...
struct MeterRequest {
  static constexpr wire::Function function = wire::Function::meter_request;
  TwcId from{};
  TwcId to{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &MeterRequest::from), Field("dst", &MeterRequest::to));
  friend constexpr bool operator==(const MeterRequest&, const MeterRequest&) = default;
};

/// A phase voltage in whole volts.
struct Volts {
  std::uint16_t value = 0;
  friend constexpr bool operator==(const Volts&, const Volts&) = default;
};
constexpr void read(wire::Reader& in, Volts& phase) {
  phase.value = in.u16();
}
constexpr void write(wire::Writer& out, Volts phase) {
  out.u16(phase.value);
}

/// A phase current in steps of half an ampere, as the meter report has it.
struct HalfAmps {
  std::uint8_t steps = 0;
  [[nodiscard]] constexpr Centiamps current() const {
    constexpr unsigned hundredths_a_step = 50;
    return Centiamps{static_cast<std::uint16_t>(steps * hundredths_a_step)};
  }
  friend constexpr bool operator==(const HalfAmps&, const HalfAmps&) = default;
};
constexpr void read(wire::Reader& in, HalfAmps& phase) {
  phase.steps = in.u8();
}
constexpr void write(wire::Writer& out, HalfAmps phase) {
  out.u8(phase.steps);
}

/// The currents of three phases; nothing where the frame is too short for them.
using MeterAmps = std::optional<std::array<HalfAmps, 3>>;
constexpr void read(wire::Reader& in, MeterAmps& amps) {
  amps.reset();
  if (in.left() >= 3) detail::read(in, amps.emplace());
}
constexpr void write(wire::Writer& out, const MeterAmps& amps) {
  if (amps) detail::write(out, *amps);
}

/// FD EB: the meter of the unit `from`: a slave that was asked, or a master about itself, unasked.
/// 20 bytes from firmware 4.5.3 on; before that 16 bytes and no currents. US split phase fills the
/// first voltage only (line to line), three phases are to neutral. Confidence A; of the currents B:
/// four programs agree on the half amps, no capture with current flowing is public.
///
///     FD EB | from | energy (32 bit) | volts 1 | volts 2 | volts 3 | amps 1, 2, 3 | 00 ...
struct Meter {
  static constexpr wire::Function function = wire::Function::meter;
  TwcId from{};
  std::uint32_t energy_raw = 0;  ///< kWh on most units, Wh on some: unit/energy.hpp guesses
  std::array<Volts, 3> volts{};
  MeterAmps amps;

  static constexpr auto fields =
      std::make_tuple(Field("src", &Meter::from), Field("energy_raw", &Meter::energy_raw, "energy"),
                      Field("voltage_v", &Meter::volts), Field("current_a", &Meter::amps));
  friend constexpr bool operator==(const Meter&, const Meter&) = default;
};

}  // namespace twc::msg
