// SPDX-License-Identifier: MIT
#include "common/config_file.hpp"

#include <algorithm>
#include <cstdlib>
#include <sstream>

#include <fmt/format.h>

#include "common/environment.hpp"
#include "common/nearest.hpp"

namespace twc::tools {

void ConfigFile::check_line(const std::string& line, std::size_t number) const {
  const std::string text = CLI::detail::trim_copy(line);
  if (text.empty() || text.front() == '#' || text.front() == ';') return;
  const std::size_t equals = text.find('=');
  if (equals == std::string::npos) {
    throw CLI::ConfigError{fmt::format("line {}: expected 'key = value', got '{}'", number, text)};
  }
  const std::string key = CLI::detail::trim_copy(text.substr(0, equals));
  if (keys_.contains(key)) return;
  const std::vector<std::string_view> names{keys_.begin(), keys_.end()};
  const std::string_view meant = nearest(key, names);
  const std::string hint =
      meant.empty() ? "keys are the long options" : fmt::format("'{}' is one", meant);
  throw CLI::ConfigError{fmt::format("line {}: there is no option '{}'; {}", number, key, hint)};
}

std::vector<CLI::ConfigItem> ConfigFile::from_config(std::istream& input) const {
  std::ostringstream all;
  std::string line;
  for (std::size_t number = 1; std::getline(input, line); ++number) {
    check_line(line, number);
    all << line << '\n';
  }
  if (input.bad()) throw CLI::ConfigError{"cannot be read to its end"};
  std::istringstream again{all.str()};
  std::vector<CLI::ConfigItem> settings = CLI::ConfigTOML::from_config(again);
  std::erase_if(settings, [](const CLI::ConfigItem& item) {
    const char* const set = std::getenv(environment_name(item.name).c_str());
    return set != nullptr && *set != '\0';
  });
  return settings;
}

}  // namespace twc::tools
