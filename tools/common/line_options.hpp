// SPDX-License-Identifier: MIT
#pragma once
/// The options of the line that the players share.

#include <optional>
#include <string>

#include "common/capture_options.hpp"
#include "common/driver.hpp"
#include "common/shared_options.hpp"
#include "endpoint/endpoint.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

class CommandLine;

struct LineOptions {
  EndpointOptions endpoint{.sends = true};
  DriverOptions driver;
  CaptureOptions captures;
  bool no_reconnect = false;
  bool redact = false;
};

/// --baud, --end-byte, --echo, --rs485, --no-reconnect, --write, --max-size,
/// --rotate and --redact.
void add_line_options(CommandLine& line, LineOptions& options);

/// The driver of a tool that tells its user so much.
[[nodiscard]] DriverOptions driver_of(const LineOptions& options, const SharedOptions& shared);

/// The redactor of this run with --redact, and nothing without.
[[nodiscard]] std::optional<Redactor> redactor_of(const LineOptions& options);

/// FC, FE, FF or none. Throws std::invalid_argument with what was expected.
[[nodiscard]] std::optional<wire::EndByte> parse_end_byte(const std::string& text);

}  // namespace twc::tools
