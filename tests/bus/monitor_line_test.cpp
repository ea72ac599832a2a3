// SPDX-License-Identifier: MIT
/// The monitor: what is wrong with the line as a whole.

#include "support/catch.hpp"
#include "support/listen.hpp"
#include "support/monitor_bench.hpp"

namespace twc::test {
namespace {

using bus::Origin;

wire::Noise noise(const ByteVector& bytes) {
  return {wire::Stretch{bytes}};
}
wire::BadFrame damaged(const ByteVector& bytes) {
  return {.error = wire::FrameError::checksum, .wire = wire::Stretch{bytes}};
}
/// The line never damages a frame twice in the same way: `time` is one of its bytes.
wire::BadFrame damaged(ByteVector bytes, int time) {
  bytes[6] = static_cast<std::uint8_t>(0x30 + time);
  if (bytes[1] == 0xE2) bytes[3] = bytes[6];  // two transmitters at once name nobody
  return damaged(bytes);
}

// Two transmitters at once (ngardiner 473); a stray byte and bit-shifts (draco 9, ngardiner 229).
const ByteVector collision = "FD E2 00 F2 8B 3F 47 46 F6 FF FF FF FF FF FF"_hex;
const ByteVector of_slave = "FD E0 20 19 0C 26 88 11 71 F7 ED F5 3F FF"_hex;

TEST_CASE("monitor: a linked pair that says nothing special has no problem", "[bus][monitor]") {
  CHECK(MonitorBench{}.beats(100).problems() == 0);
  CHECK(MonitorBench{}.without_times().beats(100).problems() == 0);
}

TEST_CASE("monitor: nothing heard is a finding, with how long and what we sent", "[bus][monitor]") {
  MonitorBench silent;
  silent.pass(0s).pass(30s);
  REQUIRE(silent.only<bus::NothingHeard>());
  CHECK(silent.only<bus::NothingHeard>()->listened == 30s);
  silent.after(1s, ask(), Origin::sent);
  REQUIRE(silent.only<bus::NothingHeard>());
  CHECK(silent.only<bus::NothingHeard>()->sent == 1);
}

TEST_CASE("monitor: bytes without a frame are polarity, baud rate or wiring", "[bus][monitor]") {
  // A bad cable gave F8 and F0 only, and no C0 (ngardiner 205).
  const ByteVector cable = "F8 F0 F8 F8 F0 F8 F0 F0 F8 F8"_hex;
  MonitorBench line;
  for (int time = 0; time < 10; ++time) line.after(1s, noise(cable));
  REQUIRE(line.only<bus::NoFrames>());
  CHECK(line.only<bus::NoFrames>()->noise_bytes == 100);
  CHECK(MonitorBench{}.after(0s, damaged(collision)).only<bus::NoFrames>());
  CHECK(MonitorBench{}.after(0s, noise("F8 F0"_hex)).only<bus::NothingHeard>());
}

TEST_CASE("monitor: many damaged frames are a finding", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 6; ++time) line.beats(8).after(100ms, damaged(collision, time));
  REQUIRE(line.only<bus::ManyErrors>());
  CHECK_FALSE(line.only<bus::ManyErrors>()->unit);
  CHECK(line.only<bus::ManyErrors>()->bad == 6);
  CHECK(line.only<bus::ManyErrors>()->bad_in_worst_minute == 6);
}

TEST_CASE("monitor: damaged frames of one unit are put down to it", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 6; ++time) line.beats(10).after(100ms, damaged(of_slave, time));
  REQUIRE(line.only<bus::ManyErrors>());
  CHECK(line.only<bus::ManyErrors>()->unit == slave_id);
  CHECK(line.only<bus::ManyErrors>()->bad == 6);
}

TEST_CASE("monitor: one bad minute in a good day is found", "[bus][monitor]") {
  MonitorBench line;
  line.beats(5000);
  for (int time = 0; time < 8; ++time) line.after(100ms, damaged(collision, time)).beats(3);
  line.beats(5000);
  REQUIRE(line.only<bus::ManyErrors>(bus::Standing::past));
  CHECK(line.only<bus::ManyErrors>(bus::Standing::past)->bad_in_worst_minute == 8);
}

TEST_CASE("monitor: a few damaged frames are none", "[bus][monitor]") {
  // Units that announce themselves at the same time collide, and captures begin and end anywhere.
  MonitorBench line;
  for (int time = 0; time < 4; ++time) line.after(300ms, damaged(collision, time));
  CHECK(line.beats(2).problems() == 0);
  CHECK(MonitorBench{}.after(0s, noise("FC"_hex)).beats(20).problems() == 0);
  CHECK(MonitorBench{}.beats(5).after(0s, wire::TrailingByte{0xF8}).problems() == 0);
}

TEST_CASE("monitor: damaged frames that we sent are our program's fault", "[bus][monitor]") {
  // jnicolson-twc-controller 4: BA should be 7B.
  const ByteVector wrong = "FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 BA"_hex;
  MonitorBench line;
  line.beats(3).after(1s, damaged(wrong), Origin::sent).after(1s, damaged(wrong), Origin::sent);
  REQUIRE(line.only<bus::ProgramFault>());
  CHECK(line.only<bus::ProgramFault>()->origin == Origin::sent);
  CHECK(line.only<bus::ProgramFault>()->program == TwcId{0x32AB});
}

TEST_CASE("monitor: a frame that comes back is an echo, and no second master", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 5; ++time) {
    line.after(1s, ask(), Origin::sent).after(0s, ask(), Origin::echo).after(150ms, answer());
  }
  REQUIRE(line.only<bus::EchoHeard>());
  CHECK(line.only<bus::EchoHeard>()->echoes == 5);
  CHECK(line.monitor().totals().good == 5);
}

TEST_CASE("monitor: recognises an echo that the source does not mark", "[bus][monitor]") {
  MonitorBench line;
  for (int time = 0; time < 5; ++time) {
    line.after(1s, ask(), Origin::sent).after(20ms, ask()).after(150ms, answer());
  }
  CHECK(line.only<bus::EchoHeard>());
  MonitorBench without;
  for (int time = 0; time < 5; ++time) {
    without.after(1s, ask(), Origin::sent).after(150ms, answer());
  }
  CHECK(without.problems() == 0);
}

// Made up, the CRC by a script that shares no code with this project.
const ByteVector poll = "01 03 00 88 00 02 44 21"_hex;

TEST_CASE("monitor: Modbus polls of an energy meter are not this bus", "[bus][monitor]") {
  CHECK(bus::modbus_crc("01 04 02 FF FF"_hex) == 0x80B8);  // from the Modbus specification
  MonitorBench line;
  line.after(1s, noise(poll)).after(1s, noise(poll)).after(10ms, noise("01 04 02 FF FF B8 80"_hex));
  REQUIRE(line.only<bus::MeterBus>());
  CHECK(line.only<bus::MeterBus>()->polls == 2);
  CHECK(line.only<bus::MeterBus>()->answers == 1);
}

TEST_CASE("monitor: bytes that only look like Modbus are not", "[bus][monitor]") {
  const ByteVector wrong = "01 03 00 88 00 02 00 00 01 03 00 88 00 02 00 00"_hex;
  MonitorBench line;
  for (int time = 0; time < 5; ++time) line.after(1s, noise(wrong));
  CHECK(line.only<bus::NoFrames>());
}

}  // namespace
}  // namespace twc::test
