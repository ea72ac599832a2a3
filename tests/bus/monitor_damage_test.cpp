// SPDX-License-Identifier: MIT
/// The monitor: what one damaged frame, a program and the line are to blame for.

#include <twc/wire/detail/judge.hpp>

#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/monitor_bench.hpp"

namespace twc::test {
namespace {

using bus::Rule;
using bus::Standing;

/// A body as it stands between two delimiters, however wrong.
wire::Event as_heard(std::string_view hex) {
  const ByteVector bytes = from_hex(hex);
  return wire::judge(wire::Stretch{bytes});
}

TEST_CASE("monitor: one flipped first byte proves neither a slave nor a master", "[bus][monitor]") {
  MonitorBench line;
  line.beats(1).after(1s, "FD E0 77 77 20 19 00 00 00 00 00 00 00 00 00 07"_frame).beats(1);
  CHECK(line.problems() == 0);
  CHECK(bus::Monitor::role(line.monitor().units()[1]) == bus::Role::master);
  MonitorBench master;  // an answer becomes a question of a second master
  master.beats(5).after(1s, "FB E0 20 19 77 77 01 06 40 06 0E 00 00 00 00 62"_frame).beats(5);
  CHECK(master.problems() == 0);
}

TEST_CASE("monitor: a frame that passes the checksum in a burst of damage is not believed",
          "[bus][monitor]") {
  const wire::Frame ghost = ask(slave_id, TwcId{0x4444});
  MonitorBench line;
  line.beats(100);
  for (int time = 0; time < 4; ++time) {
    const ByteVector bytes{0xFB, 0xE0, 0x77, 0x77, 0x20, 0x19, static_cast<std::uint8_t>(time + 1),
                           1,    0,    0,    0,    0,    0,    0,
                           0,    0x55};
    line.after(10ms, wire::judge(wire::Stretch{bytes}));
    line.after(10ms, wire::judge(wire::Stretch{bytes}));
    line.after(10ms, ghost);
  }
  line.beats(100);
  for (const bus::Finding& one : line.monitor().findings()) {
    CHECK_FALSE(std::holds_alternative<bus::TwoMasters>(one.cause));
  }
}

TEST_CASE("monitor: above one damaged frame in 20 only damage is told", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 30; ++time) {
    const ByteVector bytes{
        0xFD, 0xE0, 0x20, 0x19, static_cast<std::uint8_t>(time), 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    line.beats(1).after(1s, ask()).after(20ms, wire::judge(wire::Stretch{bytes}));
  }
  CHECK(line.only<bus::ManyErrors>());
}

TEST_CASE("monitor: damage that is long ago is past", "[bus][monitor]") {
  MonitorBench line;
  line.beats(100);
  for (std::uint8_t time = 0; time < 8; ++time) {
    const ByteVector bytes{0xFD, 0xE0, 0x20, 0x19, time, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9, 9};
    line.after(1s, wire::judge(wire::Stretch{bytes}));
  }
  CHECK(line.beats(30).only<bus::ManyErrors>());
  CHECK(line.beats(500).only<bus::ManyErrors>(Standing::past));
}

/// A program that sends `bad` beside its good heartbeats.
bus::ProgramFault fault_of(std::initializer_list<std::string_view> bad) {
  MonitorBench line;
  for (int time = 0; time < 6; ++time) {
    line.beats(3);
    for (const std::string_view one : bad) line.after(200ms, as_heard(one));
  }
  const auto found = line.only<bus::ProgramFault>();
  REQUIRE(found);
  return *found;
}

TEST_CASE("monitor: the same wrong checksum again and again is a program's", "[bus][monitor]") {
  // As an ESP32 program computes it (jnicolson-twc-controller 4); BA should be 7B.
  const auto found = fault_of({"FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 BA"});
  CHECK(found.rule == Rule::checksum);
  CHECK(found.program == TwcId{0x32AB});
  CHECK(found.got == 0xBA);
  CHECK(found.want == 0x7B);
  CHECK(found.times == 6);
}

TEST_CASE("monitor: a program that counts the first byte is told so", "[bus][monitor]") {
  const auto found = fault_of({"FB EE 32 AB 20 19 00 00 00 00 00 00 00 00 00 FF"});
  CHECK(found.rule == Rule::first_byte);
  CHECK(found.program == TwcId{0x32AB});
}

TEST_CASE("monitor: a master all of whose frames are bad explains that units go on announcing",
          "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 40; ++time) {
    line.after(1s, as_heard("FB E0 32 AB 20 19 00 00 00 00 00 00 00 00 00 F1"));
    if (time % 6 == 0) line.after(100ms, linkready(slave_id));
  }
  REQUIRE(line.only<bus::ProgramFault>());
  CHECK(line.only<bus::ProgramFault>()->rule == Rule::first_byte);
}

TEST_CASE("monitor: a program that does not escape its checksum is told so", "[bus][monitor]") {
  // C0 ends the frame before its checksum (OpenWatt); DB is followed by the delimiter.
  CHECK(fault_of({"FB E0 32 AB 58 50 09 13 3F 00 00 00 00 00 00"}).rule == Rule::escape_checksum);
  CHECK(fault_of({"FB E0 32 AB 58 50 09 13 5A 00 00 00 00 00 00 DB"}).rule ==
        Rule::escape_checksum);
}

TEST_CASE("monitor: a program that does not escape its body is told so", "[bus][monitor]") {
  // 48.00 A is 12 C0.
  const auto split = fault_of({"FB E0 32 AB 20 19 09 12", "00 00 00 00 00 00 D1"});
  CHECK(split.rule == Rule::escape_body);
  CHECK(split.program == TwcId{0x32AB});
  CHECK(fault_of({"FB E0 32 AB 20 19 09 12 DB 00 00 00 00 00 00 EC"}).rule == Rule::escape_body);
}

TEST_CASE("monitor: a program whose id has a C0 in it is told so, and nothing else",
          "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 60; ++time) {
    line.beats(1).after(200ms, as_heard("FB E0 12"));
    line.after(10ms, as_heard("20 19 00 00 00 00 00 00 00 00 00 EB"));
  }
  REQUIRE(line.only<bus::ProgramFault>());
  CHECK(line.only<bus::ProgramFault>()->program == TwcId{0x12C0});
}

