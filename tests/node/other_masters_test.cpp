// SPDX-License-Identifier: MIT
/// Some frames give another master away, and some only look so.

#include <map>

#include <twc/msg/message.hpp>
#include <twc/node/other_masters.hpp>

#include "support/catch.hpp"
#include "support/hex.hpp"
#include "support/master_bus.hpp"
#include "support/printing.hpp"

namespace twc::test {
namespace {

using namespace std::chrono_literals;
using node::OtherMasters;

constexpr Time after(Duration time) {
  return Time{} + time;
}

TEST_CASE("other masters: two frames within 10 s that only a master sends are one",
          "[node][master]") {
  const auto frame = GENERATE("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame,
                              "FC E1 79 73 8E 00 00 00 00 00 00 00 00 00 00 5B"_frame,
                              "FB E2 79 73 8E 00 00 00 00 00 00 00 00 00 00 5C"_frame,
                              "FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"_frame,
                              "FB EB 79 73 34 95 00 00 00 00 00 00 00 00 00 A0"_frame);
  OtherMasters masters;
  CHECK_FALSE(masters.hear(after(0s), frame, false));
  SECTION("again in time") {
    CHECK(masters.hear(after(10s), frame, false));
  }
  SECTION("too late") {
    CHECK_FALSE(masters.hear(after(10s + 1us), frame, false));
  }
}

TEST_CASE("other masters: a lone master's reports about itself give it away", "[node][master]") {
  // A real master without slaves was heard to say them, unasked (ukoda/TWCProtocolMonitor)
  const auto report = GENERATE("FD EC 79 73 04 05 03 02 00 00 00 00 00 00 00 E6"_frame,
                               "FD ED 79 73 41 31 38 47 30 30 31 37 39 37 33 00 00 00 00 35"_frame);
  OtherMasters masters;
  SECTION("from who is no slave") {
    CHECK_FALSE(masters.hear(after(0s), report, false));
    CHECK(masters.hear(after(1s), report, false));
  }
  SECTION("from a known slave, or asked for") {
    CHECK_FALSE(masters.hear(after(0s), report, true));
    CHECK_FALSE(masters.hear(after(1s), report, true));
  }
}

TEST_CASE("other masters: a slave's frame is no master's, not even with a damaged first bit",
          "[node][master]") {
  OtherMasters masters;
  const auto frame = GENERATE("FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"_frame,
                              "FD E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5"_frame,
                              "FC E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"_frame,
                              "FC E2 34 95 8E 0C 80 00 00 00 00 00 00 00 00 C5"_frame);
  CHECK_FALSE(masters.hear(after(0s), frame, false));
  CHECK_FALSE(masters.hear(after(1s), frame, false));
}

/// Whether a master stops that is told, `later` than each of its questions, the report of an id
/// that it does not know.
bool stops_when_reported(Duration later) {
  const auto report = "FD EC 79 73 04 05 03 02 00 00 00 00 00 00 00 E6"_frame;
  const TwcId unit{0x2019};
  const auto answer =
      msg::encode(msg::SlaveHeartbeat{.from = unit, .to = master_id}, Protocol::two);
  auto config = eager_master();
  config.polls = {.meter = true, .serial = true, .firmware = true};
  node::Master master{config, Time{}};
  master.hear(after(1s),
              msg::encode(msg::SlaveLinkready{.from = unit, .maximum = 32_A}, Protocol::two));
  std::map<Time, wire::Frame> due;
  int questions = 0;
  for (Time now = after(1s); now < after(30s) && !master.is_halted(); now += 10ms) {
    if (const auto next = due.begin(); next != due.end() && next->first <= now) {
      master.hear(now, next->second);
      due.erase(next);
    }
    const auto frame = master.poll(now);
    if (!frame) continue;
    const bool is_beat = frame->function() == wire::Function::master_heartbeat;
    const bool is_announcement = frame->function() == wire::Function::master_linkready1 ||
                                 frame->function() == wire::Function::master_linkready2;
    if (is_beat) due.emplace(now + 150ms, answer);
    if (is_beat || is_announcement) continue;
    ++questions;
    due.emplace(now + later, report);
  }
  CHECK(questions >= 2);
  return master.is_halted();
}

TEST_CASE("master: a report soon after its question is no other master, one out of turn is",
          "[node][master]") {
  CHECK_FALSE(stops_when_reported(300ms));
  CHECK(stops_when_reported(700ms));
}

}  // namespace
}  // namespace twc::test
