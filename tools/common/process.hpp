// SPDX-License-Identifier: MIT
#pragma once
/// How a tool begins and ends, whatever surrounds it.

#include <exception>
#include <string_view>
#include <vector>

#include "common/exit.hpp"
#include "common/talk.hpp"

namespace twc::tools {

/// A reader that goes, a file that reaches the limit of its size and a terminal that wants no
/// output from the background become errors of write(). The numbers of standard input, output and
/// error that are closed are taken: nothing that is opened later is written to by mistake.
void prepare_process();

/// INT, TERM and HUP end a tool alike. A tool that was started with HUP ignored, as by nohup,
/// stays.
[[nodiscard]] std::vector<int> ending_signals();

/// Runs a tool; what it throws becomes a line and an exit code.
template <typename Body>
[[nodiscard]] Exit run_tool(std::string_view name, Body body) {
  prepare_process();
  try {
    return body();
  } catch (const Failure& failure) {
    complain(name, failure.what());
    return failure.exit();
  } catch (const std::exception& failure) {
    complain(name, failure.what());
    return Exit::failure;
  }
}

}  // namespace twc::tools
