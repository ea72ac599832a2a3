// SPDX-License-Identifier: MIT
#pragma once
/// The one-time memory of a unit, where its model and serial number stand: what it boots with, and
/// whether somebody has written over what the factory wrote. For repair: the image comes from the
/// debug port of the processor, never from the bus.

#include <array>
#include <bitset>
#include <cstdint>
#include <span>
#include <string_view>

#include <twc/msg/identity.hpp>
#include <twc/types.hpp>

namespace twc::unit {

/// The first 256 words of the memory, sixteen blocks of sixteen. A character fills a word; FFFF is
/// blank. Bits only ever go from 1 to 0, so that a written block stays written.
///
///     1 model | 2..5 spare models | 6 serial number | 7..16 spare serial numbers
///
/// At boot the highest block that is not blank wins: of 4 to 1 for the model, of 16 to 6 for the
/// serial number. FC 1A writes the next blank one of 2 to 4, FC 19 of 7 to 16; nothing undoes it.
using MemoryImage = std::span<const std::uint16_t, 256>;

enum class MemoryFault : std::uint8_t {
  no_model,            ///< no model block is written
  model_overwritten,   ///< a spare model block is written
  model_unreadable,    ///< the model at boot is no text: a unit with zeros there stays in state 02
  no_serial,           ///< no serial number block is written
  serial_overwritten,  ///< a spare serial number block is written: the unit changes its address
  serial_unreadable,   ///< the serial number at boot is not like A17I0039399
};
[[nodiscard]] constexpr std::string_view to_string(MemoryFault fault) {
  switch (fault) {
    case MemoryFault::no_model: return "no_model";
    case MemoryFault::model_overwritten: return "model_overwritten";
    case MemoryFault::model_unreadable: return "model_unreadable";
    case MemoryFault::no_serial: return "no_serial";
    case MemoryFault::serial_overwritten: return "serial_overwritten";
    case MemoryFault::serial_unreadable: return "serial_unreadable";
  }
  return "unknown";
}

/// The text that a unit takes from memory at boot.
struct BootText {
  std::size_t block = 0;  ///< 1 to 16; 0: all its blocks are blank
  msg::Text<11> text;
  friend constexpr bool operator==(const BootText&, const BootText&) = default;
};

/// Blocks count from 1, as people who have read such memory count them.
struct MemoryReport {
  BootText model;
  BootText serial;
  msg::Text<11> factory_model;   ///< the characters of block 1
  msg::Text<11> factory_serial;  ///< the characters of block 6
  std::bitset<17> overwrites;    ///< the blocks that the factory leaves blank and that are not
  std::bitset<6> faults;         ///< by MemoryFault

  [[nodiscard]] bool has(MemoryFault fault) const {
    return faults[static_cast<std::size_t>(fault)];
  }
  [[nodiscard]] bool is_healthy() const { return faults.none(); }
};

[[nodiscard]] MemoryReport inspect(MemoryImage image);

}  // namespace twc::unit
