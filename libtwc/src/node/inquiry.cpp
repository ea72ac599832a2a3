// SPDX-License-Identifier: MIT
#include <twc/node/inquiry.hpp>

namespace twc::node {

wire::Frame request_for(Inquiry::Topic topic, TwcId from, TwcId to, msg::VinPart vin_part) {
  switch (topic) {
    case Inquiry::Topic::meter: return msg::encode(msg::MeterRequest{.from = from, .to = to});
    case Inquiry::Topic::serial: return msg::encode(msg::SerialRequest{.from = from, .to = to});
    case Inquiry::Topic::firmware: return msg::encode(msg::FirmwareRequest{.from = from, .to = to});
    case Inquiry::Topic::plug: return msg::encode(msg::PlugStateRequest{.from = from, .to = to});
    case Inquiry::Topic::vin: break;
  }
  return msg::encode(msg::VinRequest{.from = from, .to = to, .part = vin_part});
}

std::optional<Inquiry::Topic> topic_of(wire::Function code) {
  using enum wire::Function;
  if (code == meter) return Inquiry::Topic::meter;
  if (code == serial) return Inquiry::Topic::serial;
  if (code == firmware) return Inquiry::Topic::firmware;
  if (code == plug_state) return Inquiry::Topic::plug;
  if (code == vin_1 || code == vin_2 || code == vin_3) return Inquiry::Topic::vin;
  return std::nullopt;
}

}  // namespace twc::node
