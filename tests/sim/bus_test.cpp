// SPDX-License-Identifier: MIT
/// The simulated bus: when frames arrive, who may talk, and what a step is.

#include <twc/sim/bus.hpp>

#include "sim/script.hpp"
#include "support/catch.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using sim::Bus;
using sim::Link;
using sim::PortId;
using Heard = std::vector<Script::Line>;

// FB E0 | from | to | command | limit | plug | padding          ukoda's real master and real slave
wire::Frame request() {
  return "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame;
}
// FD E0 | from | to | state | limit | drawn | padding
wire::Frame answer() {
  return "FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"_frame;
}

struct Three {
  Bus bus{1};
  Script a;
  Script b;
  Script c;
  PortId at_a = bus.connect(a);
  PortId at_b = bus.connect(b);
  PortId at_c = bus.connect(c);
};

TEST_CASE("bus: nineteen characters of ten bits take 19.792 ms", "[sim][bus]") {
  Three on;
  on.a.say(5ms, request());
  on.bus.run_until(Time{1s});
  CHECK(on.b.heard == Heard{
                          {Time{5ms + 19'792us}, request()}
  });
  CHECK(on.c.heard == on.b.heard);
  CHECK(on.a.events.empty());
  CHECK(on.bus.now() == Time{1s});
}

TEST_CASE("bus: escapes take time, and no end byte takes none", "[sim][bus]") {
  // a limit of 48.00 A, 12C0, is written DB DC
  const auto escaped = "FB E0 77 77 34 95 09 12 C0 00 00 00 00 00 00 72"_frame;
  Three on;
  on.bus.link(on.at_a).end_byte.reset();
  on.a.say(0ms, escaped);
  on.bus.run_until(Time{1s});
  REQUIRE(on.b.heard == Heard{
                            {Time{sim::characters(16 + 2 + 1)}, escaped}
  });
  CHECK(on.b.events.size() == 1);
}

TEST_CASE("bus: the end byte is heard after its frame", "[sim][bus]") {
  Three on;
  on.bus.link(on.at_a).end_byte = wire::EndByte::fe;
  on.a.say(0ms, request());
  on.bus.run_until(Time{1s});
  REQUIRE(on.b.events.size() == 2);
  CHECK(on.b.events[1].event == wire::Event{wire::TrailingByte{0xFE}});
  CHECK(on.b.events[1].at == Time{19'792us});
}

TEST_CASE("bus: a participant that wants to talk waits until the line is idle", "[sim][bus]") {
  Three on;
  on.a.say(0ms, request());
  on.b.say(10ms, answer());
  on.bus.run_until(Time{1s});
  CHECK(on.c.heard == Heard{
                          {Time{19'792us},     request()},
                          {Time{2 * 19'792us}, answer() }
  });
}

TEST_CASE("bus: two frames of one participant follow each other", "[sim][bus]") {
  Three on;
  on.a.say(0ms, request());
  on.a.say(0ms, answer());
  on.bus.run_until(Time{1s});
  CHECK(on.b.heard == Heard{
                          {Time{19'792us},     request()},
                          {Time{2 * 19'792us}, answer() }
  });
}

TEST_CASE("bus: two who begin within a character garble each other", "[sim][bus]") {
  const auto apart = GENERATE(0us, 500us, 1041us);
  Three on;
  on.a.say(1ms, request());
  on.b.say(1ms + apart, answer());
  on.bus.run_until(Time{1s});
  CHECK(on.c.heard.empty());
  CHECK_FALSE(on.c.events.empty());
  CHECK(on.a.heard.empty());  // it was talking
  CHECK(on.b.heard.empty());
}

TEST_CASE("bus: a character later the line is known to be taken", "[sim][bus]") {
  Three on;
  on.a.say(1ms, request());
  on.b.say(1ms + sim::characters(1), answer());
  on.bus.run_until(Time{1s});
  CHECK(on.c.heard.size() == 2);
}

TEST_CASE("bus: a participant that hears is asked at once", "[sim][bus]") {
  class Answering : public Script {
   public:
    void hear(Time now, const wire::Event& event) override {
      Script::hear(now, event);
      if (std::holds_alternative<wire::Frame>(event)) say(now.time_since_epoch() + 150ms, answer());
    }
  };
  Bus bus{1};
  Script master;
  Answering unit;
  bus.connect(master);
  bus.connect(unit);
  master.say(0ms, request());
  bus.run_until(Time{1s});
  CHECK(master.heard == Heard{
                            {Time{19'792us + 150ms + 19'792us}, answer()}
  });
}

TEST_CASE("bus: a deadline that stays in the past is no endless loop", "[sim][bus]") {
  class Stuck : public Script {
   public:
    [[nodiscard]] std::optional<Time> deadline() const override { return Time{}; }
  };
  Bus bus{1};
  Stuck stuck;
  bus.connect(stuck);
  bus.run_until(Time{100ms});
  CHECK(bus.steps() < 110);
}

TEST_CASE("bus: a step is a moment at which something happens", "[sim][bus]") {
  Bus bus{1};
  Script only;
  bus.connect(only);
  CHECK(bus.step());  // it is asked for the first time
  CHECK_FALSE(bus.step());
  only.say(3ms, request());
  CHECK(bus.step());
  CHECK(bus.now() == Time{3ms});
  CHECK(bus.step());
  CHECK(bus.now() == Time{3ms + 19'792us});
  CHECK_FALSE(bus.step());
  CHECK(bus.steps() == 3);
}

TEST_CASE("bus: a clock that shows another time, and jumps", "[sim][bus]") {
  Three on;
  on.bus.link(on.at_b).clock_offset = Duration{std::int64_t{1} << 53U};
  on.bus.link(on.at_a).clock_offset = 1h;
  on.a.say(1h + 20ms, request());
  on.bus.run_until(Time{1s});
  REQUIRE(on.b.heard.size() == 1);
  CHECK(on.b.heard[0].at == Time{Duration{std::int64_t{1} << 53U} + 20ms + 19'792us});
  CHECK(on.bus.local_time(on.at_a) == Time{1h + 1s});

  on.a.say(2h, answer());
  on.bus.link(on.at_a).clock_offset = 2h;
  on.bus.run_until(Time{2s});
  CHECK(on.c.heard == Heard{
                          {Time{20ms + 19'792us}, request()},
                          {Time{1s + 19'792us},   answer() }
  });
}

TEST_CASE("bus: alone with a cut cable one goes on talking", "[sim][bus]") {
  Bus bus{1};
  Script only;
  bus.connect(only, Link{.speaks = false});
  for (int times = 0; times < 3; ++times) only.say(0ms, request());
  bus.run_until(Time{1s});
  CHECK(only.polls == 4);
  CHECK_FALSE(bus.step());
}

TEST_CASE("bus: a suspended participant is not run, and hears afterwards all that came in",
          "[sim][bus]") {
  Three on;
  on.a.say(10ms, request());
  on.b.say(15ms, answer());
  on.bus.suspend(on.at_b, Time{5s});
  on.bus.run_until(Time{4s});
  CHECK(on.b.events.empty());
  CHECK(on.b.polls == 0);
  on.bus.run_until(Time{6s});
  CHECK(on.b.heard.front() == Script::Line{Time{5s}, request()});
  CHECK(on.c.heard.back() == Script::Line{Time{5s + 19'792us}, answer()});
}

TEST_CASE("bus: another participant can take a place", "[sim][bus]") {
  Three on;
  Script next;
  next.say(0ms, answer());
  on.bus.run_until(Time{1s});
  on.bus.replace(on.at_a, next);
  on.bus.run_until(Time{2s});
  CHECK(on.b.heard == Heard{
                          {Time{1s + 19'792us}, answer()}
  });
}

}  // namespace
}  // namespace twc::test
