/// twc-fakeslave: is one or more Wall Connectors with their cars.

#include <csignal>
#include <exception>

#include <fmt/format.h>

#include "common/exit.hpp"
#include "fakeslave/options.hpp"
#include "fakeslave/session.hpp"

namespace {

using namespace twc::tools;

Exit run(int argc, const char* const* argv) {
  std::signal(SIGPIPE, SIG_IGN);
  try {
    SlaveOptions options;
    if (const auto exit = read_options(argc, argv, options)) return *exit;
    return SlaveSession{options}.run();
  } catch (const Failure& failure) {
    fmt::print(stderr, "twc-fakeslave: {}\n", failure.what());
    return failure.exit();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "twc-fakeslave: {}\n", failure.what());
    return Exit::failure;
  }
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): fmt::print to a terminal does not throw
int main(int argc, char** argv) {
  return static_cast<int>(run(argc, argv));
}
