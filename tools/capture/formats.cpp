// SPDX-License-Identifier: MIT
#include "capture/formats.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

#include "capture/bin.hpp"
#include "capture/esphome.hpp"
#include "capture/opening.hpp"
#include "capture/pcap.hpp"
#include "capture/twcmanager.hpp"

namespace twc::tools {
namespace {

/// Control characters that no log has, and bytes that UTF-8 never uses: C0 is one of those.
bool is_no_text(std::uint8_t byte) {
  constexpr std::uint8_t escape = 0x1B;  // colours a log
  const bool is_blank = byte >= '\b' && byte <= '\r';
  const bool is_control = byte < ' ' && byte != escape && !is_blank;
  return is_control || byte == 0x7F || byte == 0xC0 || byte == 0xC1 || byte >= 0xF5;
}

bool is_raw(Bytes front) {
  return std::ranges::any_of(front, is_no_text);
}

bool is_pcap(Bytes front) {
  return front.size() >= 4 && may_be_pcap(front);
}

std::unique_ptr<CaptureReader> make_bin_reader() {
  return std::make_unique<BinReader>();
}

constexpr TextLines any_line{
    .twclog = true, .hex = true, .status = true, .shown = true, .modbus = true};

// clang-format off
constexpr auto format_rows = std::to_array<FormatRow>({
    {.name = "auto", .others = any_line},
    {.name = "bin", .recognises = is_raw, .make = make_bin_reader, .takes_packed = false},
    {.name = "hex", .others = {.hex = true}},
    {.name = "twclog", .others = {.twclog = true}},
    {.name = "twcmanager", .parse_line = parse_twcmanager_line},
    {.name = "esphome", .parse_line = parse_esphome_line, .others = {.hex = true}},
    {.name = "pcap", .recognises = is_pcap, .make = make_pcap_reader},
});
// clang-format on

constexpr std::size_t count_lines_of(TextLines lines) {
  std::size_t count = 0;
  for (const bool is_set : std::bit_cast<std::array<bool, sizeof(TextLines)>>(lines)) {
    if (is_set) ++count;
  }
  return count;
}
static_assert(count_lines_of(any_line) == sizeof(TextLines), "auto lacks a kind of line");

#ifndef __SANITIZE_ADDRESS__  // there g++ compares no address of a function at compile time
constexpr bool is_reached_by_auto(const FormatRow& row) {
  const bool is_text = row.parse_line != nullptr || count_lines_of(row.others) != 0;
  return is_text ? row.make == nullptr : row.recognises != nullptr && row.make != nullptr;
}
static_assert(std::ranges::all_of(format_rows, is_reached_by_auto),
              "a row is either a text, which has lines, or recognised and made");
#endif

constexpr bool has_its_name(const FormatRow& row) {
  return std::ranges::find(format_rows, row.name, &FormatRow::name) == &row;
}
static_assert(std::ranges::all_of(format_rows, has_its_name), "two rows have one name");

}  // namespace

std::span<const FormatRow> capture_formats() {
  return format_rows;
}

std::string capture_format_names() {
  std::string names;
  for (const FormatRow& row : format_rows) {
    if (!names.empty()) names += &row == &format_rows.back() ? " or " : ", ";
    names += row.name;
  }
  return names;
}

CaptureFormat::CaptureFormat() : row_{format_rows.data()} {}

CaptureFormat::CaptureFormat(std::string_view name)
    : row_{std::ranges::find(format_rows, name, &FormatRow::name)} {
  if (row_ == format_rows.end()) {
    throw std::invalid_argument{"expected " + capture_format_names() + "; got '" +
                                std::string{name} + "'"};
  }
}

std::unique_ptr<CaptureReader> make_reader(CaptureFormat format) {
  return std::make_unique<OpeningReader>(format);
}

}  // namespace twc::tools
