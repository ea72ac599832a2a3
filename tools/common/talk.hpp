// SPDX-License-Identifier: MIT
#pragma once
/// Talk on standard error, outside of the loop that sends heartbeats.

#include <memory>
#include <string>
#include <string_view>

#include "common/steady_output.hpp"

namespace twc::tools {

/// Prints "TOOL: LINE". Control characters are escaped. A standard error that is full or closed
/// ends nothing and changes no exit code.
void complain(std::string_view tool, std::string_view line);
/// Prints lines that the tool made itself, with their ends.
void report(std::string_view whole);

/// The same for a tool that listens, and where others wait for it, never waits for the reader.
class Talk {
 public:
  Talk(std::string tool, bool never_waits);

  void say(std::string_view line);
  void report(std::string_view lines);
  /// Tells what the reader does: see SteadyOutput.
  void tell_news();
  void finish();

 private:
  std::string tool_;
  std::unique_ptr<SteadyOutput> queue_;
};

}  // namespace twc::tools
