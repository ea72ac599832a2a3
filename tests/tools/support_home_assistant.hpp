// SPDX-License-Identifier: MIT
#pragma once
/// Checks what Home Assistant's documentation asks of a discovery document, written from its pages
/// on MQTT discovery, number, switch, select, sensor and binary sensor; knows nothing of who makes
/// them.

#include <string>
#include <vector>

#include "mqtt/json.hpp"

namespace twc::test {

/// One line for each thing that Home Assistant would refuse or ignore. Empty: a valid document.
[[nodiscard]] std::vector<std::string> faults_in(const tools::Json& document);

}  // namespace twc::test
