// SPDX-License-Identifier: MIT
/// The slave writes its announcements and answers, as a Wall Connector would.

#include <algorithm>

#include <twc/node/slave.hpp>

namespace twc::node {

bool Slave::knows(Answer what) const {
  constexpr std::array<std::uint8_t, 4> with_data{4, 5, 3, 0};
  switch (what) {
    case Answer::heartbeat:
    case Answer::legacy_serial:
    case Answer::legacy_model:
    case Answer::legacy_firmware: return true;
    case Answer::meter: return config_.protocol == Protocol::two;
    case Answer::firmware:
    case Answer::serial:
    case Answer::vin_1:
    case Answer::vin_2:
    case Answer::vin_3:
    case Answer::plug_state:
    case Answer::start_charging:
    case Answer::stop_charging: break;
  }
  return config_.protocol == Protocol::two && config_.firmware >= with_data;
}

wire::Frame Slave::linkready() const {
  return msg::encode(msg::SlaveLinkready{.from = id_, .sign = sign_, .maximum = config_.rating},
                     config_.protocol);
}

wire::Frame Slave::write(Time now, const Due& due) const {
  const auto& version = config_.firmware;
  switch (due.answer) {
    case Answer::heartbeat: return heartbeat(now, due.to);
    case Answer::meter: return meter();
    case Answer::firmware: return msg::encode(msg::Firmware{.from = id_, .version = version});
    case Answer::serial: return msg::encode(msg::Serial{.from = id_, .number = config_.serial});
    case Answer::vin_1: return vin(msg::VinPart::one);
    case Answer::vin_2: return vin(msg::VinPart::two);
    case Answer::vin_3: return vin(msg::VinPart::three);
    case Answer::plug_state:
      return msg::encode(msg::PlugState{.from = id_, .plug = charge_.plug()});
    case Answer::start_charging: return msg::encode(msg::StartChargingAck{.from = id_});
    case Answer::stop_charging: return msg::encode(msg::StopChargingAck{.from = id_});
    case Answer::legacy_serial: return msg::encode(msg::LegacySerial{.number = config_.serial});
    case Answer::legacy_model: return msg::encode(msg::LegacyModel{.model = config_.model});
    case Answer::legacy_firmware: break;
  }
  return msg::encode(msg::LegacyFirmware{
      .version = {version[0], version[1], version[2]}
  });
}

wire::Frame Slave::heartbeat(Time now, TwcId to) const {
  return msg::encode(msg::SlaveHeartbeat{.from = id_,
                                         .to = to,
                                         .state = charge_.state(now),
                                         .limit = charge_.limit(),
                                         .drawn = charge_.car().drawn},
                     config_.protocol);
}

wire::Frame Slave::meter() const {
  msg::Meter meter{
      .from = id_, .energy_raw = kilowatt_hours_, .volts = config_.volts, .amps = std::nullopt};
  if (knows(Answer::serial)) {
    constexpr unsigned step = 50;
    constexpr unsigned most = 0xFF;
    const unsigned steps = std::min(most, (charge_.car().drawn.value() + step / 2) / step);
    auto& amps = meter.amps.emplace();
    for (std::size_t phase = 0; phase < amps.size(); ++phase) {
      if (meter.volts[phase].value > 0) amps[phase].steps = static_cast<std::uint8_t>(steps);
    }
  }
  return msg::encode(meter);
}

wire::Frame Slave::vin(msg::VinPart part) const {
  constexpr std::size_t size = 7;
  const std::size_t begin = size * (static_cast<std::size_t>(part) - 1);
  const auto& vin = charge_.car().vin;
  std::string_view text = vin ? vin->view() : std::string_view{};
  text.remove_prefix(std::min(begin, text.size()));
  return msg::encode(msg::Vin{.from = id_, .part = part, .text = msg::Text<7>{text}});
}

}  // namespace twc::node
