#pragma once
/// Volts, amps and the energy counter, from firmware that has them.

#include <array>
#include <optional>

#include <twc/types.hpp>
#include <twc/wire/cursor.hpp>

namespace twc::msg {

/// FB EB: a master asks one slave for its meter. Protocol 2. Units with old firmware do not answer.
/// Confidence A.
///
///     FB EB | from | to | 00 ...
struct MeterRequest {
  static constexpr wire::Function function = wire::Function::meter_request;
  TwcId from{};
  TwcId to{};

  constexpr void decode(wire::Reader& in) {
    from = in.id();
    to = in.id();
  }
  constexpr void encode(wire::Writer& out) const { out.id(from).id(to); }
  friend constexpr bool operator==(const MeterRequest&, const MeterRequest&) = default;
};

/// A phase voltage in whole volts.
struct Volts {
  std::uint16_t value = 0;
  friend constexpr bool operator==(const Volts&, const Volts&) = default;
};

/// A phase current in steps of half an ampere, as the meter report has it.
struct HalfAmps {
  std::uint8_t steps = 0;
  [[nodiscard]] constexpr Centiamps current() const {
    constexpr unsigned hundredths_a_step = 50;
    return Centiamps{static_cast<std::uint16_t>(steps * hundredths_a_step)};
  }
  friend constexpr bool operator==(const HalfAmps&, const HalfAmps&) = default;
};

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
  std::optional<std::array<HalfAmps, 3>> amps;  ///< nothing where the frame is too short for them

  constexpr void decode(wire::Reader& in) {
    constexpr std::size_t shortest_with_amps = 3;
    from = in.id();
    energy_raw = in.u32();
    volts = {Volts{in.u16()}, Volts{in.u16()}, Volts{in.u16()}};
    amps.reset();
    if (in.left() >= shortest_with_amps) {
      amps = std::array{HalfAmps{in.u8()}, HalfAmps{in.u8()}, HalfAmps{in.u8()}};
    }
  }
  constexpr void encode(wire::Writer& out) const {
    out.id(from).u32(energy_raw);
    for (const Volts phase : volts) out.u16(phase.value);
    if (!amps) return;
    for (const HalfAmps phase : *amps) out.u8(phase.steps);
  }
  friend constexpr bool operator==(const Meter&, const Meter&) = default;
};

}  // namespace twc::msg
