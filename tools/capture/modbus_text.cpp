// SPDX-License-Identifier: MIT
#include "capture/modbus_text.hpp"

#include <algorithm>

#include <twc/bus/meter_bus.hpp>

#include "capture/front.hpp"
#include "capture/spelled_bytes.hpp"

namespace twc::tools {
namespace {

constexpr bool is_bit(char c) {
  return c == '0' || c == '1';
}

/// The first two bytes of every message, in the spellings that are looked for; most lines of a log
/// have none of them.
bool may_be_modbus(std::string_view text) {
  constexpr std::array<std::string_view, 7> begins{"01 03", "01 04", "0103", "0104",
                                                   "0x01",  "01:0",  "01,0"};
  return std::ranges::any_of(begins,
                             [text](std::string_view begin) { return text.starts_with(begin); });
}

bool is_all_bits(std::string_view text) {
  constexpr std::size_t least = 64;  // a poll has eight bytes
  return text.size() >= least &&
         std::ranges::all_of(text, [](char c) { return is_bit(c) || c == ' ' || c == '\t'; });
}

}  // namespace

// NOLINTNEXTLINE(cppcoreguidelines-pro-type-member-init): only what was counted is read
ModbusLine::ModbusLine(std::string_view line) {
  if (line.find("01") == std::string_view::npos) return;  // unit 1, in every spelling
  FrontHabits none;
  const Front front = take_front(line, none);
  std::string_view text = front.rest;
  text.remove_prefix(std::min(text.find_first_not_of(" \t"), text.size()));
  when_ = front.when;
  if (is_all_bits(text)) {
    read_bits(text);
  } else if (may_be_modbus(text)) {
    read_hex(text);
  }
}

void ModbusLine::read_hex(std::string_view text) {
  const SpelledBytes spelled{text};
  size_ = std::min(spelled.bytes().size(), bytes_.size());
  std::ranges::copy(spelled.bytes().first(size_), bytes_.begin());
  find_messages();
}

/// The highest bit of each byte comes first, or the lowest, or it stands as on the wire: a start
/// bit, the lowest bit first, a stop bit.
void ModbusLine::read_bits(std::string_view text) {
  constexpr std::size_t data_bits = 8;
  constexpr std::size_t framed_bits = 10;
  read_bits_as(text, data_bits, false);
  if (count_ == 0) read_bits_as(text, data_bits, true);
  if (count_ == 0) read_bits_as(text, framed_bits, true);
}

void ModbusLine::read_bits_as(std::string_view text, std::size_t step, bool is_lowest_first) {
  const bool is_framed = step > 8;
  std::size_t bit = 0;
  unsigned byte = 0;
  size_ = 0;
  for (const char c : text) {
    const bool is_idle = is_framed && bit == 0 && c == '1';
    if (!is_bit(c) || is_idle) continue;
    const unsigned value = c == '1' ? 1U : 0U;
    const bool is_data = !is_framed || (bit >= 1 && bit <= 8);
    if (is_data) byte = is_lowest_first ? (byte >> 1U) | (value << 7U) : (byte << 1U) | value;
    if (++bit < step) continue;
    if (size_ < bytes_.size()) bytes_[size_++] = static_cast<std::uint8_t>(byte);
    bit = byte = 0;
  }
  find_messages();
}

void ModbusLine::find_messages() {
  for (Bytes rest = Bytes{bytes_}.first(size_); !rest.empty() && count_ < messages_.size();) {
    const std::size_t size = bus::modbus_message_size(rest);
    if (size != 0) messages_[count_++] = rest.first(size);
    rest = rest.subspan(std::max<std::size_t>(size, 1));
  }
}

}  // namespace twc::tools
