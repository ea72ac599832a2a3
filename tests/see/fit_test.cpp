// SPDX-License-Identifier: MIT
/// Lines that fit the terminal.

#include "common/fit.hpp"

#include <string>

#include "support/catch.hpp"

using twc::tools::fitted;

TEST_CASE("fit: a line that fits stays as it is", "[fit]") {
  CHECK(fitted("2019 > *  max 32.00 A", 80, 4) == "2019 > *  max 32.00 A");
  CHECK(fitted("a  b\n", 4, 2) == "a  b\n");
  CHECK(fitted("", 80, 4).empty());
}

TEST_CASE("fit: in a pipe lines stay whole", "[fit]") {
  const std::string line(500, 'x');
  CHECK(fitted(line, 0, 4) == line);
  CHECK(twc::tools::columns_of(-1) == 0);
}

TEST_CASE("fit: a longer line goes on at a word, set in", "[fit]") {
  CHECK(fitted("limit 16.00 A  draws 15.22 A", 15, 2) == "limit 16.00 A\n  draws 15.22 A");
  CHECK(fitted("one two\nthree four five\n", 10, 2) == "one two\nthree four\n  five\n");
}

TEST_CASE("fit: a word that is too long is cut", "[fit]") {
  CHECK(fitted("FDE0201977770106", 8, 2) == "FDE02019\n  777701\n  06");
}

TEST_CASE("fit: colours take no room", "[fit]") {
  CHECK(fitted("\x1b[31mone two\x1b[0m", 7, 2) == "\x1b[31mone two\x1b[0m");
  CHECK(fitted("\x1b[31mone two\x1b[0m", 5, 2) == "\x1b[31mone\n  two\x1b[0m");
}

TEST_CASE("fit: no row is longer than the terminal, and no word is lost", "[fit]") {
  for (std::size_t columns = 8; columns < 60; ++columns) {
    const std::string text =
        "12:00:00.104  2019 > 7777  slave_heartbeat    set_limit_ack  limit 16.00 A  draws 15.22 A";
    const std::string rows = fitted(text, columns, 4);
    std::string words;
    std::size_t row = 0;
    for (const char c : rows) {
      row = c == '\n' ? 0 : row + 1;
      CHECK(row <= columns);
      if (c != ' ' && c != '\n') words += c;
    }
    std::string expected;
    for (const char c : text) {
      if (c != ' ') expected += c;
    }
    CHECK(words == expected);
  }
}
