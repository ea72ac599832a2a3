// SPDX-License-Identifier: MIT
#pragma once
/// The options of twc-mqtt, as its user gave them.

#include <optional>
#include <string>
#include <vector>

#include <twc/types.hpp>

#include "common/exit.hpp"
#include "common/shared_options.hpp"
#include "mqtt/broker.hpp"
#include "mqtt/credentials.hpp"

namespace twc::tools {

struct MqttOptions {
  std::vector<BrokerAddress> brokers;
  std::vector<std::string> sources;
  std::string prefix = "twc";
  std::string bridge;        ///< the name of this machine, unless said otherwise
  std::string name = "bus";  ///< names the bus whose lines come in on standard input
  std::string ca;
  std::string cert;
  std::string key;
  Credentials credentials;
  bool has_no_discovery = false;
  std::string discovery_prefix = "homeassistant";
  bool tells_vin = false;
  std::optional<Duration> run_for;
  SharedOptions shared;
};

/// Fills `options` from the command line, the environment and a configuration file. Anything but
/// nothing: end with it, everything is said.
[[nodiscard]] std::optional<Exit> read_options(int argc, const char* const* argv,
                                               MqttOptions& options);

}  // namespace twc::tools
