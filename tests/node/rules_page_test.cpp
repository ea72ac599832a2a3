// SPDX-License-Identifier: MIT
/// libtwc/MASTER.md against the code: each rule is stated, implemented where the page says, and
/// promised by a test.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <map>
#include <regex>
#include <set>
#include <sstream>
#include <string>

#include <twc/node/timers.hpp>

#include "support/catch.hpp"

namespace twc::test {
namespace {

namespace fs = std::filesystem;
using RuleNames = std::set<std::string>;

std::string text_of_file(const fs::path& file) {
  std::ifstream in{file};
  INFO(file.string());
  REQUIRE(in.is_open());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The matches of the first group of `pattern`.
RuleNames matches_in(const std::string& text, const std::string& pattern) {
  const std::regex matcher{pattern};
  RuleNames found;
  for (std::sregex_iterator at{text.begin(), text.end(), matcher}, end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

RuleNames rules_in(const std::string& code) {
  return matches_in(code, R"(\b([RS](?:10|[1-9]))\b)");
}

std::string master_page() {
  return text_of_file(TWC_SOURCE "/libtwc/MASTER.md");
}

RuleNames stated_rules() {
  return matches_in(master_page(), R"(\n\*\*([RS][0-9]+)\.\*\* )");
}

/// The rules that each file of the master names.
std::map<std::string, RuleNames> rules_of_files() {
  std::map<std::string, RuleNames> files;
  for (const char* const folder : {"/libtwc/src/node", "/libtwc/include/twc/node"}) {
    for (const auto& entry : fs::directory_iterator{std::string{TWC_SOURCE} + folder}) {
      files[entry.path().filename().string()] = rules_in(text_of_file(entry.path()));
    }
  }
  return files;
}

/// A row of the table that says where each rule is.
struct RuleRow {
  std::string rule;
  RuleNames files;
  std::string promise;
};

std::vector<RuleRow> rule_rows() {
  std::vector<RuleRow> rows;
  const std::string text = master_page();
  const std::regex matcher{R"(\n\| ([RS][0-9]+) \| ([^|]*) \| (promise [^|]*) \|)"};
  // Rows share the line end between them.
  for (auto at = text.begin(); at != text.end();) {
    std::smatch found;
    if (!std::regex_search(at, text.end(), found, matcher)) break;
    rows.push_back({found[1], matches_in(found[2], "`([^`]+)`"), found[3]});
    at = found[0].second;
  }
  return rows;
}

TEST_CASE("rules: the page states R1 to R6 and S1 to S10", "[node][rules]") {
  CHECK(stated_rules() == RuleNames{"R1", "R2", "R3", "R4", "R5", "R6", "S1", "S2", "S3", "S4",
                                    "S5", "S6", "S7", "S8", "S9", "S10"});
}

TEST_CASE("rules: the page states each rule that the code names, and the code names each rule",
          "[node][rules]") {
  RuleNames named;
  for (const auto& [file, rules] : rules_of_files()) named.insert(rules.begin(), rules.end());
  CHECK(named == stated_rules());
}

TEST_CASE("rules: each rule is implemented where the page says", "[node][rules]") {
  const auto files = rules_of_files();
  RuleNames listed;
  for (const RuleRow& row : rule_rows()) {
    INFO(row.rule);
    listed.insert(row.rule);
    CHECK_FALSE(row.files.empty());
    for (const std::string& file : row.files) {
      INFO(file);
      const auto found = files.find(file);
      REQUIRE(found != files.end());
      CHECK(found->second.count(row.rule) == 1);
    }
  }
  CHECK(listed == stated_rules());
}

TEST_CASE("rules: each promise test is on the page, and the other way round", "[node][rules]") {
  const std::string tests = text_of_file(TWC_SOURCE "/tests/node/promises_test.cpp");
  RuleNames on_page;
  for (const RuleRow& row : rule_rows()) on_page.insert(row.promise);
  CHECK(matches_in(tests, R"re(TEST_CASE\("(promise [^"]*)")re") == on_page);
}

TEST_CASE("rules: the page knows each timer by its name", "[node][rules]") {
  const std::string text = master_page();
  for (int at = 0; at <= static_cast<int>(node::Timer::inquiry); ++at) {
    const std::string name{to_string(static_cast<node::Timer>(at))};
    INFO(name);
    CHECK(text.find("\n| `" + name + "` | ") != std::string::npos);
  }
}

TEST_CASE("rules: each file that the page names is there", "[node][rules]") {
  const auto files = rules_of_files();
  for (const std::string& name : matches_in(master_page(), R"(`([a-z_]+\.[ch]pp)`)")) {
    INFO(name);
    CHECK(files.count(name) == 1);
  }
}

}  // namespace
}  // namespace twc::test
