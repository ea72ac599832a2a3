// SPDX-License-Identifier: MIT
#include "capture/formats.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <stdexcept>

#include "capture/bin.hpp"
#include "capture/opening.hpp"
#include "capture/pcap.hpp"
#include "common/enumerators.hpp"

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

std::unique_ptr<CaptureReader> make_bin(const FormatRow& /*row*/) {
  return std::make_unique<BinReader>();
}
std::unique_ptr<CaptureReader> make_pcap(const FormatRow& /*row*/) {
  return make_pcap_reader();
}
std::unique_ptr<CaptureReader> make_text(const FormatRow& row) {
  return std::make_unique<TextReader>(row.lines);
}

constexpr TextFormats any_line{.twclog = true,
                               .twcmanager = true,
                               .esphome = true,
                               .hex = true,
                               .status = true,
                               .shown = true,
                               .modbus = true};

constexpr std::size_t count_lines_of(TextFormats lines) {
  std::size_t count = 0;
  for (const bool is_set : std::bit_cast<std::array<bool, sizeof(TextFormats)>>(lines)) {
    if (is_set) ++count;
  }
  return count;
}
static_assert(count_lines_of(any_line) == sizeof(TextFormats), "auto lacks a kind of line");

// clang-format off
constexpr auto format_rows = [] {
  using enum CaptureFormat;
  return std::to_array({
      FormatRow{automatic,  nullptr, any_line,                       make_text},
      FormatRow{bin,        is_raw,  {},                             make_bin},
      FormatRow{hex,        nullptr, {.hex = true},                  make_text},
      FormatRow{twclog,     nullptr, {.twclog = true},               make_text},
      FormatRow{twcmanager, nullptr, {.twcmanager = true},           make_text},
      FormatRow{esphome,    nullptr, {.esphome = true, .hex = true}, make_text},
      FormatRow{pcap,       is_pcap, {},                             make_pcap},
  });
}();
// clang-format on
static_assert(has_row_for_each(format_rows, &FormatRow::format));
static_assert(std::ranges::all_of(format_rows,
                                  [](const FormatRow& row) {
                                    return row.recognises != nullptr ||
                                           count_lines_of(row.lines) != 0;
                                  }),
              "auto never takes a file for one of this format");

}  // namespace

std::span<const FormatRow> capture_formats() {
  return format_rows;
}

const FormatRow& row_of(CaptureFormat format) {
  return format_rows[static_cast<std::size_t>(format)];
}

std::string capture_format_names() {
  std::string names;
  for (const FormatRow& row : format_rows) {
    if (!names.empty()) names += &row == &format_rows.back() ? " or " : ", ";
    names += to_string(row.format);
  }
  return names;
}

CaptureFormat parse_capture_format(std::string_view name) {
  for (const FormatRow& row : format_rows) {
    if (to_string(row.format) == name) return row.format;
  }
  throw std::invalid_argument{"expected " + capture_format_names() + "; got '" + std::string{name} +
                              "'"};
}

std::unique_ptr<CaptureReader> make_reader(CaptureFormat format) {
  return std::make_unique<OpeningReader>(format);
}

}  // namespace twc::tools
