/// twc-mqtt: what masters say, at an MQTT broker; what is asked for there, to the masters.

#include <csignal>
#include <exception>

#include <fmt/format.h>

#include "common/exit.hpp"
#include "mqtt/options.hpp"
#include "mqtt/session.hpp"

namespace {

using namespace twc::tools;

Exit run(int argc, const char* const* argv) {
  MqttOptions options;
  if (const auto exit = read_options(argc, argv, options)) return *exit;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    return MqttSession{options}.run();
  } catch (const Failure& failure) {
    fmt::print(stderr, "twc-mqtt: {}\n", failure.what());
    return failure.exit();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "twc-mqtt: {}\n", failure.what());
    return Exit::failure;
  }
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): fmt::print to a terminal does not throw
int main(int argc, char** argv) {
  return static_cast<int>(run(argc, argv));
}
