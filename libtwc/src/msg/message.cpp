#include <algorithm>
#include <array>
#include <functional>

#include <twc/msg/message.hpp>
#include <twc/wire/cursor.hpp>

namespace twc::msg {
namespace {

Message decode_master_heartbeat(wire::Reader& in) {
  const TwcId from = in.id();
  const TwcId to = in.id();
  const std::uint8_t command = in.u8();
  const std::uint16_t argument = in.u16();
  const MasterPlug plug{in.u8()};
  if (command == MasterError::command) {
    return MasterError{.from = from,
                       .to = to,
                       .bits = ErrorBits{static_cast<std::uint8_t>(argument >> 8U)},
                       .second = static_cast<std::uint8_t>(argument),
                       .plug = plug};
  }
  if (const auto listed = Command::of(command)) {
    return MasterHeartbeat{
        .from = from, .to = to, .command = *listed, .limit = Centiamps{argument}, .plug = plug};
  }
  return UnlistedCommand{
      .from = from, .to = to, .command = command, .argument = argument, .plug = plug};
}

Message unknown(const wire::Frame& frame) {
  return Unknown{frame};
}
Message dangerous(const wire::Frame& frame) {
  return Dangerous{frame};
}

/// Made where it stays: who copies a text that has just been written byte by byte waits for it.
template <typename M, auto... which>
Message in_place(wire::Reader in) {
  Message message{std::in_place_type<M>};
  std::get_if<M>(&message)->decode(in, which...);
  return message;
}

/// Decodes a message of kind `M`; `which` tells the VIN parts apart.
template <typename M, auto... which>
Message as(const wire::Frame& frame) {
  if (!detail::row_of<M>.heard.contain(frame.size())) return Unknown{frame};
  wire::Reader in{frame};
  if constexpr (std::same_as<M, MasterHeartbeat>) {
    return decode_master_heartbeat(in);
  } else {
    return in_place<M, which...>(in);
  }
}

using Decode = Message (*)(const wire::Frame&);

/// One entry for each row of wire::functions, and one for what is not in it. A table and not a
/// switch: the processor then has one jump to guess, where a switch over such codes is a tree.
constexpr auto decoders = [] {
  std::array<Decode, wire::functions.size() + 1> table{};
  std::array<bool, table.size()> is_set{};
  const auto set = [&](wire::Function code, Decode decode) {
    table.at(wire::row_of(code)) = decode;
    is_set.at(wire::row_of(code)) = true;
  };
  using enum wire::Function;
  set(master_linkready1, as<MasterLinkready1>);
  set(master_linkready2, as<MasterLinkready2>);
  set(slave_linkready, as<SlaveLinkready>);
  set(idle, as<Idle>);
  set(master_heartbeat, as<MasterHeartbeat>);
  set(slave_heartbeat, as<SlaveHeartbeat>);
  set(meter_request, as<MeterRequest>);
  set(meter, as<Meter>);
  set(firmware_request, as<FirmwareRequest>);
  set(firmware, as<Firmware>);
  set(serial_request, as<SerialRequest>);
  set(serial, as<Serial>);
  set(vin_request_1, as<VinRequest, VinPart::one>);
  set(vin_request_2, as<VinRequest, VinPart::two>);
  set(vin_request_3, as<VinRequest, VinPart::three>);
  set(vin_1, as<Vin, VinPart::one>);
  set(vin_2, as<Vin, VinPart::two>);
  set(vin_3, as<Vin, VinPart::three>);
  set(plug_state_request, as<PlugStateRequest>);
  set(plug_state, as<PlugState>);
  set(start_charging, as<StartCharging>);
  set(start_charging_ack, as<StartChargingAck>);
  set(stop_charging, as<StopCharging>);
  set(stop_charging_ack, as<StopChargingAck>);
  set(legacy_serial_request, as<LegacySerialRequest>);
  set(legacy_serial, as<LegacySerial>);
  set(legacy_model_request, as<LegacyModelRequest>);
  set(legacy_model, as<LegacyModel>);
  set(legacy_firmware_request, as<LegacyFirmwareRequest>);
  set(legacy_firmware, as<LegacyFirmware>);
  for (const auto code : {write_serial, write_model, crash, go_silent, drop_gpio14}) {
    set(code, dangerous);
  }
  table.back() = unknown;
  is_set.back() = true;
  // Not a static_assert over the table: g++ compares no pointers to functions there under UBSan.
  if (!std::ranges::all_of(is_set, std::identity{}))
    throw "a row of wire::functions has no decoder";
  return table;
}();

}  // namespace

Message decode(const wire::Frame& frame) {
  return decoders[wire::row_of(frame.function())](frame);
}

std::optional<Protocol> protocol_of(const wire::Frame& frame) {
  using enum wire::Function;
  constexpr std::uint8_t answer = 0xFD;
  const wire::FunctionInfo* const info = wire::find(frame.function());
  if (info == nullptr || frame.bytes()[0] != answer || !info->heard.contain(frame.size())) {
    return std::nullopt;
  }
  if (info->p1 == info->p2) return std::nullopt;
  return frame.size() == info->p1 ? Protocol::one : Protocol::two;
}

}  // namespace twc::msg
