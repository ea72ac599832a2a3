// SPDX-License-Identifier: MIT
/// The lists that quote lines of the code, against the code: tests/mutate and tests/unreached.txt.

#include <fstream>
#include <map>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "support/catch.hpp"

namespace twc::test {
namespace {

std::string content_of(const std::string& file) {
  std::ifstream in{TWC_SOURCE "/" + file};
  INFO(file);
  REQUIRE(in.is_open());
  std::ostringstream text;
  text << in.rdbuf();
  return text.str();
}

std::vector<std::string> cells_of(const std::string& row) {
  constexpr std::string_view separator = " | ";
  std::vector<std::string> cells;
  std::size_t begin = 0;
  for (std::size_t end = 0; (end = row.find(separator, begin)) != std::string::npos;) {
    cells.push_back(row.substr(begin, end - begin));
    begin = end + separator.size();
  }
  cells.push_back(row.substr(begin));
  return cells;
}

std::vector<std::vector<std::string>> rows_of(const std::string& list) {
  std::vector<std::vector<std::string>> rows;
  std::istringstream in{content_of(list)};
  for (std::string line; std::getline(in, line);) {
    if (!line.empty() && line.front() != '#') rows.push_back(cells_of(line));
  }
  return rows;
}

/// Each run of blanks and line ends as one blank, as the lists quote lines.
std::string on_one_line(const std::string& text) {
  std::istringstream in{text};
  std::string all;
  for (std::string word; in >> word;) all += word + ' ';
  return all;
}

std::size_t times_in(const std::string& text, const std::string& part) {
  std::size_t times = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) {
    ++times;
  }
  return times;
}

TEST_CASE("lists: each change that a test must notice quotes code that stands there once",
          "[node][lists]") {
  std::map<std::string, int> rules;
  for (const auto& row : rows_of("tests/mutate/named.txt")) {
    REQUIRE(row.size() == 4);
    ++rules[row[0]];
    INFO(row[1] << ": " << row[2]);
    CHECK(times_in(content_of(row[1]), row[2]) == 1);
  }
  for (const char* const rule : {"R1", "R2", "R3", "R4", "R5", "R6"}) CHECK(rules[rule] >= 5);
  for (int rule = 1; rule <= 10; ++rule) CHECK(rules["S" + std::to_string(rule)] >= 2);
}

TEST_CASE("lists: each line that may change or stay unreached stands there, with a reason",
          "[node][lists]") {
  for (const char* const list : {"tests/mutate/survivors.txt", "tests/unreached.txt"}) {
    for (const auto& row : rows_of(list)) {
      REQUIRE(row.size() >= 3);
      INFO(list << ": " << row[0] << ": " << row[1]);
      CHECK(times_in(on_one_line(content_of(row[0])), row[1]) >= 1);
      CHECK(row.back().size() > 10);
    }
  }
}

}  // namespace
}  // namespace twc::test
