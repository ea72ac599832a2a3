// SPDX-License-Identifier: MIT
#include "common/options.hpp"

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <cstdlib>
#include <memory>
#include <set>
#include <stdexcept>

#include <fmt/format.h>
#include <unistd.h>

#include "common/config_file.hpp"
#include "common/environment.hpp"
#include "common/fit.hpp"
#include "common/option_faults.hpp"
#include "common/talk.hpp"

#ifndef TWC_VERSION
#error "the build names the version"
#endif

namespace twc::tools {
namespace {

/// Where descriptions begin in --help.
constexpr std::size_t option_column = 28;

/// Whether a configuration file and the environment may not say `name`.
bool is_for_the_command_line(const std::string& name) {
  const std::set<std::string> names{"help", "version", "config", "check-config"};
  return name.empty() || names.contains(name);
}

/// `--redact=5`: CLI11 would take it.
void refuse_value_of_flag(const CLI::App& app, const std::string& argument) {
  const std::size_t sign = argument.find('=');
  if (!argument.starts_with("--") || sign == std::string::npos) return;
  const std::string name = argument.substr(0, sign);
  const CLI::Option* const option = app.get_option_no_throw(name);
  if (option == nullptr || option->get_items_expected_max() != 0) return;
  throw CLI::ValidationError{name, "expected no value"};
}

std::string long_name(const CLI::Option& option) {
  if (option.get_positional()) return option.get_name(true);
  return option.get_lnames().empty() ? std::string{} : option.get_lnames().front();
}

Color color_of(const std::string& text) {
  if (text == "auto") return Color::automatic;
  if (text == "always") return Color::always;
  if (text == "never") return Color::never;
  throw std::invalid_argument{fmt::format("expected auto, always or never; got '{}'", text)};
}

/// Without CLI11's column of environment variables: all have one, and the rule is in the man page.
/// Positional arguments stand in capitals.
class Formatter : public CLI::Formatter {
 public:
  [[nodiscard]] std::string make_option_name(const CLI::Option* option,
                                             bool is_positional) const override {
    std::string name = CLI::Formatter::make_option_name(option, is_positional);
    if (is_positional) std::ranges::transform(name, name.begin(), ::toupper);
    return name;
  }
  [[nodiscard]] std::string make_option_opts(const CLI::Option* option) const override {
    return option->get_type_size() == 0 ? std::string{} : " " + option->get_type_name();
  }
};

}  // namespace

CommandLine::CommandLine(std::string name, std::string description)
    : app_{std::move(description), std::move(name)} {
  const auto formatter = std::make_shared<Formatter>();
  formatter->column_width(option_column);
  app_.formatter(formatter);
  app_.set_help_flag();  // it comes last, with what all tools have
}

void CommandLine::group(const std::string& name) {
  app_.option_defaults()->group(name);
}

CLI::Option& CommandLine::value(const std::string& names, const ValueReader& read,
                                const std::string& help) {
  const std::string long_option = names.substr(names.find("--"));
  const auto read_all = [long_option, read](const CLI::results_t& texts) {
    for (const std::string& text : texts) {
      try {
        read(text);
      } catch (const std::invalid_argument& wrong) {
        throw CLI::ValidationError{long_option, with_hint(wrong.what(), text)};
      }
    }
    return true;
  };
  return *app_.add_option(names, CLI::callback_t{read_all}, help);
}

CLI::Option& CommandLine::list(const std::string& names, const ValueReader& read,
                               const std::string& help) {
  CLI::Option& option = value(names, read, help);
  option.multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
  option.expected(1, CLI::detail::expected_max_vector_size);
  option.allow_extra_args(false);
  return option;
}

CLI::Option& CommandLine::optional_value(const std::string& name, const ValueReader& read,
                                         const std::string& help) {
  optional_names_.push_back(name);
  const auto read_or_default = [read](const std::string& text) {
    read(text == "true" ? "auto" : text);  // as a configuration file says it
  };
  return value(name, read_or_default, help);
}

CLI::Option& CommandLine::flag(const std::string& names, bool& target, const std::string& help) {
  return *app_.add_flag(names, target, help);
}

CLI::Option& CommandLine::positional(const std::string& name, std::vector<std::string>& target,
                                     const std::string& help) {
  return *app_.add_option(name, target, help)->type_name("");
}

void CommandLine::add_shared() {
  group("General");
  app_.set_help_flag("-h,--help", "Print this help and end");
  app_.set_version_flag("-V,--version", fmt::format("{} {}", app_.get_name(), TWC_VERSION),
                        "Print the version and end");
  app_.add_flag("-v,--verbose", shared_.verbosity, "Say more on standard error; repeatable");
  app_.add_flag("-q,--quiet", shared_.quiet, "Say only errors on standard error");
  value(
      "--color", [this](const std::string& text) { shared_.color = color_of(text); },
      "Colour the output: auto, always or never")
      .type_name("WHEN");
  app_.add_flag("--check-config", shared_.check_config,
                "Read the options, the environment and the configuration, then end");
}

void CommandLine::read_environment_and_file() {
  std::set<std::string> keys;
  for (CLI::Option* const option : app_.get_options()) {
    const std::string name = long_name(*option);
    if (is_for_the_command_line(name)) continue;
    option->envname(environment_name(name));
    keys.insert(name);
  }
  app_.set_config("--config", "", "Read options from FILE: TOML or INI, keys as the long options")
      ->type_name("FILE");
  app_.config_formatter(std::make_shared<ConfigFile>(keys));
  app_.allow_config_extras(CLI::config_extras_mode::error);
}

/// `--stats` alone would take the next argument as its value, so it is given one here.
std::vector<std::string> CommandLine::spell_out(int argc, const char* const* argv) const {
  std::vector<std::string> arguments{argv + 1, argv + argc};
  const auto end = std::ranges::find(arguments, "--");
  for (auto at = arguments.begin(); at != end; ++at) {
    refuse_value_of_flag(app_, *at);
    if (std::ranges::find(optional_names_, *at) != optional_names_.end()) *at += "=auto";
  }
  std::ranges::reverse(arguments);  // as CLI11 wants them
  return arguments;
}

std::optional<Exit> CommandLine::parse(int argc, const char* const* argv) {
  add_shared();
  read_environment_and_file();
  try {
    app_.parse(spell_out(argc, argv));
  } catch (const CLI::CallForHelp&) {
    constexpr std::size_t indent = option_column + 2;
    fmt::print("{}", fitted(app_.help(), columns_of(STDOUT_FILENO), indent));
    return Exit::done;
  } catch (const CLI::Success& asked) {
    app_.exit(asked);
    return Exit::done;
  } catch (const CLI::ConfigError& wrong) {
    complain(app_.get_name(),
             fmt::format("{}: {}", app_.get_config_ptr()->as<std::string>(), wrong.what()));
    return Exit::usage;
  } catch (const CLI::ParseError& wrong) {
    complain(app_.get_name(), fault_of(app_, wrong));
    return Exit::usage;
  }
  const auto stray = stray_variable();
  if (!stray) return std::nullopt;
  complain(app_.get_name(), *stray);
  return Exit::usage;
}

std::optional<Exit> CommandLine::checked() const {
  if (!shared_.check_config) return std::nullopt;
  fmt::print("{}: the configuration is fine\n", app_.get_name());
  return Exit::done;
}

bool wants_color(Color choice) {
  if (choice != Color::automatic) return choice == Color::always;
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const terminal = std::getenv("TERM");
  const bool is_dumb = terminal != nullptr && std::string_view{terminal} == "dumb";
  return (no_color == nullptr || *no_color == '\0') && !is_dumb && isatty(STDOUT_FILENO) == 1;
}

}  // namespace twc::tools
