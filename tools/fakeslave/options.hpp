// SPDX-License-Identifier: MIT
#pragma once
/// The options of twc-fakeslave, as its user gave them.

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <twc/types.hpp>

#include "common/exit.hpp"
#include "common/line_options.hpp"
#include "common/shared_options.hpp"
#include "common/style.hpp"
#include "fakeslave/expectation.hpp"
#include "fakeslave/faults.hpp"
#include "fakeslave/script.hpp"
#include "fakeslave/unit_spec.hpp"

namespace twc::tools {

struct SlaveOptions {
  std::string endpoint;
  LineOptions line;
  std::vector<UnitSpec> units;
  std::vector<ScriptLine> script;
  std::vector<Expectation> expectations;
  FaultSpec faults;
  std::uint64_t seed = 0;
  Style style = Style::text;
  std::optional<Duration> run_for;
  SharedOptions shared;
};

/// Fills `options` from the command line, the environment and a configuration file. Anything but
/// nothing: end with it, everything is said. Throws Failure for a script.
[[nodiscard]] std::optional<Exit> read_options(int argc, const char* const* argv,
                                               SlaveOptions& options);

}  // namespace twc::tools
