#include "redact/ids_behind.hpp"

namespace twc::tools {

std::size_t ids_behind(wire::Function code) {
  using enum wire::Function;
  switch (code) {
    case master_heartbeat:
    case slave_heartbeat:
    case plug_state_request:
    case meter_request:
    case firmware_request:
    case serial_request:
    case vin_request_1:
    case vin_request_2:
    case vin_request_3:
    case start_charging:
    case stop_charging: return 2;
    case master_linkready1:
    case master_linkready2:
    case slave_linkready:
    case start_charging_ack:
    case stop_charging_ack:
    case plug_state:
    case meter:
    case firmware:
    case serial:
    case vin_1:
    case vin_2:
    case vin_3: return 1;
    case idle:
    case legacy_serial_request:
    case legacy_model_request:
    case legacy_firmware_request:
    case legacy_serial:
    case legacy_model:
    case legacy_firmware:
    case write_serial:
    case write_model:
    case crash:
    case go_silent:
    case drop_gpio14: return 0;
  }
  return 0;
}

}  // namespace twc::tools
