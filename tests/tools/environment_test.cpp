// SPDX-License-Identifier: MIT
/// TWC_... variables: each tool knows those of the others.

#include "common/environment.hpp"

#include <algorithm>
#include <regex>
#include <set>
#include <string>

#include "support/catch.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;

namespace {

/// The variables of the options that --help lists.
std::set<std::string> variables_of(const char* program) {
  const std::string help = Program{program, {"--help"}}.finish().out;
  const std::regex option{"\n +(?:-[a-zA-Z],)?--([-a-z0-9]+)"};
  std::set<std::string> found;
  for (std::sregex_iterator at{help.begin(), help.end(), option}, end; at != end; ++at) {
    const std::string name = (*at)[1].str();
    const bool only_typed = name == "help" || name == "version" || name == "config";
    if (!only_typed && name != "check-config") found.insert(twc::tools::environment_name(name));
  }
  CHECK(found.size() > 10);
  return found;
}

}  // namespace

TEST_CASE("environment: the variables of all tools are those that each of them knows",
          "[master][usage]") {
  // The login stands in no option: command lines are there for everybody to read.
  std::set<std::string> all{"TWC_ENDPOINT", "TWC_SOURCE", "TWC_BROKER", "TWC_MQTT_USER",
                            "TWC_MQTT_PASSWORD"};
  for (const char* const program : {TWC_SNIFF, TWC_FAKEMASTER, TWC_FAKESLAVE, TWC_MQTT}) {
    all.merge(variables_of(program));
  }
  std::set<std::string> known;
  for (const std::string_view name : twc::tools::names_of_all_tools()) {
    known.insert(twc::tools::environment_name(std::string{name}));
  }
  CHECK(all == known);
}
