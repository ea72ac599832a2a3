// SPDX-License-Identifier: MIT
/// The monitor: units that do not answer, and masters that fall silent, on purpose or not.

#include "support/catch.hpp"
#include "support/monitor_bench.hpp"

namespace twc::test {
namespace {

using bus::Standing;
using msg::ChargeState;
using msg::Command;

constexpr TwcId neighbour{0x3344};

wire::Frame vin_request(int part) {
  return encode(msg::VinRequest{
      .from = master_id, .to = slave_id, .part = msg::VinPart{static_cast<std::uint8_t>(part)}});
}
wire::Frame boot() {
  return encode(msg::MasterLinkready1{.from = master_id, .sign = Sign{7}}, Protocol::two);
}

/// A car charges with nearly all of `limit`.
wire::Frame charges_at(Centiamps limit) {
  const Centiamps drawn{static_cast<std::uint16_t>(limit.value() - 80)};
  return answer(slave_id, master_id, limit, drawn, ChargeState::charging);
}

TEST_CASE("monitor: a unit that never answers is a finding, heard or not", "[bus][monitor]") {
  // jnicolson-esphome 11
  MonitorBench line;
  for (int time = 0; time < 21; ++time) line.after(1s, ask());
  REQUIRE(line.only<bus::NeverAnswers>());
  CHECK(line.only<bus::NeverAnswers>()->unit == slave_id);
  CHECK(line.only<bus::NeverAnswers>()->master == master_id);
  CHECK(line.only<bus::NeverAnswers>()->heartbeats == 21);
  CHECK_FALSE(line.only<bus::NeverAnswers>()->was_heard);
  CHECK(line.monitor().units().front().id == slave_id);
  CHECK(line.beats(5).only<bus::NeverAnswers>(Standing::past));
  MonitorBench announced;
  announced.after(0s, linkready(slave_id));
  for (int time = 0; time < 21; ++time) announced.after(1s, ask());
  REQUIRE(announced.only<bus::NeverAnswers>());
  CHECK(announced.only<bus::NeverAnswers>()->was_heard);
}

TEST_CASE("monitor: a unit that a master gave up after some heartbeats is lost, too",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(20);
  for (int time = 0; time < 8; ++time) line.after(1s, ask());
  line.pass(5s);
  CHECK(line.problems() == 0);
  line.pass(10s);
  CHECK(line.only<bus::Lost>());
}

TEST_CASE("monitor: questions that crowd out heartbeats are a finding, and the gap is told",
          "[bus][monitor]") {
  // ngardiner 453
  MonitorBench line;
  line.beats(10);
  for (int time = 0; time < 90; ++time) line.after(100ms, vin_request(1 + time % 3));
  CHECK(line.problems() == 0);
  for (int time = 0; time < 210; ++time) line.after(100ms, vin_request(1 + time % 3));
  CHECK(line.only<bus::Starved>());  // while it lasts
  line.beats(60);
  REQUIRE(line.only<bus::Starved>());
  CHECK(line.only<bus::Starved>()->gap == 31s);
  CHECK(line.only<bus::Starved>()->requests == 300);
  line.beats(300);
  CHECK(line.only<bus::Starved>(Standing::past));
}

TEST_CASE("monitor: a master that passes one unit over starves it", "[bus][monitor]") {
  MonitorBench line;
  for (int round = 0; round < 3; ++round)
    line.beats(1).beats(12, ask(neighbour), answer(neighbour));
  line.beats(1);
  REQUIRE(line.only<bus::Starved>());
  CHECK(line.only<bus::Starved>()->unit == slave_id);
  CHECK(line.only<bus::Starved>()->gap == 13s);
  CHECK(line.only<bus::Starved>()->times == 3);
}

TEST_CASE("monitor: one gap that nothing explains is told, for a while as a problem",
          "[bus][monitor]") {
  const auto seconds = GENERATE(12, 18, 25);
  CAPTURE(seconds);
  MonitorBench line;
  line.beats(60, ask(), charges_at(16_A)).beats(seconds, ask(neighbour), answer(neighbour));
  line.beats(10, ask(), charges_at(16_A));
  REQUIRE(line.only<bus::Starved>());
  CHECK(line.only<bus::Starved>()->gap == std::chrono::seconds{seconds + 1});
  CHECK(line.only<bus::Starved>()->times == 1);
  line.beats(20, ask(), charges_at(16_A));
  CHECK(line.only<bus::Starved>(Standing::past));
}

TEST_CASE("monitor: a stop that is taken back soon leaves a gap that starves nobody",
          "[bus][monitor]") {
  const auto stop_and_start = [](MonitorBench& line, Centiamps before) {
    line.beats(60, ask(), charges_at(before));
    line.beats(2, offer(6_A, Command::set_limit), charges_at(6_A));
    line.beats(15, ask(neighbour), answer(neighbour));
  };
  MonitorBench lowered;
  stop_and_start(lowered, 16_A);
  CHECK(lowered.beats(60, ask(), charges_at(6_A)).problems() == 0);
  // At 6 A already there is nothing to lower.
  MonitorBench at_six;
  at_six.beats(60, ask(), charges_at(6_A)).beats(15, ask(neighbour), answer(neighbour));
  CHECK(at_six.beats(60, ask(), charges_at(6_A)).problems() == 0);
  // A bus with one unit is silent meanwhile.
  MonitorBench alone;
  alone.beats(60, ask(), charges_at(16_A))
      .beats(2, offer(6_A, Command::set_limit), charges_at(6_A));
  alone.after(11s, linkready(slave_id)).after(4s, ask()).after(150ms, charges_at(6_A));
  CHECK(alone.beats(60, ask(), charges_at(6_A)).problems() == 0);
}

TEST_CASE("monitor: a master that hangs for 15 s and goes on is past", "[bus][monitor]") {
  const wire::Frame charges = charges_at(16_A);
  MonitorBench line;
  line.beats(20, ask(), charges).after(11s, linkready(slave_id)).after(4s, ask());
  line.after(150ms, charges).beats(30, ask(), charges);
  REQUIRE(line.only<bus::Starved>(Standing::past));
  CHECK(line.only<bus::Starved>(Standing::past)->gap == 15150ms);
  // A master that was started anew says so.
  MonitorBench anew;
  anew.beats(20, ask(), charges).after(11s, linkready(slave_id)).after(4s, ask());
  anew.after(150ms, charges);
  for (int time = 0; time < 5; ++time) anew.after(400ms, boot()).beats(1, ask(), charges);
  CHECK(anew.beats(30, ask(), charges).problems() == 0);
}

TEST_CASE("monitor: a stop by silence is no fault, whether its master talks on or not",
          "[bus][monitor]") {
  const auto charges = answer(slave_id, master_id, 16_A, 15_A, ChargeState::charging);
  const auto lowered = answer(slave_id, master_id, 6_A, 15_A, ChargeState::set_limit_ack);
  MonitorBench alone;
  alone.beats(20, ask(), charges).beats(1, offer(6_A, Command::set_limit), lowered);
  for (int time = 0; time < 9; ++time) alone.after(6s, linkready(slave_id));
  REQUIRE(alone.only<bus::Silenced>(Standing::note));
  CHECK(alone.only<bus::Silenced>(Standing::note)->units.count == 1);
  CHECK(alone.only<bus::Silenced>(Standing::note)->units.ids[0] == slave_id);
  MonitorBench among_others;
  among_others.beats(20, ask(), charges);
  for (int time = 0; time < 15; ++time) {
    among_others.beats(6, ask(neighbour), answer(neighbour)).after(100ms, linkready(slave_id));
  }
  CHECK(among_others.only<bus::Silenced>(Standing::note));
  // Afterwards it is served again.
  among_others.beats(20, ask(), charges);
  CHECK(among_others.problems() == 0);
}

TEST_CASE("monitor: two units that one master stopped by silence are one note", "[bus][monitor]") {
  constexpr TwcId third_unit{0x5566};
  MonitorBench line;
  for (int time = 0; time < 10; ++time) {
    line.beats(1, ask(), charges_at(16_A)).beats(1, ask(neighbour), answer(neighbour));
    line.beats(1, ask(third_unit), answer(third_unit));
  }
  for (int time = 0; time < 9; ++time) {
    line.after(100ms, linkready(slave_id)).after(100ms, linkready(neighbour));
    line.beats(6, ask(third_unit), answer(third_unit));
  }
  REQUIRE(line.only<bus::Silenced>(Standing::note));
  CHECK(line.only<bus::Silenced>(Standing::note)->master == master_id);
  CHECK(line.only<bus::Silenced>(Standing::note)->units.count == 2);
  CHECK(line.only<bus::Silenced>(Standing::note)->units.ids[1] == neighbour);
}

TEST_CASE("monitor: a capture that begins inside a stop by silence shows no fault",
          "[bus][monitor]") {
  const auto serve_neighbour = [](MonitorBench& line) {
    for (int time = 0; time < 9; ++time) {
      line.after(100ms, linkready(slave_id));
      line.beats(6, ask(neighbour),
                 answer(neighbour, master_id, 16_A, 15_A, ChargeState::charging));
    }
  };
  const wire::Frame offered = encode(
      msg::MasterHeartbeat{
          .from = master_id, .to = neighbour, .command = Command::set_limit, .limit = 16_A},
      Protocol::two);
  MonitorBench shares;
  shares.after(1s, offered);
  serve_neighbour(shares);
  CHECK(shares.only<bus::NotTaken>(Standing::note));
  // A unit announces itself 10 to 30 s after the last heartbeat for it.
  MonitorBench early;
  early.beats(12, ask(neighbour), answer(neighbour)).after(1s, offered);
  serve_neighbour(early);
  CHECK(early.only<bus::NotTaken>(Standing::note));
  // Nor is it a fault that the master ends its work meanwhile.
  MonitorBench ends = shares;
  CHECK(shares.beats(20).problems() == 0);  // it is served again
  ends.beats(10, ask(neighbour), answer(neighbour));
  for (int time = 0; time < 8; ++time) {
    ends.after(5s, linkready(slave_id)).after(1s, linkready(neighbour));
  }
  const bus::Findings ended = ends.monitor().findings();
  CHECK(ended.size() == 2);
  CHECK(ended.count(Standing::note) == 2);
  // A unit that comes later was not stopped.
  MonitorBench later;
  later.beats(35, ask(neighbour), answer(neighbour)).after(1s, offered);
  serve_neighbour(later);
  CHECK(later.only<bus::NotTaken>());
  // Nobody speaks of current: the master does not take the unit.
  MonitorBench ignores;
  serve_neighbour(ignores);
  CHECK(ignores.only<bus::NotTaken>());
}

TEST_CASE("monitor: a master that ended its work is named, and so are its units",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(20).beats(20, ask(neighbour), answer(neighbour)).beats(1);
  for (int time = 0; time < 5; ++time) {
    line.after(3s, linkready(slave_id)).after(3s, linkready(neighbour));
  }
  REQUIRE(line.only<bus::MasterEnded>(Standing::note));
  CHECK(line.only<bus::MasterEnded>(Standing::note)->master == master_id);
  CHECK(line.only<bus::MasterEnded>(Standing::note)->units.count == 2);
}

TEST_CASE("monitor: an answer names the master that is heard no more", "[bus][monitor]") {
  MonitorBench line;
  line.after(150ms, charges_at(16_A));
  for (int time = 0; time < 5; ++time) line.after(6s, linkready(slave_id));
  REQUIRE(line.only<bus::MasterEnded>(Standing::note));
  CHECK(line.only<bus::MasterEnded>(Standing::note)->master == master_id);
  constexpr TwcId program{0xAC67};
  MonitorBench stopped;
  stopped.after(150ms, answer(slave_id, program, 16_A, 15_A, ChargeState::charging));
  for (int time = 0; time < 5; ++time) {
    stopped.after(5s, linkready(slave_id)).after(1s, linkready(neighbour));
  }
  CHECK(stopped.monitor().findings().count(Standing::problem) == 0);
}

TEST_CASE("monitor: there is a master again once it speaks, to whomever", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 5; ++time) {
    line.after(5s, linkready(slave_id)).after(1s, linkready(neighbour));
  }
  CHECK(line.only<bus::NoMaster>());
  line.after(1s, ask()).after(150ms, answer());
  CHECK(line.only<bus::NoMaster>(Standing::note));
}

TEST_CASE("monitor: a master that was silent for long starves nobody when it greets others first",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(60, ask(), charges_at(16_A)).after(12s, linkready(neighbour));
  line.beats(8, ask(neighbour), answer(neighbour)).beats(60, ask(), charges_at(16_A));
  CHECK(line.problems() == 0);
}

TEST_CASE("monitor: a master that goes on without the unit that it lost does not take it",
          "[bus][monitor]") {
  MonitorBench line;
  line.beats(20);
  for (int time = 0; time < 6; ++time) line.after(1s, ask());
  for (int time = 0; time < 6; ++time) {
    line.beats(6, ask(neighbour), answer(neighbour)).after(100ms, linkready(slave_id));
  }
  CHECK(line.only<bus::NotTaken>());
}

TEST_CASE("monitor: requests that crowd out heartbeats are told from the middle of them on",
          "[bus][monitor]") {
  const wire::Frame question = vin_request(1);
  MonitorBench line;
  for (int time = 0; time < 40; ++time) line.after(500ms, question);
  line.beats(20);
  REQUIRE(line.only<bus::Starved>());
  CHECK(line.only<bus::Starved>()->requests >= 39);
  MonitorBench few;
  for (int time = 0; time < 4; ++time) few.after(500ms, question);
  CHECK(few.after(9s, ask()).after(150ms, answer()).beats(20).problems() == 0);
}

}  // namespace
}  // namespace twc::test
