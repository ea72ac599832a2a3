// SPDX-License-Identifier: MIT
#pragma once
/// The plug and the contactor: their state, and closing and opening by command.

#include <string_view>

#include <twc/msg/field.hpp>
#include <twc/types.hpp>

namespace twc::msg {

/// FB B4: a master asks one slave whether a car is plugged in. Protocol 2. Confidence B.
///
///     FB B4 | from | to | 00 ...
struct PlugStateRequest {
  static constexpr wire::Function function = wire::Function::plug_state_request;
  TwcId from{};
  TwcId to{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &PlugStateRequest::from), Field("dst", &PlugStateRequest::to));
  friend constexpr bool operator==(const PlugStateRequest&, const PlugStateRequest&) = default;
};

/// Values beyond these are kept as they are.
enum class Plug : std::uint8_t { unplugged = 0, charging = 1, unknown = 2, plugged = 3 };
[[nodiscard]] constexpr std::string_view to_string(Plug plug) {
  switch (plug) {
    case Plug::unplugged: return "unplugged";
    case Plug::charging: return "charging";
    case Plug::unknown: return "unknown";
    case Plug::plugged: return "plugged";
  }
  return "unknown";
}

/// FD B4: the plug state of the unit `from`. Confidence B: read from programs, no frame is public.
///
///     FD B4 | from | plug | 00 ...
struct PlugState {
  static constexpr wire::Function function = wire::Function::plug_state;
  TwcId from{};
  Plug plug = Plug::unplugged;

  static constexpr auto fields =
      std::make_tuple(Field("src", &PlugState::from), Field("plug", &PlugState::plug, "state"));
  friend constexpr bool operator==(const PlugState&, const PlugState&) = default;
};

/// FC B1: close the contactor. Protocol 2, firmware 4.5.3 on. Confidence A for the effect.
///
///     FC B1 | from | to | 00 ...
struct StartCharging {
  static constexpr wire::Function function = wire::Function::start_charging;
  TwcId from{};
  TwcId to{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &StartCharging::from), Field("dst", &StartCharging::to));
  friend constexpr bool operator==(const StartCharging&, const StartCharging&) = default;
};

/// FC B2: open the contactor, under load and without a word to the car. A Tesla must be plugged in
/// again afterwards. Encoding it takes wire::HarmAccepted. Confidence A for the effect.
///
///     FC B2 | from | to | 00 ...
struct StopCharging {
  static constexpr wire::Function function = wire::Function::stop_charging;
  TwcId from{};
  TwcId to{};

  static constexpr auto fields =
      std::make_tuple(Field("src", &StopCharging::from), Field("dst", &StopCharging::to));
  friend constexpr bool operator==(const StopCharging&, const StopCharging&) = default;
};

/// FD B1: the unit `from` heard FC B1. Not every firmware answers. Confidence B.
///
///     FD B1 | from | 00 ...
struct StartChargingAck {
  static constexpr wire::Function function = wire::Function::start_charging_ack;
  TwcId from{};

  static constexpr auto fields = std::make_tuple(Field("src", &StartChargingAck::from));
  friend constexpr bool operator==(const StartChargingAck&, const StartChargingAck&) = default;
};

/// FD B2: the unit `from` heard FC B2. Not every firmware answers. Confidence B.
///
///     FD B2 | from | 00 ...
struct StopChargingAck {
  static constexpr wire::Function function = wire::Function::stop_charging_ack;
  TwcId from{};

  static constexpr auto fields = std::make_tuple(Field("src", &StopChargingAck::from));
  friend constexpr bool operator==(const StopChargingAck&, const StopChargingAck&) = default;
};

}  // namespace twc::msg
