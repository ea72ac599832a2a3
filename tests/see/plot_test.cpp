// SPDX-License-Identifier: MIT
/// A picture of a capture: steps, sums, marks and axes.

#include <string>
#include <vector>

#include "plot/history.hpp"
#include "plot/svg.hpp"
#include "plot/ticks.hpp"
#include "support/at.hpp"
#include "support/catch.hpp"

using namespace twc;
using namespace twc::tools;
using Catch::Matchers::ContainsSubstring;

namespace {

constexpr TwcId unit_2019{0x2019};
constexpr TwcId unit_3495{0x3495};
constexpr TwcId master{0x7777};

Time second(int at) {
  return Time{std::chrono::seconds{at}};
}

Record record_of(const wire::Frame& frame) {
  return {.when = {}, .direction = {}, .heard = frame, .end = {}};
}

Record beat(TwcId id, Centiamps limit, Centiamps drawn,
            msg::ChargeState state = msg::ChargeState::charging) {
  return record_of(msg::encode(
      msg::SlaveHeartbeat{.from = id, .to = master, .state = state, .limit = limit, .drawn = drawn},
      Protocol::two));
}

Record hello(TwcId id) {
  return record_of(msg::encode(msg::SlaveLinkready{.from = id, .sign = Sign{0xA8}, .maximum = 32_A},
                               Protocol::two));
}

}  // namespace

TEST_CASE("plot: a value that stays the same makes no step", "[plot]") {
  Steps steps;
  steps.put(second(1), 6_A);
  steps.put(second(2), 6_A);
  steps.put(second(3), 16_A);
  steps.put(second(4), std::nullopt);
  CHECK(steps.all() == std::vector<Step>{
                           {second(1), 6_A },
                           {second(3), 16_A},
                           {second(4), {}  }
  });
  CHECK_FALSE(steps.at(second(0)));
  CHECK(steps.at(second(2)) == 6_A);
  CHECK(steps.at(second(3)) == 16_A);
  CHECK_FALSE(steps.at(second(9)));
}

TEST_CASE("plot: a long capture keeps its peaks in bounded room", "[plot]") {
  Steps steps;
  constexpr int count = 100'000;
  constexpr int peak = 31'337;
  for (int at = 0; at < count; ++at) {
    steps.put(second(at), at == peak ? 80_A : (at % 2 == 0 ? 6_A : 16_A));
  }
  CHECK(steps.all().size() <= Steps::capacity);
  CHECK(steps.highest() == 80_A);
  CHECK(steps.at(second(count)) == 16_A);
}

TEST_CASE("plot: the sum leaves out units whose current is unknown", "[plot]") {
  History history;
  history.take(second(0), beat(unit_2019, 16_A, 15_A));
  history.take(second(1), beat(unit_3495, 12_A, 3_A));
  history.take(second(2), beat(unit_2019, 6_A, 6_A));
  CHECK(history.limits_together().all() ==
        std::vector<Step>{
            {second(0), 16_A},
            {second(1), 28_A},
            {second(2), 18_A}
  });
  CHECK(history.drawn_together().highest() == 18_A);
}

TEST_CASE("plot: a unit links, errs, restarts and is lost", "[plot]") {
  History history;
  history.take(second(0), hello(unit_2019));
  history.take(second(8), beat(unit_2019, 16_A, 15_A));
  history.take(second(9), beat(unit_2019, 16_A, 0_A, msg::ChargeState::error));
  history.take(second(10), beat(unit_2019, 16_A, 0_A, msg::ChargeState::error));
  history.take(second(15), beat(unit_2019, 16_A, 0_A, msg::ChargeState::error));
  history.take(second(20), hello(unit_2019));
  history.take(second(21), beat(unit_2019, 6_A, 0_A));
  history.take(second(60), beat(unit_3495, 6_A, 0_A));
  REQUIRE(history.units().size() == 2);
  const UnitHistory& unit = history.units().front();
  CHECK(unit.id == unit_2019);
  CHECK(unit.rating == 32_A);
  CHECK(unit.marks == std::vector<Mark>{
                          {second(8),  MarkKind::linked   },
                          {second(9),  MarkKind::error    },
                          {second(20), MarkKind::restarted},
                          {second(21), MarkKind::linked   },
                          {second(21), MarkKind::lost     }
  });
  CHECK_FALSE(unit.limit.at(second(30)));
}

TEST_CASE("plot: a unit that announces itself because its master has gone is lost", "[plot]") {
  History history;
  history.take(second(0), beat(unit_2019, 16_A, 15_A));
  history.take(second(10), hello(unit_2019));
  CHECK(history.units().front().marks == std::vector<Mark>{
                                             {second(10), MarkKind::lost}
  });
}

TEST_CASE("plot: a unit that linked before the capture began has no mark", "[plot]") {
  History history;
  for (int at = 0; at < 30; ++at) history.take(second(at), beat(unit_2019, 16_A, 15_A));
  CHECK(history.units().front().marks.empty());
}

TEST_CASE("plot: a unit that answers the call of a master has not restarted", "[plot]") {
  History history;
  history.take(second(0), beat(unit_2019, 16_A, 15_A));
  history.take(second(1), record_of(msg::encode(
                              msg::MasterLinkready2{.from = master, .sign = Sign{1}, .claimed = {}},
                              Protocol::two)));
  history.take(second(2), hello(unit_2019));
  CHECK(history.units().front().marks.empty());
  CHECK(history.units().front().limit.at(second(2)) == 16_A);
}

TEST_CASE("plot: axes have round steps, and labels that people read", "[plot]") {
  CHECK(time_step(60, 9) == 10);
  CHECK(time_step(91, 9) == 15);
  CHECK(time_step(3 * 3600, 9) == 1800);
  CHECK(time_step(86'400, 9) == 3 * 3600);
  CHECK(time_step(30 * 86'400.0, 9) == 4 * 86'400);
  CHECK(clock_label(45'030, 10) == "12:30:30");
  CHECK(clock_label(45'000, 900) == "12:30");
  CHECK(clock_label(-3600, 900) == "23:00");
  CHECK(span_label(45) == "45 s");
  CHECK(span_label(90) == "1 min 30 s");
  CHECK(span_label(7200) == "2 h");
  CHECK(span_label(5400) == "1 h 30 min");
  CHECK(round_top(0) == 2);
  CHECK(round_top(31.9) == 32);
  CHECK(round_top(33) == 40);
  CHECK(round_top(130) == 160);
}

TEST_CASE("plot: markup in a title or a finding is shown as text", "[plot]") {
  const std::string svg =
      draw(History{}, nullptr, {.title = "a<b>&\"c", .findings = {{.since = {}, .text = "<x>"}}});
  CHECK_THAT(svg, ContainsSubstring("a&lt;b&gt;&amp;&quot;c"));
  CHECK_THAT(svg, ContainsSubstring("1  &lt;x&gt;"));
  CHECK_THAT(svg, ContainsSubstring("No unit was heard."));
}
