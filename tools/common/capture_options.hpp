// SPDX-License-Identifier: MIT
#pragma once
/// -w, --max-size and --rotate: the captures that a tool is to write.

#include <optional>
#include <string>
#include <vector>

#include "capture/writer.hpp"

namespace twc::tools {

class CommandLine;

struct CaptureOptions {
  std::vector<std::string> files;
  CaptureLimits limits;
};

/// `help` is that of --write.
void add_capture_options(CommandLine& line, CaptureOptions& options, const std::string& help);

/// Says which of them do not go together, in a line for people.
[[nodiscard]] std::optional<std::string> objection_to(const CaptureOptions& options);
/// Says why the files cannot be written, in a line for people. Makes nothing.
[[nodiscard]] std::optional<std::string> obstacle_to(const CaptureOptions& options);

}  // namespace twc::tools