TEST_CASE("monitor: a unit whose answers are bad frames does answer", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 60; ++time) {
    line.after(850ms, ask())
        .after(150ms, as_heard("FD E0 20 19 77 77 01 06 40 05 DC 00 00 00 00 4B"));
  }
  REQUIRE(line.only<bus::ProgramFault>());
  CHECK(line.only<bus::ProgramFault>()->program == slave_id);
}

TEST_CASE("monitor: a program that sends lengths which do not exist is told so", "[bus][monitor]") {
  const auto found = fault_of({"FD E0 32 AB 77 77 00 00 00 00 00 00 00 00 00 00 00 AB"});
  CHECK(found.rule == Rule::length);
  CHECK(found.size == 18);
}

TEST_CASE("monitor: a sender all of whose frames fail is named", "[bus][monitor]") {
  MonitorBench line;
  for (std::uint8_t time = 0; time < 8; ++time) {
    const ByteVector bytes{0xFD, 0xE0, 0x33, 0x44, 0x77, 0x77, 1, 6, 0x40, 5, time, 0, 0, 0, 0, 7};
    line.beats(3).after(200ms, wire::judge(wire::Stretch{bytes}));
  }
  const bus::Findings findings = line.monitor().findings();
  const auto* const found = std::get_if<bus::ProgramFault>(&findings.begin()->cause);
  REQUIRE(found != nullptr);
  CHECK(found->rule == Rule::all_fail);
  CHECK(found->program == TwcId{0x3344});
}

TEST_CASE("monitor: a port that is read too fast is told from the bits", "[bus][monitor]") {
  const auto rate_of = [](std::initializer_list<std::string_view> heard) {
    MonitorBench line;
    for (int time = 0; time < 12; ++time) {
      for (const std::string_view hex : heard) line.after(50ms, as_heard(hex));
    }
    const auto found = line.only<bus::NoFrames>();
    return found ? found->rate : bus::BaudRate::plausible;
  };
  // Each bit twice: 0, then b0 b0 b1 b1 b2 b2 b3.
  CHECK(rate_of({"00 7E 06 F8 9E 80 66 18"}) == bus::BaudRate::twice);
  CHECK(rate_of({"78 80 F8 00 78 80 F8 00"}) == bus::BaudRate::four_times);
  CHECK(rate_of({"00 E0 00 00 E0 00 E0 00"}) == bus::BaudRate::far_higher);  // 57600
  CHECK(rate_of({"F8 F0 F8 F8 F0 F8 F0 F0"}) == bus::BaudRate::plausible);   // ngardiner 205
  CHECK(rate_of({"13 57 9B DF 24 68 AC 31"}) == bus::BaudRate::plausible);
}

TEST_CASE("monitor: two programs that read one port each miss questions and answers",
          "[bus][monitor]") {
  Dice dice{1};
  MonitorBench line;
  for (int time = 0; time < 100; ++time) {
    line.pass(700ms);
    if (dice.one_in(2)) line.after(100ms, ask());
    if (dice.one_in(2)) line.after(150ms, answer());
  }
  REQUIRE(line.only<bus::TwoReaders>());
  CHECK(line.only<bus::TwoReaders>()->unanswered >= 10);
  CHECK(line.only<bus::TwoReaders>()->unasked >= 10);
  // A log without answers has no answers without questions.
  MonitorBench log;
  for (int time = 0; time < 60; ++time) log.after(1s, ask(TwcId{0x2019}), bus::Origin::sent);
  for (const bus::Finding& one : log.monitor().findings()) {
    CHECK_FALSE(std::holds_alternative<bus::TwoReaders>(one.cause));
  }
}

wire::Frame serial(std::string_view number) {
  return encode(msg::Serial{.from = slave_id, .number = msg::SerialNumber{number}});
}

TEST_CASE("monitor: a serial number that cannot be is past once, and a problem again",
          "[bus][monitor]") {
  // jnicolson-esphome, pull request 16; the id is made up
  const auto garbage = made_up("FD ED 20 19 B3 61 F1 14 84 20 D9 71 33 66 CB 00 00 00 00");
  MonitorBench line;
  line.beats(3).after(500ms, garbage);
  REQUIRE(line.only<bus::ImpossibleText>(Standing::past));
  CHECK(line.only<bus::ImpossibleText>(Standing::past)->fault == bus::TextFault::characters);
  CHECK(line.after(500ms, garbage).only<bus::ImpossibleText>());
  MonitorBench of_another;
  of_another.beats(3).after(500ms, serial("A17A0003495")).after(500ms, serial("A17A0003495"));
  REQUIRE(of_another.only<bus::ImpossibleText>());
  CHECK(of_another.only<bus::ImpossibleText>()->fault == bus::TextFault::id);
  MonitorBench fine;
  fine.beats(3).after(500ms, serial("A17A0002019")).after(500ms, serial("")).beats(3);
  CHECK(fine.problems() == 0);
}

}  // namespace
}  // namespace twc::test
