// SPDX-License-Identifier: MIT
/// The monitor: who is there, under which id, and whether they find each other.

#include "support/catch.hpp"
#include "support/monitor_bench.hpp"

namespace twc::test {
namespace {

using bus::Origin;

constexpr TwcId other_id{0x3344};

wire::Frame masters_linkready(TwcId from, Sign sign = Sign{0x77}) {
  return encode(msg::MasterLinkready1{.from = from, .sign = sign}, Protocol::two);
}

TEST_CASE("monitor: units that nobody answers have no master", "[bus][monitor]") {
  // A unit shows four red blinks then (its manual)
  MonitorBench line;
  for (int time = 0; time < 3; ++time) {
    line.after(5s, linkready(slave_id)).after(5s, linkready(other_id));
  }
  REQUIRE(line.only<bus::NoMaster>());
  CHECK(line.only<bus::NoMaster>()->units.count == 2);
  CHECK(line.only<bus::NoMaster>()->units.ids[1] == other_id);
  CHECK(line.only<bus::NoMaster>()->announcements == 6);
  CHECK(line.only<bus::NoMaster>()->over == 20s);
}

TEST_CASE("monitor: a burst of announcements at boot waits for nobody", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 5; ++time) line.after(500ms, linkready(slave_id));
  CHECK(line.problems() == 0);
  CHECK(line.after(400ms, ask()).after(200ms, answer()).beats(30).problems() == 0);
  MonitorBench without_times;
  without_times.without_times();
  for (int time = 0; time < 5; ++time) without_times.after(0s, linkready(slave_id));
  CHECK(without_times.problems() == 0);
}

TEST_CASE("monitor: a unit that a master leaves alone is not taken", "[bus][monitor]") {
  MonitorBench line;
  line.after(0s, linkready(slave_id)).after(400ms, ask()).after(150ms, answer()).beats(5);
  for (int time = 0; time < 4; ++time) line.after(500ms, linkready(other_id)).beats(10);
  REQUIRE(line.only<bus::NotTaken>());
  CHECK(line.only<bus::NotTaken>()->units.count == 1);
  CHECK(line.only<bus::NotTaken>()->units.ids[0] == other_id);
  CHECK(line.only<bus::NotTaken>()->master == master_id);
}

TEST_CASE("monitor: two units that one master leaves alone are one finding", "[bus][monitor]") {
  constexpr TwcId third_id{0x5566};
  MonitorBench line;
  line.beats(40);
  for (int time = 0; time < 4; ++time) {
    line.after(500ms, linkready(other_id)).after(100ms, linkready(third_id)).beats(6);
  }
  REQUIRE(line.only<bus::NotTaken>());
  CHECK(line.only<bus::NotTaken>()->units.count == 2);
  CHECK(line.only<bus::NotTaken>()->announcements == 8);
}

TEST_CASE("monitor: a unit that repeats its linkready although it is heartbeated does not hear",
          "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 3; ++time) {
    line.after(1s, linkready(slave_id));
    for (int beat = 0; beat < 5; ++beat) line.after(1s, ask(), Origin::sent);
  }
  REQUIRE(line.only<bus::Deaf>());
  CHECK(line.only<bus::Deaf>()->heartbeats == 15);
  CHECK(line.only<bus::Deaf>()->announcements == 2);
}

TEST_CASE("monitor: announcements on their way when the heartbeat comes are no deafness",
          "[bus][monitor]") {
  // Three within a second after a master appeared (ngardiner 395).
  MonitorBench line;
  line.after(0s, linkready(slave_id)).after(200ms, ask()).after(200ms, linkready(slave_id));
  line.after(300ms, ask()).after(300ms, linkready(slave_id)).after(400ms, ask());
  CHECK(line.after(150ms, answer()).beats(20).problems() == 0);
}

TEST_CASE("monitor: two masters in turns are two masters", "[bus][monitor]") {
  // Four red blinks, too (its manual)
  MonitorBench line;
  for (int time = 0; time < 3; ++time) line.beats(2).beats(2, ask(slave_id, other_id), answer());
  REQUIRE(line.only<bus::TwoMasters>());
  CHECK(line.only<bus::TwoMasters>()->first == master_id);
  CHECK(line.only<bus::TwoMasters>()->second == other_id);
}

TEST_CASE("monitor: a master that comes back under another id is one master", "[bus][monitor]") {
  CHECK(MonitorBench{}.beats(5).beats(5, ask(slave_id, other_id), answer()).problems() == 0);
}

TEST_CASE("monitor: a master that reports its own meter is a second one beside ours",
          "[bus][monitor]") {
  const auto meter = "FD EB 79 73 00 00 00 0B 00 F3 00 00 00 00 00 00 00 00 00 D5"_frame;  // ukoda
  MonitorBench line;
  for (int time = 0; time < 4; ++time) line.beats(2).after(500ms, meter);
  REQUIRE(line.only<bus::TwoMasters>());
  CHECK(line.only<bus::TwoMasters>()->second == TwcId{0x7973});
  // Alone it is the only one.
  MonitorBench alone;
  for (int time = 0; time < 20; ++time) alone.after(2s, meter);
  CHECK(alone.problems() == 0);
}

TEST_CASE("monitor: reports of a slave that was asked are none of a master", "[bus][monitor]") {
  const auto request = encode(msg::MeterRequest{.from = master_id, .to = slave_id});
  const auto meter =
      encode(msg::Meter{.from = slave_id, .energy_raw = 11, .volts = {}, .amps = {}});
  MonitorBench line;
  for (int time = 0; time < 5; ++time) line.beats(2).after(500ms, request).after(150ms, meter);
  CHECK(line.problems() == 0);
  // Nor where a program's log lacks the questions.
  MonitorBench log;
  for (int time = 0; time < 5; ++time) log.beats(2).after(150ms, meter);
  CHECK(log.problems() == 0);
}

