// SPDX-License-Identifier: MIT
/// twc-fakemaster: plays the master of a bus and caps its current.

#include "common/process.hpp"
#include "fakemaster/options.hpp"
#include "fakemaster/session.hpp"

namespace {

using namespace twc::tools;

Exit run(int argc, const char* const* argv) {
  MasterOptions options;
  if (const auto exit = read_options(argc, argv, options)) return *exit;
  return Session{options}.run();
}

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(run_tool("twc-fakemaster", [&] { return run(argc, argv); }));
}
