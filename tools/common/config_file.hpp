// SPDX-License-Identifier: MIT
#pragma once
/// The configuration file: CLI11's TOML and INI, with line numbers in its errors, and below the
/// environment in rank.

#include <set>
#include <string>

#include <CLI/CLI.hpp>

namespace twc::tools {

class ConfigFile : public CLI::ConfigTOML {
 public:
  /// `keys`: the long options that a file may set, and what stands behind the options.
  explicit ConfigFile(std::set<std::string> keys) : keys_{std::move(keys)} {}

  /// CLI11 would let the file win over the environment, so what the environment sets is left out.
  [[nodiscard]] std::vector<CLI::ConfigItem> from_config(std::istream& input) const override;

 private:
  void check_line(const std::string& line, std::size_t number) const;

  std::set<std::string> keys_;
};

}  // namespace twc::tools
