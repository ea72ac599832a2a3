// SPDX-License-Identifier: MIT
#pragma once
/// The options that all tools share, and how options are read: flags win over TWC_… environment
/// variables, those over the configuration file.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

#include "common/exit.hpp"
#include "common/shared_options.hpp"

namespace twc::tools {

/// Reads one value; throws std::invalid_argument with what was expected.
using ValueReader = std::function<void(const std::string& value)>;

/// The command line of one tool.
class CommandLine {
 public:
  CommandLine(std::string name, std::string description);

  /// The options from here on stand below this title in --help.
  void group(const std::string& name);
  /// `names` as CLI11 has them: "-n,--count". Errors name the option.
  CLI::Option& value(const std::string& names, const ValueReader& read, const std::string& help);
  /// A value that may be given several times, or as a comma list.
  CLI::Option& list(const std::string& names, const ValueReader& read, const std::string& help);
  /// A value that may be left out; it is then read as "auto". Written with `=`, so that the option
  /// never swallows what follows it.
  CLI::Option& optional_value(const std::string& name, const ValueReader& read,
                              const std::string& help);
  CLI::Option& flag(const std::string& names, bool& target, const std::string& help);
  /// An argument that stands behind the options. `name` in small letters, as in a file.
  CLI::Option& positional(const std::string& name, std::vector<std::string>& target,
                          const std::string& help);
  /// Ends --help with `text`.
  void footer(const std::string& text) { app_.footer(text); }

  /// Nothing: go on. Otherwise the tool is done: help or the version was printed, or a usage error.
  [[nodiscard]] std::optional<Exit> parse(int argc, const char* const* argv);
  /// For a tool that has found nothing else to refuse. Nothing: go on. Otherwise the configuration
  /// was only to be checked.
  [[nodiscard]] std::optional<Exit> checked() const;

  [[nodiscard]] const SharedOptions& shared() const { return shared_; }

 private:
  void add_shared();
  void read_environment_and_file();
  [[nodiscard]] std::vector<std::string> spell_out(int argc, const char* const* argv) const;

  CLI::App app_;
  SharedOptions shared_;
  std::vector<std::string> optional_names_;  // "--stats"
};

}  // namespace twc::tools
