#include "capture/formats.hpp"

#include <algorithm>
#include <stdexcept>

#include "capture/bin.hpp"
#include "capture/opening.hpp"
#include "capture/pcap.hpp"

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

}  // namespace

const std::array<FormatRow, 7>& capture_formats() {
  using enum CaptureFormat;
  // clang-format off
  static constexpr std::array rows{
      FormatRow{automatic,  "auto",       nullptr, any_line,                             make_text},
      FormatRow{bin,        "bin",        is_raw,  {},                                   make_bin},
      FormatRow{hex,        "hex",        nullptr, {.hex = true},                        make_text},
      FormatRow{twclog,     "twclog",     nullptr, {.twclog = true},                     make_text},
      FormatRow{twcmanager, "twcmanager", nullptr, {.twcmanager = true},                 make_text},
      FormatRow{esphome,    "esphome",    nullptr, {.esphome = true, .hex = true},       make_text},
      FormatRow{pcap,       "pcap",       is_pcap, {},                                   make_pcap},
  };
  // clang-format on
  return rows;
}

std::string capture_format_names() {
  std::string names;
  const auto& rows = capture_formats();
  for (const FormatRow& row : rows) {
    if (!names.empty()) names += &row == &rows.back() ? " or " : ", ";
    names += row.name;
  }
  return names;
}

CaptureFormat parse_capture_format(std::string_view name) {
  const auto& rows = capture_formats();
  const auto* const row = std::ranges::find(rows, name, &FormatRow::name);
  if (row != rows.end()) return row->format;
  throw std::invalid_argument{"expected " + capture_format_names() + "; got '" + std::string{name} +
                              "'"};
}

std::unique_ptr<CaptureReader> make_reader(CaptureFormat format) {
  return std::make_unique<OpeningReader>(format);
}

}  // namespace twc::tools