TEST_CASE("monitor: two faces of one id in turns are two units", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 2; ++time) {
    line.after(1s, linkready(slave_id, Sign{0x11})).after(1s, linkready(slave_id, Sign{0x22}));
  }
  REQUIRE(line.only<bus::SharedId>());
  CHECK(line.only<bus::SharedId>()->id == slave_id);
  CHECK(line.only<bus::SharedId>()->faces[0].sign == Sign{0x11});
  CHECK(line.only<bus::SharedId>()->faces[1].sign == Sign{0x22});
}

TEST_CASE("monitor: a new sign is a restart, and not a second unit", "[bus][monitor]") {
  MonitorBench line;
  line.after(0s, linkready(slave_id, Sign{0x8E})).beats(20);  // 8E, then 5B: ukoda
  line.after(5s, linkready(slave_id, Sign{0x5B})).after(500ms, linkready(slave_id, Sign{0x5B}));
  line.beats(20);
  const auto restarted = line.only<bus::Restarted>(bus::Standing::note);
  REQUIRE(restarted);
  CHECK(restarted->times == 1);
  CHECK(restarted->before == Sign{0x8E});
  CHECK(restarted->after == Sign{0x5B});
  MonitorBench same;
  same.after(0s, linkready(slave_id)).beats(20).after(5s, linkready(slave_id)).beats(20);
  CHECK(same.problems() == 0);
}

TEST_CASE("monitor: a unit that restarts again and again has a problem", "[bus][monitor]") {
  MonitorBench line;
  for (const Sign sign : {Sign{0x11}, Sign{0x22}, Sign{0x33}, Sign{0x44}}) {
    line.after(5s, linkready(slave_id, sign)).after(500ms, linkready(slave_id, sign));
    line.beats(20);
  }
  REQUIRE(line.only<bus::Restarted>());
  CHECK(line.only<bus::Restarted>()->times == 3);
}

TEST_CASE("monitor: a slave under the id of the master is a conflict", "[bus][monitor]") {
  MonitorBench line;
  line.after(0s, masters_linkready(slave_id));
  for (int time = 0; time < 4; ++time) {
    line.after(5s, linkready(slave_id)).after(500ms, masters_linkready(slave_id));
  }
  REQUIRE(line.only<bus::MasterIdTaken>());
  CHECK(line.only<bus::MasterIdTaken>()->id == slave_id);
  // A unit that was a master and is a slave now, its rotary switch turned, takes no id.
  MonitorBench turned;
  turned.after(0s, masters_linkready(slave_id)).after(0s, masters_linkready(slave_id));
  turned.after(20s, linkready(slave_id)).after(500ms, ask()).after(150ms, answer());
  CHECK(turned.beats(10).problems() == 0);
}

void announce(MonitorBench& line, TwcId unit, Centiamps rating = Centiamps{3200}) {
  line.after(500ms, linkready(unit, Sign{0x11}, rating));
  line.after(500ms, linkready(unit, Sign{0x11}, rating));
}
void link(MonitorBench& line, TwcId unit, Centiamps rating = Centiamps{3200}) {
  announce(line, unit, rating);
  line.after(500ms, ask(unit)).after(150ms, answer(unit));
}
/// A master that goes on heartbeating one unit while another one announces itself.
void leave_out(MonitorBench& line, TwcId unit, Centiamps rating = Centiamps{3200}) {
  for (int time = 0; time < 4; ++time) {
    line.after(100ms, linkready(unit, Sign{0x11}, rating)).beats(6);
  }
}

TEST_CASE("monitor: differing ratings are a problem where a unit is not served", "[bus][monitor]") {
  MonitorBench equal;
  link(equal, slave_id);
  link(equal, other_id);
  CHECK(equal.problems() == 0);
  MonitorBench line;
  link(line, slave_id, 32_A);
  leave_out(line, other_id, 80_A);
  const bus::Findings findings = line.monitor().findings();
  const auto* const ratings = std::get_if<bus::DifferingRatings>(&findings.begin()->cause);
  REQUIRE(ratings != nullptr);
  CHECK(ratings->lower == slave_id);
  CHECK(ratings->higher_rating == 80_A);
  // A program that serves them knows what it does.
  MonitorBench served;
  link(served, slave_id, 32_A);
  link(served, other_id, 80_A);
  CHECK(served.only<bus::DifferingRatings>(bus::Standing::note));
}

TEST_CASE("monitor: a fourth slave is one too many where it is not served", "[bus][monitor]") {
  // Five red blinks: more than three set to slave (its manual)
  MonitorBench line;
  for (int round = 0; round < 2; ++round) {
    for (std::uint16_t id = 1; id <= 3; ++id) link(line, TwcId{id});
  }
  CHECK(line.problems() == 0);
  MonitorBench served = line;
  leave_out(line, TwcId{4});
  for (std::uint16_t id = 1; id <= 3; ++id) link(line, TwcId{id});
  REQUIRE(line.only<bus::TooManySlaves>());
  CHECK(line.only<bus::TooManySlaves>()->slaves >= 4);
  link(served, TwcId{4});
  for (std::uint16_t id = 1; id <= 4; ++id) link(served, TwcId{id});
  CHECK(served.only<bus::TooManySlaves>(bus::Standing::note));
}

TEST_CASE("monitor: a slave that took a new id is not a fourth", "[bus][monitor]") {
  MonitorBench line;
  for (std::uint16_t id = 1; id <= 6; ++id) {
    link(line, TwcId{id});
    line.beats(3, ask(TwcId{id}), answer(TwcId{id}));
  }
  CHECK(line.problems() == 0);
}

}  // namespace
}  // namespace twc::test
