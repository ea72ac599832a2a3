// SPDX-License-Identifier: MIT
#pragma once
/// User and password for a broker.

#include <string>

namespace twc::tools {

struct Credentials {
  std::string user;  ///< empty: none
  std::string password;
};

/// One line, `USER:PASSWORD`. Throws std::invalid_argument with what was expected, never with what
/// stands in the file.
[[nodiscard]] Credentials read_password_file(const std::string& path);

/// TWC_MQTT_USER and TWC_MQTT_PASSWORD.
[[nodiscard]] Credentials credentials_from_environment();

}  // namespace twc::tools
