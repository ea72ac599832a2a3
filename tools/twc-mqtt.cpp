// SPDX-License-Identifier: MIT
/// twc-mqtt: what masters say, at an MQTT broker; what is asked for there, to the masters.

#include "common/process.hpp"
#include "mqtt/options.hpp"
#include "mqtt/session.hpp"

namespace {

using namespace twc::tools;

Exit run(int argc, const char* const* argv) {
  MqttOptions options;
  if (const auto exit = read_options(argc, argv, options)) return *exit;
  return MqttSession{options}.run();
}

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(run_tool("twc-mqtt", [&] { return run(argc, argv); }));
}
