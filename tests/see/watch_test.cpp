// SPDX-License-Identifier: MIT
/// The parts of a live table.

#include <array>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "watch/table.hpp"
#include "watch/terminal.hpp"

using namespace twc;
using namespace twc::tools;
using namespace std::chrono_literals;

namespace {

constexpr auto three_columns = std::to_array<Column>({
    {.title = "unit",  .width = 4, .rank = 0, .is_right = false},
    {.title = "state", .width = 8, .rank = 1, .is_right = false},
    {.title = "drawn", .width = 6, .rank = 0, .is_right = true }
});
const std::vector<std::vector<std::string>> two_rows{
    {"2019", "charging",     "15.22"},
    {"3495", "a long state", "0.00" }
};

}  // namespace

TEST_CASE("watch: a table has its titles, and cells that fit", "[watch]") {
  CHECK(table_lines(three_columns, two_rows, 80) ==
        std::vector<std::string>{"unit  state      drawn", "2019  charging   15.22",
                                 "3495  a lon...    0.00"});
}

TEST_CASE("watch: a narrow screen leaves out the column that matters least", "[watch]") {
  CHECK(table_lines(three_columns, two_rows, 20) ==
        std::vector<std::string>{"unit   drawn", "2019   15.22", "3495    0.00"});
  for (std::size_t width = 1; width < 40; ++width) {
    for (const std::string& line : table_lines(three_columns, two_rows, width)) {
      CHECK(line.size() <= width);
    }
  }
}

TEST_CASE("watch: a bar shows what is drawn, and the limit", "[watch]") {
  CHECK(bar(16_A, 16_A, 32_A) == "#####     ");
  CHECK(bar(6_A, 16_A, 32_A) == "##  |     ");
  CHECK(bar(0_A, 32_A, 32_A) == "         |");
  CHECK(bar(80_A, 32_A, 32_A) == "##########");
  CHECK(bar(0_A, 0_A, 0_A) == "          ");
}

TEST_CASE("watch: an age is a number with one unit", "[watch]") {
  CHECK(age(450ms) == "0.4 s");
  CHECK(age(12s) == "12 s");
  CHECK(age(125s) == "2 min");
  CHECK(age(3h) == "3 h");
  CHECK(stopwatch(3723s) == "1:02:03");
}

TEST_CASE("watch: a picture has no more rows and columns than the screen", "[watch]") {
  const std::vector<std::string> lines{"one", "a line that is too long", "three"};
  CHECK(redrawn(lines, {.columns = 10, .rows = 3}) ==
        "\x1b[Hone\x1b[K\r\na line tha\x1b[K\r\n\x1b[J");
  CHECK(redrawn(lines, {.columns = 10, .rows = 0}) == "\x1b[H\x1b[J");
}
