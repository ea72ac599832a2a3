// SPDX-License-Identifier: MIT
#include <array>

#include <twc/bus/meter_bus.hpp>

namespace twc::bus {
namespace {

constexpr std::uint8_t meter = 1;
constexpr std::uint8_t read_holding_registers = 3;
constexpr std::uint8_t read_input_registers = 4;
constexpr std::size_t poll_size = 8;
constexpr unsigned most_registers = 125;

/// The CRC of each byte alone; the CRC of a frame follows from these.
constexpr auto crc_of_byte = [] {
  constexpr unsigned polynomial = 0xA001;
  std::array<std::uint16_t, 256> table{};
  for (unsigned byte = 0; byte < table.size(); ++byte) {
    unsigned crc = byte;
    for (int bit = 0; bit < 8; ++bit) crc = (crc & 1U) != 0 ? (crc >> 1U) ^ polynomial : crc >> 1U;
    table.at(byte) = static_cast<std::uint16_t>(crc);
  }
  return table;
}();

bool begins_message(Bytes bytes) {
  return bytes.size() >= 3 && bytes[0] == meter &&
         (bytes[1] == read_holding_registers || bytes[1] == read_input_registers);
}

bool begins_with_poll(Bytes bytes) {
  if (bytes.size() < poll_size) return false;
  const unsigned registers = (unsigned{bytes[4]} << 8U) | bytes[5];
  return registers >= 1 && registers <= most_registers && modbus_crc(bytes.first(poll_size)) == 0;
}

/// The size of the answer at the front of `bytes`; 0 if there is none.
std::size_t answer_at_front(Bytes bytes) {
  constexpr std::size_t around_data = 5;
  const std::size_t size = bytes[2] + around_data;
  const bool is_whole = bytes[2] != 0 && bytes[2] % 2 == 0 && size <= bytes.size();
  return is_whole && modbus_crc(bytes.first(size)) == 0 ? size : 0;
}

}  // namespace

std::size_t modbus_message_size(Bytes bytes) {
  if (!begins_message(bytes)) return 0;
  return begins_with_poll(bytes) ? poll_size : answer_at_front(bytes);
}

std::uint16_t modbus_crc(Bytes bytes) {
  unsigned crc = 0xFFFF;
  for (const std::uint8_t byte : bytes) crc = (crc >> 8U) ^ crc_of_byte[(crc ^ byte) & 0xFFU];
  return static_cast<std::uint16_t>(crc);
}

void MeterBusWatch::look_into(const wire::Stretch& stretch) {
  for (Bytes rest = stretch.bytes(); rest.size() >= poll_size - 1;) {
    std::size_t step = 1;
    if (begins_message(rest) && begins_with_poll(rest)) {
      ++polls_;
      step = poll_size;
    } else if (begins_message(rest)) {
      const std::size_t size = answer_at_front(rest);
      if (size != 0) ++answers_;
      step = size != 0 ? size : step;
    }
    rest = rest.subspan(step);
  }
}

}  // namespace twc::bus
