// SPDX-License-Identifier: MIT
/// Values of options as people write them.

#include <twc/unit/serial_number.hpp>

#include "common/line_splitter.hpp"
#include "common/units.hpp"
#include "fakemaster/settings.hpp"
#include "support/catch.hpp"

using namespace twc;
using namespace twc::tools;

TEST_CASE("settings: amperes are decimal and rounded down", "[fakemaster][settings]") {
  CHECK(parse_amps("16") == 16_A);
  CHECK(parse_amps("12.5") == Centiamps{1250});
  CHECK(parse_amps("12.29") == Centiamps{1229});
  CHECK(parse_amps("6.999") == Centiamps{699});
  CHECK(parse_amps("0") == Centiamps{});
  CHECK(parse_amps("1e9") == Centiamps{0xFFFF});
  CHECK(parse_hundredths("1000") == 100'000);
  for (const char* const wrong :
       {"", "abc", "12,5", "-1", "-0", "+1", " 1", "1 ", "16A", "nan", "inf", "0x10", "1e999"}) {
    INFO(wrong);
    CHECK_THROWS_AS(parse_amps(wrong), std::invalid_argument);
  }
}

TEST_CASE("settings: an id is four hex digits and not 0000", "[fakemaster][settings]") {
  CHECK(parse_id("2019") == TwcId{0x2019});
  CHECK(parse_id("77ab") == TwcId{0x77AB});
  for (const char* const wrong : {"", "XYZ", "0000", "201", "20190", "-201", "0x20"}) {
    INFO(wrong);
    CHECK_THROWS_AS(parse_id(wrong), std::invalid_argument);
  }
}

TEST_CASE("settings: a unit is its id and what is said of it", "[fakemaster][settings]") {
  const node::UnitSettings unit = parse_unit("2019:max=16,min=7.5,priority=-1");
  CHECK(unit.id == TwcId{0x2019});
  CHECK(unit.most == 16_A);
  CHECK(unit.least == Centiamps{750});
  CHECK(unit.priority == -1);
  CHECK_FALSE(parse_unit("2019:priority=2").most);
  for (const char* const wrong :
       {"", "XYZ:max=16", "0000:max=16", "2019:max", "2019:max=0", "2019:max=81", "2019:maximum=16",
        "2019:priority=high", "2019:max=16,,min=6"}) {
    INFO(wrong);
    CHECK_THROWS_AS(parse_unit(wrong), std::invalid_argument);
  }
}

TEST_CASE("settings: only rotate takes a duration", "[fakemaster][settings]") {
  node::MasterConfig config;
  set_policy("rotate", config);
  CHECK(config.rotate_every == std::chrono::hours{2});
  set_policy("rotate:5m", config);
  CHECK(config.policy == node::Policy::rotate);
  CHECK(config.rotate_every == std::chrono::minutes{5});
  set_policy("priority", config);
  CHECK(config.policy == node::Policy::priority);
  CHECK_THROWS_AS(set_policy("fair:5m", config), std::invalid_argument);
  CHECK_THROWS_AS(set_policy("rotate:5", config), std::invalid_argument);
  CHECK_THROWS_AS(set_policy("rotate:0s", config), std::invalid_argument);
}

TEST_CASE("settings: a chosen id is one that no healthy unit has", "[fakemaster][settings]") {
  for (unsigned tries = 0; tries < 1000; ++tries) {
    CHECK_FALSE(unit::is_factory_id(choose_id(std::nullopt).id));
    CHECK(choose_id(tries).id == choose_id(tries).id);
  }
}

TEST_CASE("line splitter: lines are the same however they arrive", "[fakemaster][lines]") {
  const std::string text = "limit 16\n\nstatus\r\n" + std::string(5000, 'x') + "\nquit\nhalf";
  const std::vector<std::string> expected{"limit 16", "", "status\r", "(too long)", "quit"};
  for (const std::size_t step : {1U, 3U, 1000U, 10'000U}) {
    LineSplitter splitter;
    std::vector<std::string> lines;
    for (std::size_t at = 0; at < text.size(); at += step) {
      splitter.feed(std::string_view{text}.substr(at, step),
                    [&](std::optional<std::string_view> line) {
                      lines.emplace_back(line.value_or("(too long)"));
                    });
    }
    CHECK(lines == expected);
  }
}

TEST_CASE("line splitter: the longest line passes, a longer one is told as such",
          "[fakemaster][lines]") {
  LineSplitter splitter{LineSplitter::of_answers};
  std::vector<std::size_t> sizes;
  const auto note = [&](std::optional<std::string_view> line) {
    sizes.push_back(line ? line->size() : 0);
  };
  splitter.feed(std::string(65'536, 'x') + '\n', note);
  splitter.feed(std::string(65'537, 'x') + '\n', note);
  CHECK(sizes == std::vector<std::size_t>{65'536, 0});
}

TEST_CASE("line splitter: bytes of another sender begin a line", "[fakemaster][lines]") {
  LineSplitter splitter;
  std::vector<std::string> lines;
  splitter.feed("half a l", [&](auto line) { lines.emplace_back(line.value_or("(too long)")); });
  splitter.clear();
  splitter.feed("ine\n", [&](auto line) { lines.emplace_back(line.value_or("(too long)")); });
  CHECK(lines == std::vector<std::string>{"ine"});
}
