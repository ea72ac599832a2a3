// SPDX-License-Identifier: MIT
/// Anything as a line of a script, as --unit, as --expect, and as a configuration: it is taken, or
/// refused with a line that can be printed.

#include <algorithm>
#include <sstream>
#include <string>

#include <twc/types.hpp>

#include "common/config_file.hpp"
#include "common/event_line.hpp"
#include "fakeslave/expectation.hpp"
#include "fakeslave/script.hpp"
#include "require.hpp"

namespace {

using namespace twc;

template <typename Try>
void try_one(Try attempt) {
  try {
    attempt();
  } catch (const std::invalid_argument& refusal) {
    const std::string why = tools::error_line(tools::Style::text, "usage", refusal.what());
    const auto may_be_shown = [](char c) { return static_cast<unsigned char>(c) >= ' '; };
    fuzz::require(std::ranges::all_of(why, may_be_shown));
  }
}

void configure(const std::string& text) {
  const tools::ConfigFile file{
      {"max-current", "unit", "poll", "quiet"}
  };
  std::istringstream input{text};
  try {
    for (const CLI::ConfigItem& item : file.from_config(input)) {
      fuzz::require(item.inputs.size() <= text.size() + 1);
    }
  } catch (const CLI::Error& refusal) {
    fuzz::require(*refusal.what() != '\0');
  }
}

void drive(const tools::UnitSpec& spec, const tools::ScriptLine& line) {
  Time now{std::chrono::hours{1}};
  tools::Connector unit{spec, now};
  for (int second = 0; second < 3; ++second, now += std::chrono::seconds{1}) {
    unit.obey(now, line);
    while (unit.unit.poll(now)) {
    }
    static_cast<void>(unit.see(now));
  }
}

}  // namespace

// NOLINTNEXTLINE(readability-identifier-naming): libFuzzer calls it so
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): bytes that are characters
  const std::string text{reinterpret_cast<const char*>(data), size};
  configure(text);
  tools::UnitSpec spec = tools::default_unit(0);
  std::istringstream lines{text};
  for (std::string line; std::getline(lines, line);) {
    try_one([&] { spec = tools::parse_unit_spec(line); });
    try_one([&] { drive(spec, tools::parse_script_line(line)); });
    try_one([&] {
      const tools::Expectation expectation{line};
      tools::Connectors units;
      units.emplace_back(spec, Time{std::chrono::hours{1}});
      static_cast<void>(expectation.broken(Time{std::chrono::hours{2}}, Time{}, units));
    });
  }
  return 0;
}
