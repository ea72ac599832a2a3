/// twc-fakemaster: plays the master of a bus and caps its current.

#include <csignal>
#include <exception>

#include <fmt/format.h>

#include "common/exit.hpp"
#include "fakemaster/options.hpp"
#include "fakemaster/session.hpp"

namespace {

using namespace twc::tools;

Exit run(int argc, const char* const* argv) {
  MasterOptions options;
  if (const auto exit = read_options(argc, argv, options)) return *exit;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return Session{options}.run();
  } catch (const Failure& failure) {
    fmt::print(stderr, "twc-fakemaster: {}\n", failure.what());
    return failure.exit();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "twc-fakemaster: {}\n", failure.what());
    return Exit::failure;
  }
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): fmt::print to a terminal does not throw
int main(int argc, char** argv) {
  return static_cast<int>(run(argc, argv));
}
