// SPDX-License-Identifier: MIT
#pragma once
/// Modbus in a line of text: what a Wall Connector of the third generation and its meter say,
/// posted as hex or as bits.
///
///     01 03 00 88 00 0a 45 e7
///     00000001 00000011 00000000 10001000 …

#include <array>
#include <span>
#include <string_view>

#include "capture/record.hpp"

namespace twc::tools {

class ModbusLine {
 public:
  explicit ModbusLine(std::string_view line);

  /// Polls of a meter and answers to them, each with its right CRC.
  [[nodiscard]] std::span<const Bytes> messages() const {
    return std::span{messages_}.first(count_);
  }
  [[nodiscard]] Stamp when() const { return when_; }

 private:
  void read_hex(std::string_view text);
  void read_bits(std::string_view text);
  void read_bits_as(std::string_view text, std::size_t step, bool is_lowest_first);
  void find_messages();

  static constexpr std::size_t most_messages = 64;
  // Neither is cleared: only what was counted is ever read.
  std::array<std::uint8_t, 2048> bytes_;
  std::size_t size_ = 0;
  std::array<Bytes, most_messages> messages_;
  std::size_t count_ = 0;
  Stamp when_;
};

}  // namespace twc::tools
