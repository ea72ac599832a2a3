// SPDX-License-Identifier: MIT
#pragma once
/// Takes out the commands that telnet puts between the bytes of a bus: RFC 2217 sets the port of a
/// converter through it.

#include <algorithm>
#include <array>
#include <cstdint>

#include <twc/types.hpp>

namespace twc::tools {

/// One direction of a conversation.
class TelnetBytes {
 public:
  /// Whether `payload` shows that its conversation is one of telnet: it begins by negotiating, or
  /// controls a COM port. No bus puts such bytes behind each other.
  [[nodiscard]] static bool is_telnet(Bytes payload) {
    constexpr std::uint8_t com_port = 44;
    constexpr std::uint8_t most_options = 50;
    const bool negotiates = payload.size() >= 3 && payload[0] == iac && payload[1] >= will &&
                            payload[1] <= dont && payload[2] < most_options;
    constexpr std::array<std::uint8_t, 3> control{iac, sub_begin, com_port};
    return negotiates || std::search(payload.begin(), payload.end(), control.begin(),
                                     control.end()) != payload.end();
  }

  /// Gives the bytes of the bus in `payload` to `take`, one after the other.
  template <typename Take>
  void feed(Bytes payload, const Take& take) {
    for (const std::uint8_t byte : payload) {
      if (hear(byte)) take(byte);
    }
  }

 private:
  static constexpr std::uint8_t iac = 255;
  static constexpr std::uint8_t dont = 254;
  static constexpr std::uint8_t will = 251;
  static constexpr std::uint8_t sub_begin = 250;
  enum class Place : std::uint8_t { data, command, option, parameter, parameter_command };

  /// True for a byte of the bus.
  bool hear(std::uint8_t byte) {
    switch (place_) {
      case Place::data: place_ = byte == iac ? Place::command : Place::data; return byte != iac;
      case Place::command:
        place_ = Place::data;
        if (byte >= will && byte <= dont) place_ = Place::option;
        if (byte == sub_begin) place_ = Place::parameter;
        return byte == iac;
      case Place::option: place_ = Place::data; return false;
      case Place::parameter:
        if (byte == iac) place_ = Place::parameter_command;
        return false;
      case Place::parameter_command:
        place_ = byte == iac ? Place::parameter : Place::data;
        return false;
    }
    return false;
  }

  Place place_ = Place::data;
};

}  // namespace twc::tools
