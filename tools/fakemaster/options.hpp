// SPDX-License-Identifier: MIT
#pragma once
/// The options of twc-fakemaster, as its user gave them.

#include <optional>
#include <string>

#include <sys/types.h>

#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

#include "common/exit.hpp"
#include "common/line_options.hpp"
#include "common/shared_options.hpp"
#include "common/style.hpp"
#include "fakemaster/choices.hpp"
#include "fakemaster/memory.hpp"

namespace twc::tools {

struct MasterOptions {
  std::string endpoint;
  LineOptions line;
  node::MasterConfig master;
  Style style = Style::text;
  std::string socket;  ///< empty: none
  std::optional<gid_t> socket_group;
  std::string state;             ///< the file to remember in; empty: none
  std::optional<Memory> memory;  ///< the memory that an earlier run has left there
  std::optional<Duration> run_for;
  bool watch = false;  ///< a live table in place of lines
  OnExit on_exit = OnExit::hold;
  SharedOptions shared;
};

/// Fills `options` from the command line, the environment and a configuration file. Anything but
/// nothing: end with it, everything is said.
[[nodiscard]] std::optional<Exit> read_options(int argc, const char* const* argv,
                                               MasterOptions& options);

}  // namespace twc::tools
