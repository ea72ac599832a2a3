// SPDX-License-Identifier: MIT
/// Arduino and ESPHome logs: lines of gh-jnicolson-twc-controller-4, and other spellings of them.

#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;

namespace {

const std::string body = "fde28725ae0c800000000000000000c8";
const std::string announces = "FDE28725AE0C800000000000000000C8";

Lines read_log(std::string_view text) {
  return read_text(text, CaptureFormat{"esphome"});
}

}  // namespace

TEST_CASE("esphome: packets are read however they are announced", "[tools][reader][esphome]") {
  const auto said = GENERATE(table<std::string, std::string>({
      {"Recieved Packet: ",                   "rx "},
      {"Received packet: ",                   "rx "},
      {"RECEIVED PACKET:",                    "rx "},
      {"______________Sent packet: ",         "tx "},
      {"[12:00:01][D][twc:064]: RX: ",        "rx "},
      {"[12:00:01][D][twc:064]: TX: ",        "tx "},
      {"[12:00:01][D][uart_debug:114]: <<< ", "rx "},
      {"[12:00:01][D][uart_debug:114]: >>> ", "tx "},
  }));
  CAPTURE(std::get<0>(said));
  CHECK(read_log(std::get<0>(said) + body + "\n") == Lines{std::get<1>(said) + announces});
  CHECK(read_log(std::get<0>(said) + "c0" + body + "c0ff  \r\n") ==
        Lines{std::get<1>(said) + announces + " end FF"});
  CHECK(read_log(std::get<0>(said) +
                 "C0:FD:E2:87:25:AE:0C:80:00:00:00:00:00:00:00:00:C8:C0:FE\x1B[0m\n") ==
        Lines{std::get<1>(said) + announces + " end FE"});
}

TEST_CASE("esphome: a packet received right after the same was sent is an echo",
          "[tools][reader][esphome]") {
  CHECK(read_log("Sent packet: c0" + body + "c0fe\nRecieved Packet: " + body + "\n") ==
        Lines{"tx " + announces + " end FE", "echo " + announces});
}

TEST_CASE("esphome: the time of day is read where a line tells it", "[tools][reader][esphome]") {
  const std::string line = "[12:00:01.250][D][twc:064]: RX: " + body;
  CHECK(read_records(CaptureFormat{"esphome"}, bytes_of(line)).at(0).when ==
        tools::Stamp{tools::Clock::day, (12 * 3600 + 1) * 1'000'000LL + 250'000});
}

TEST_CASE("esphome: prose about packets is no packet", "[tools][reader][esphome]") {
  const auto line = GENERATE(as<std::string>{}, "Received packet: 12 bytes", "Sent packet: ok",
                             "Sent packet:", "rx: 20 frames, tx: 30 frames", "Rx: fd e2",
                             "tx: 01 03 00 00 00 02 c4 0b 01 03 04 00 00 11", "matrix: 33 44",
                             "New charger seen - adding to controller. ID: 2587, Sign: ae");
  CAPTURE(line);
  CHECK(read_log(line).empty());
}

TEST_CASE("esphome: a packet that is noise or damaged is told as that",
          "[tools][reader][esphome]") {
  CHECK(read_log("Recieved Packet: fde287\n") == Lines{"noise FDE287"});
  CHECK(read_log("Recieved Packet: 00e28725ae0c800000000000000000c8\n") ==
        Lines{"rx bad checksum 00E28725AE0C800000000000000000C8"});
}
