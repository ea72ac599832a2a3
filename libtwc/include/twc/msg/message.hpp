// SPDX-License-Identifier: MIT
#pragma once
/// Frames become messages, and messages frames.

#include <array>
#include <concepts>
#include <optional>
#include <type_traits>
#include <variant>

#include <twc/msg/contactor.hpp>
#include <twc/msg/field.hpp>
#include <twc/msg/heartbeat.hpp>
#include <twc/msg/identity.hpp>
#include <twc/msg/legacy.hpp>
#include <twc/msg/link_ready.hpp>
#include <twc/msg/meter.hpp>
#include <twc/wire/frame.hpp>
#include <twc/wire/slip.hpp>

namespace twc::msg {

/// FC 19, FC 1A, FB E8, FC A1, FC E5: writes, crashes, silences or interrupts a unit. It is heard
/// and shown, byte for byte; nothing encodes it.
struct Dangerous {
  wire::Frame frame;
  friend bool operator==(const Dangerous&, const Dangerous&) = default;
};

/// A code that nobody has explained, or a known one at a length that it never has.
struct Unknown {
  wire::Frame frame;
  friend bool operator==(const Unknown&, const Unknown&) = default;
};

using Message =
    std::variant<MasterLinkready1, MasterLinkready2, SlaveLinkready, MasterHeartbeat, MasterError,
                 UnlistedCommand, SlaveHeartbeat, MeterRequest, Meter, FirmwareRequest, Firmware,
                 SerialRequest, Serial, VinRequest, Vin, PlugStateRequest, PlugState, StartCharging,
                 StopCharging, StartChargingAck, StopChargingAck, LegacySerialRequest, LegacySerial,
                 LegacyModelRequest, LegacyModel, LegacyFirmwareRequest, LegacyFirmware, Idle,
                 Dangerous, Unknown>;

/// Every frame is some message. The bytes behind the last field of a message are zero in all that
/// real units send, and decode() ignores them: a caller that wants them has the frame.
[[nodiscard]] Message decode(const wire::Frame& frame);

/// The id that `message` says it is from, where it names one.
[[nodiscard]] std::optional<TwcId> from(const Message& message);
/// The id that `message` is for, where it names one; others are for everybody.
[[nodiscard]] std::optional<TwcId> to(const Message& message);

/// The generation of the unit that sent `frame`, where the frame tells. Only a message of a unit
/// about itself (FD) does, because programs send either form to either generation.
[[nodiscard]] std::optional<Protocol> protocol_of(const wire::Frame& frame);

/// Calls `visit` with a std::type_identity for each kind of message that lists its fields.
template <typename Visit>
constexpr void for_each_kind(Visit visit) {
  const auto visit_one = [&visit]<typename M>(std::type_identity<M> kind) {
    if constexpr (WithFields<M>) visit(kind);
  };
  [&visit_one]<typename... Kinds>(std::type_identity<std::variant<Kinds...>>) {
    (visit_one(std::type_identity<Kinds>{}), ...);
  }(std::type_identity<Message>{});
}

/// The function codes of a kind of message: most have one.
template <WithFields M>
[[nodiscard]] constexpr auto codes_of() {
  if constexpr (requires { M::functions; }) {
    return M::functions;
  } else {
    return std::array<wire::Function, 1>{M::function};
  }
}

namespace detail {

template <typename M>
constexpr wire::Function function_of(const M& message) {
  if constexpr (requires { message.function(); }) {
    return message.function();
  } else {
    return M::function;
  }
}

consteval const wire::FunctionInfo& row(wire::Function code) {
  return *std::ranges::find(wire::functions, code, &wire::FunctionInfo::code);
}
/// All three VIN parts have like rows, so any message of a kind stands for the kind.
template <typename M>
inline constexpr const wire::FunctionInfo& row_of = row(function_of(M{}));

template <typename M>
concept Encodable = WithFields<M> && !requires {
  M::is_only_heard;
};
template <typename M>
inline constexpr bool is_harmful =
    std::same_as<M, MasterError> || row_of<M>.hazard != wire::Hazard::none;
template <typename M>
inline constexpr bool has_two_forms =
    row_of<M>.p1 != 0 && row_of<M>.p2 != 0 && row_of<M>.p1 != row_of<M>.p2;

}  // namespace detail

/// A message that may be sent without further ado.
template <typename M>
concept Harmless = detail::Encodable<M> && !detail::is_harmful<M>;
/// A message that stops or mutes a unit, or makes several answer at once.
template <typename M>
concept Harmful = detail::Encodable<M> && detail::is_harmful<M>;
/// A message that both generations have, in different lengths.
template <typename M>
concept InTwoForms = detail::Encodable<M> && detail::has_two_forms<M>;

namespace detail {

template <Encodable M>
constexpr wire::Frame write(const M& message, std::size_t size) {
  wire::Writer out{function_of(message)};
  write_fields(out, message);
  return out.finish(size);
}

template <Encodable M>
constexpr std::size_t only_size(const M& message) {
  constexpr std::size_t without_amps = 16;
  if constexpr (std::same_as<M, Meter>) {
    if (!message.amps) return without_amps;
  }
  return row_of<M>.p2 != 0 ? row_of<M>.p2 : row_of<M>.p1;
}

}  // namespace detail

/// The frame of `message` in the length that `protocol` has for it.
template <typename M>
requires Harmless<M> && InTwoForms<M>
[[nodiscard]] constexpr wire::Frame encode(const M& message, Protocol protocol) {
  return detail::write(message,
                       protocol == Protocol::one ? detail::row_of<M>.p1 : detail::row_of<M>.p2);
}

namespace detail {
/// The compiler shows this name to those who forget the protocol.
// NOLINTNEXTLINE(readability-identifier-naming): a sentence
struct this_message_has_two_lengths_add_Protocol_one_or_Protocol_two {};
}  // namespace detail

/// The two generations of units want these messages in two lengths.
template <typename M>
requires Harmless<M> && InTwoForms<M> wire::Frame encode(
    const M& message, detail::this_message_has_two_lengths_add_Protocol_one_or_Protocol_two = {})
= delete;

/// The frame of a message that has one length only.
template <typename M>
requires Harmless<M> &&(!InTwoForms<M>) [[nodiscard]] constexpr wire::Frame
    encode(const M& message) {
  return detail::write(message, detail::only_size(message));
}

/// The same for messages that do harm.
template <typename M>
requires Harmful<M> && InTwoForms<M>
[[nodiscard]] constexpr wire::Frame encode(const M& message, Protocol protocol,
                                           wire::HarmAccepted /*accepted*/) {
  return detail::write(message,
                       protocol == Protocol::one ? detail::row_of<M>.p1 : detail::row_of<M>.p2);
}

template <typename M>
requires Harmful<M> &&(!InTwoForms<M>) [[nodiscard]] constexpr wire::Frame
    encode(const M& message, wire::HarmAccepted /*accepted*/) {
  return detail::write(message, detail::only_size(message));
}

}  // namespace twc::msg
