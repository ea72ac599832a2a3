// SPDX-License-Identifier: MIT
#pragma once
/// Recognises Modbus RTU in bytes that are no frames: the third generation of Wall Connectors polls
/// an energy meter with it, on terminals that look the same.

#include <twc/types.hpp>
#include <twc/wire/stretch.hpp>

namespace twc::bus {

/// The CRC-16 of Modbus over `bytes`. Over a whole message, its own CRC included, it is 0.
[[nodiscard]] std::uint16_t modbus_crc(Bytes bytes);

/// The size of the poll or the answer that `bytes` begin with: unit 1, functions 3 and 4, a right
/// CRC. 0 if they begin with neither.
[[nodiscard]] std::size_t modbus_message_size(Bytes bytes);

/// Counts polls of unit 1 (functions 3 and 4, read registers) and answers to them. A poll has 8
/// bytes and a CRC of 16 bits. Chance may make up one poll, so take two for proof.
class MeterBusWatch {
 public:
  void look_into(const wire::Stretch& stretch);

  [[nodiscard]] std::uint32_t polls() const { return polls_; }
  [[nodiscard]] std::uint32_t answers() const { return answers_; }

 private:
  std::uint32_t polls_ = 0;
  std::uint32_t answers_ = 0;
};

}  // namespace twc::bus
