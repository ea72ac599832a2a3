// SPDX-License-Identifier: MIT
#include "common/line_options.hpp"

#include <stdexcept>

#include "common/options.hpp"
#include "common/units.hpp"

namespace twc::tools {
namespace {

using Text = const std::string&;

EchoMode parse_echo(Text text) {
  if (text == "auto") return EchoMode::automatic;
  if (text == "on") return EchoMode::on;
  if (text == "off") return EchoMode::off;
  throw std::invalid_argument{"expected auto, on or off"};
}

Rs485 parse_rs485(Text text) {
  if (text == "auto") return Rs485::automatic;
  if (text == "kernel") return Rs485::kernel;
  if (text == "rts") return Rs485::rts;
  if (text == "none") return Rs485::none;
  throw std::invalid_argument{"expected auto, kernel, rts or none"};
}

}  // namespace

std::optional<wire::EndByte> parse_end_byte(Text text) {
  if (text == "FC" || text == "fc") return wire::EndByte::fc;
  if (text == "FE" || text == "fe") return wire::EndByte::fe;
  if (text == "FF" || text == "ff") return wire::EndByte::ff;
  if (text == "none") return std::nullopt;
  throw std::invalid_argument{"expected FC, FE, FF or none"};
}

/// Without -v nobody watches the frames: they may be recorded a little later.
DriverOptions driver_of(const LineOptions& options, const SharedOptions& shared) {
  DriverOptions driver = options.driver;
  if (shared.verbosity == 0) driver.delivery = link::Delivery::with_other;
  return driver;
}

std::optional<Redactor> redactor_of(const LineOptions& options) {
  if (!options.redact) return std::nullopt;
  return Redactor{Redactor::random_salt()};
}

void add_line_options(CommandLine& line, LineOptions& options) {
  add_capture_options(line, options.captures,
                      "Write a capture of what is heard and sent: .twclog, .pcapng, .pcap or .bin");
  line.flag("--redact", options.redact, "Replace VINs and serial numbers everywhere");
  line.value(
          "--baud",
          [&options](Text text) { options.endpoint.baud = options.driver.baud = parse_baud(text); },
          "Bits per second of a serial port (9600)")
      .type_name("RATE");
  line.value(
          "--rs485", [&options](Text text) { options.endpoint.rs485 = parse_rs485(text); },
          "The switch of direction: auto (default), kernel, rts or none")
      .type_name("HOW");
  line.value(
          "--end-byte", [&options](Text text) { options.driver.end_byte = parse_end_byte(text); },
          "The byte after a frame of ours: FC (default), FE, FF or none")
      .type_name("BYTE");
  line.value(
          "--echo", [&options](Text text) { options.driver.echo = parse_echo(text); },
          "Whether the line gives back what we send: auto (default), on or off")
      .type_name("WHEN");
  line.flag("--no-reconnect", options.no_reconnect, "End with 3 when a link is lost");
}

}  // namespace twc::tools
