// SPDX-License-Identifier: MIT
#include "mqtt/credentials.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <stdexcept>

namespace twc::tools {
namespace {

std::string setting(const char* name) {
  const char* const value = std::getenv(name);
  return value != nullptr ? value : "";
}

}  // namespace

Credentials read_password_file(const std::string& path) {
  std::ifstream file{path};
  if (!file) throw std::invalid_argument{path + ": " + std::strerror(errno)};
  std::string line;
  std::getline(file, line);
  if (!line.empty() && line.back() == '\r') line.pop_back();
  const std::size_t colon = line.find(':');
  if (colon == std::string::npos || colon == 0) {
    throw std::invalid_argument{path + ": expected one line, USER:PASSWORD"};
  }
  return {.user = line.substr(0, colon), .password = line.substr(colon + 1)};
}

Credentials credentials_from_environment() {
  return {.user = setting("TWC_MQTT_USER"), .password = setting("TWC_MQTT_PASSWORD")};
}

}  // namespace twc::tools
