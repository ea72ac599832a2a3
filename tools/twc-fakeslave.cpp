// SPDX-License-Identifier: MIT
/// twc-fakeslave: is one or more Wall Connectors with their cars.

#include "common/process.hpp"
#include "fakeslave/options.hpp"
#include "fakeslave/session.hpp"

namespace {

using namespace twc::tools;

Exit run(int argc, const char* const* argv) {
  SlaveOptions options;
  if (const auto exit = read_options(argc, argv, options)) return *exit;
  return SlaveSession{options}.run();
}

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(run_tool("twc-fakeslave", [&] { return run(argc, argv); }));
}
