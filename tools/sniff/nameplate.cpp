// SPDX-License-Identifier: MIT
#include "sniff/nameplate.hpp"

#include <array>
#include <cctype>
#include <chrono>
#include <stdexcept>

#include <fmt/format.h>

namespace twc::tools {
namespace {

std::string plate_line(std::string_view name, std::string_view value) {
  return fmt::format("{:<15}{}\n", name, value);
}

std::string day_of(std::chrono::sys_days day) {
  static constexpr std::array<std::string_view, 12> months{
      "January", "February", "March",     "April",   "May",      "June",
      "July",    "August",   "September", "October", "November", "December"};
  const std::chrono::year_month_day date{day};
  return fmt::format("{} {}", unsigned{date.day()}, months.at(unsigned{date.month()} - 1));
}

std::string fortnight_of(unit::MadeIn made) {
  using std::chrono::days;
  const std::chrono::year year{static_cast<int>(made.year)};
  const std::chrono::sys_days first =
      std::chrono::sys_days{year / std::chrono::January / 1} + days{14 * made.fortnight};
  return fmt::format("{} to {} {}", day_of(first), day_of(first + days{13}), made.year);
}

/// Both, because the protocol is only probable.
std::string ids_of(const msg::SerialNumber& serial, Protocol probable) {
  const Protocol other = probable == Protocol::one ? Protocol::two : Protocol::one;
  const auto id = [&serial](Protocol protocol) {
    const auto known = unit::expected_id(serial, protocol);
    return known ? std::string{to_string(*known).view()} : std::string{"not known"};
  };
  return fmt::format("{}; if it speaks Protocol {}: {}", id(probable), to_string(other), id(other));
}

std::string lines_about(const msg::SerialNumber& serial) {
  const auto made = unit::made_in(serial);
  if (!made) return plate_line("id", ids_of(serial, Protocol::one));
  const Protocol protocol = unit::probable_protocol(*made);
  const std::string_view when = protocol == Protocol::one ? "before 2017" : "from 2017 on";
  return plate_line("made", fortnight_of(*made)) +
         plate_line("protocol",
                    fmt::format("probably {}, like most made {}", to_string(protocol), when)) +
         plate_line("id", ids_of(serial, protocol));
}

std::string printable_text(std::string_view text) {
  if (text.empty()) return "blank";
  std::string out;
  for (const char c : text) {
    const bool is_printable = c > ' ' && c <= '~';
    out += is_printable ? std::string{c} : fmt::format("\\x{:02X}", static_cast<unsigned char>(c));
  }
  return out;
}

/// The unit boots with this; the factory may have written something else.
std::string boot_text(const unit::BootText& text, std::size_t factory_block,
                      const msg::Text<11>& factory) {
  if (text.block == 0) return "none: all its blocks are blank";
  std::string value =
      fmt::format("{}, from block {}", printable_text(text.text.view()), text.block);
  if (text.block != factory_block) {
    value += fmt::format("; block {} has {}", factory_block, printable_text(factory.view()));
  }
  return value;
}

std::string blocks_in(const std::bitset<17>& blocks, std::size_t first, std::size_t last) {
  std::string list;
  std::size_t count = 0;
  for (std::size_t block = first; block <= last; ++block) {
    if (!blocks.test(block)) continue;
    if (count++ != 0) list += ", ";
    list += std::to_string(block);
  }
  return (count == 1 ? "block " : "blocks ") + list;
}

std::string words_for(unit::MemoryFault fault, const unit::MemoryReport& report) {
  using enum unit::MemoryFault;
  switch (fault) {
    case no_model: return "no model is written";
    case model_overwritten:
      return fmt::format("overwritten: {}, which the factory leaves blank; FC 1A writes there",
                         blocks_in(report.overwrites, 2, 5));
    case model_unreadable:
      return "the model at boot is no text; such a unit starts as a master in state 02";
    case no_serial: return "no serial number is written";
    case serial_overwritten:
      return fmt::format("overwritten: {}, which the factory leaves blank; FC 19 writes there",
                         blocks_in(report.overwrites, 7, 16));
    case serial_unreadable: return "the serial number at boot is none, so the id is another one";
  }
  return {};
}

std::string health_of(const unit::MemoryReport& report) {
  if (report.is_healthy()) return plate_line("memory", "healthy: only the factory has written it");
  std::string lines;
  for (std::size_t at = 0; at < report.faults.size(); ++at) {
    const auto fault = static_cast<unit::MemoryFault>(at);
    if (!report.has(fault)) continue;
    lines += plate_line(lines.empty() ? "memory" : "", words_for(fault, report));
  }
  return lines + plate_line("", "bits only go from 1 to 0: nothing undoes a write");
}

}  // namespace

msg::SerialNumber parse_serial(std::string_view text) {
  std::string upper{text};
  for (char& c : upper) c = static_cast<char>(std::toupper(static_cast<unsigned char>(c)));
  if (unit::has_serial_form(upper)) return msg::SerialNumber{upper};
  throw std::invalid_argument{fmt::format(
      "expected a serial number such as A17I0039399: a letter, two digits, a letter, seven digits; "
      "got '{}'",
      printable_text(text))};
}

std::string explain_serial(const msg::SerialNumber& serial) {
  return plate_line("serial number", serial.view()) + lines_about(serial) +
         plate_line("model", "not told by a serial number; the label and --otp have it");
}

std::string explain_memory(const unit::MemoryReport& report) {
  constexpr std::size_t model_block = 1;
  constexpr std::size_t serial_block = 6;
  std::string lines =
      plate_line("model", boot_text(report.model, model_block, report.factory_model)) +
      plate_line("serial number", boot_text(report.serial, serial_block, report.factory_serial));
  if (report.serial.block != 0) lines += lines_about(report.serial.text);
  return lines + health_of(report);
}

}  // namespace twc::tools
