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
using Rules = std::set<std::string>;

std::string text_of(const fs::path& file) {
  std::ifstream in{file};
  INFO(file.string());
  REQUIRE(in.is_open());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

/// The matches of the first group of `pattern`.
Rules all_of(const std::string& text, const std::string& pattern) {
  const std::regex matcher{pattern};
  Rules found;
  for (std::sregex_iterator at{text.begin(), text.end(), matcher}, end; at != end; ++at) {
    found.insert((*at)[1]);
  }
  return found;
}

Rules rules_in(const std::string& code) {
  return all_of(code, R"(\b([RS](?:10|[1-9]))\b)");
}

std::string page() {
  return text_of(TWC_SOURCE "/libtwc/MASTER.md");
}

Rules stated_rules() {
  return all_of(page(), R"(\n\*\*([RS][0-9]+)\.\*\* )");
}

/// The rules that each file of the master names.
std::map<std::string, Rules> rules_of_files() {
  std::map<std::string, Rules> files;
  for (const char* const folder : {"/libtwc/src/node", "/libtwc/include/twc/node"}) {
    for (const auto& entry : fs::directory_iterator{std::string{TWC_SOURCE} + folder}) {
      files[entry.path().filename().string()] = rules_in(text_of(entry.path()));
    }
  }
  return files;
}

/// A row of the table that says where each rule is.
struct RuleRow {
  std::string rule;
  Rules files;
  std::string promise;
};

std::vector<RuleRow> rule_rows() {
  std::vector<RuleRow> rows;
  const std::string text = page();
  const std::regex matcher{R"(\n\| ([RS][0-9]+) \| ([^|]*) \| (promise [^|]*) \|)"};
  // Rows share the line end between them.
  for (auto at = text.begin(); at != text.end();) {
    std::smatch found;
    if (!std::regex_search(at, text.end(), found, matcher)) break;
    rows.push_back({found[1], all_of(found[2], "`([^`]+)`"), found[3]});
    at = found[0].second;
  }
  return rows;
}

TEST_CASE("rules: the page states R1 to R6 and S1 to S10", "[node][rules]") {
  CHECK(stated_rules() == Rules{"R1", "R2", "R3", "R4", "R5", "R6", "S1", "S2", "S3", "S4", "S5",
                                "S6", "S7", "S8", "S9", "S10"});
}

TEST_CASE("rules: the page states each rule that the code names, and the code names each rule",
          "[node][rules]") {
  Rules named;
  for (const auto& [file, rules] : rules_of_files()) named.insert(rules.begin(), rules.end());
  CHECK(named == stated_rules());
}

TEST_CASE("rules: each rule is implemented where the page says", "[node][rules]") {
  const auto files = rules_of_files();
  Rules listed;
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
  const std::string tests = text_of(TWC_SOURCE "/tests/node/promises_test.cpp");
  Rules on_page;
  for (const RuleRow& row : rule_rows()) on_page.insert(row.promise);
  CHECK(all_of(tests, R"re(TEST_CASE\("(promise [^"]*)")re") == on_page);
}

TEST_CASE("rules: the page knows each timer by its name", "[node][rules]") {
  const std::string text = page();
  for (int at = 0; at <= static_cast<int>(node::Timer::inquiry); ++at) {
    const std::string name{to_string(static_cast<node::Timer>(at))};
    INFO(name);
    CHECK(text.find("\n| `" + name + "` | ") != std::string::npos);
  }
}

TEST_CASE("rules: each file that the page names is there", "[node][rules]") {
  const auto files = rules_of_files();
  for (const std::string& name : all_of(page(), R"(`([a-z_]+\.[ch]pp)`)")) {
    INFO(name);
    CHECK(files.count(name) == 1);
  }
}

}  // namespace
}  // namespace twc::test
