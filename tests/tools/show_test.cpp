// SPDX-License-Identifier: MIT
/// Lines for people.

#include "common/show.hpp"

#include "support/catch.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::Direction;
using twc::tools::Paint;
using twc::wire::FrameError;

TEST_CASE("text: announcements and heartbeats as they were heard", "[tools][text]") {
  // dracoventions/TWCManager#9
  CHECK(text_of(good("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11")) ==
        "1839 > *     slave_linkready    max 32.00 A  sign 52");
  // TMC thread 72830, page 3
  CHECK(text_of(good("FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1")) ==
        "035D > *     master_linkready2  sign 5F");
  // jnicolson/twc-controller#4: a program that claims a current, its bytes swapped
  CHECK(text_of(good("FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 7B")) ==
        "32AB > *     master_linkready1  sign 77  claims 163.90 A");
  // ukoda/TWCProtocolMonitor
  CHECK(text_of(good("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95")) ==
        "7973 > 3495  master_heartbeat   none");
  // ngardiner/TWCManager#473
  CHECK(text_of(good("FB E0 77 77 40 85 09 0C 80 00 00 00 00 00 00 28")) ==
        "7777 > 4085  master_heartbeat   set_limit 32.00 A");
  // ngardiner/TWCManager#395
  CHECK(text_of(good("FB E0 77 77 02 2C 05 08 98 00 00 00 00 00 00 A1")) ==
        "7777 > 022C  master_heartbeat   set_initial_limit 22.00 A");
  // ngardiner/TWCManager#453
  CHECK(text_of(good("FD E0 20 19 77 77 08 02 58 02 10 00 00 00 00 7B")) ==
        "2019 > 7777  slave_heartbeat    starting  limit 6.00 A  draws 5.28 A");
  // ngardiner/TWCManager#395, Protocol 1
  CHECK(text_of(good("FD E0 02 2C 77 77 02 00 00 06 96 00 00 9A")) ==
        "022C > 7777  slave_heartbeat    error  limit 0.00 A  draws 16.86 A");
  // TMC thread 72830, page 3
  CHECK(text_of(good("FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D")) == "-            idle");
}

TEST_CASE("text: meters and identities as they were heard", "[tools][text]") {
  // ukoda/TWCProtocolMonitor
  CHECK(text_of(good("FB EB 79 73 34 95 00 00 00 00 00 00 00 00 00 A0")) ==
        "7973 > 3495  meter_request");
  // ngardiner/TWCManager#88
  CHECK(text_of(good("FD EB 25 87 00 00 03 9C 00 F6 00 F0 00 F6 00 00 00 00 00 12")) ==
        "2587 > *     meter              energy 924  246/240/246 V  0.00/0.00/0.00 A");
  // ukoda/TWCProtocolMonitor
  CHECK(text_of(good("FD EC 34 95 04 05 0A 02 00 00 00 00 00 00 00 CA")) ==
        "3495 > *     firmware           4.5.10.2");
  CHECK(text_of(good("FD ED 34 95 41 31 37 41 30 30 30 33 34 39 35 00 00 00 00 05")) ==
        "3495 > *     serial             A17A0003495");
  CHECK(text_of(good("FD EF 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B8")) ==
        "3495 > *     vin                part 2  blank");
  // ngardiner/TWCManager#453: a program's request of 15 bytes
  CHECK(text_of(good("FB F1 77 77 20 19 00 00 00 00 00 00 00 00 18")) ==
        "7777 > 2019  vin_request        part 3");
  // ngardiner/TWCManager#107
  CHECK(text_of(good("FD B1 58 50 00 00 00 00 00 00 00 00 00 00 00 59")) ==
        "5850 > *     start_charging_ack");
}

TEST_CASE("text: kinds of which no frame is public, made from their layouts", "[tools][text]") {
  CHECK(text_of(good("FD EB 34 95 00 00 00 14 00 F6 00 00 00 00 00 BE")) ==
        "3495 > *     meter              energy 20  246/0/0 V");
  CHECK(text_of(good("FD EE 34 95 35 59 4A 33 45 31 45 00 00 00 00 00 00 00 00 7D")) ==
        "3495 > *     vin                part 1  5YJ3E1E");
  CHECK(text_of(good("FD B4 34 95 03 00 00 00 00 00 00 00 00 00 00 80")) ==
        "3495 > *     plug_state         plugged");
  CHECK(text_of(good("FD B4 34 95 07 00 00 00 00 00 00 00 00 00 00 84")) ==
        "3495 > *     plug_state         unknown state 07");
  CHECK(text_of(good("FB E0 79 73 34 95 09 06 40 01 00 00 00 00 00 E5")) ==
        "7973 > 3495  master_heartbeat   set_limit 16.00 A  master plugged");
  CHECK(text_of(good("FB E0 77 77 34 95 02 05 00 00 00 00 00 00 00 9E")) ==
        "7777 > 3495  master_heartbeat   error 05  wrong rotary switch  maximum currents differ");
  CHECK(text_of(good("FB E0 77 77 34 95 0B 12 34 00 00 00 00 00 00 E8")) ==
        "7777 > 3495  master_heartbeat   unknown command 0B  argument 1234");
  CHECK(text_of(good("FD E0 34 95 79 73 0F 00 00 00 00 00 00 00 00 A4")) ==
        "3495 > 7973  slave_heartbeat    unknown state 0F  limit 0.00 A  draws 0.00 A");
  CHECK(text_of(good("FD 1A 45 56 57 32 54 33 32 48 4C 43 00 CE")) ==
        "-            legacy_model       EVW2T32HLC");
  CHECK(text_of(good("FD 1B 04 05 03 00 00 00 00 00 00 00 00 27")) ==
        "-            legacy_firmware    4.5.3");
  CHECK(text_of(good("FB 1B 00 00 00 00 00 00 00 00 00 00 00 1B")) ==
        "-            legacy_firmware_request");
}

TEST_CASE("text: a message that harms a unit is loud and says how", "[tools][text]") {
  CHECK(text_of(good("FC 19 00 00 00 00 00 00 00 00 00 00 00 00 00 19")) ==
        "-            dangerous          !!! writes the serial number into one-time memory: cannot "
        "be undone  FC190000000000000000000000000019");
  CHECK(text_of(good("FD 19 01 00 00 00 00 00 00 00 00 00 00 1A")) ==
        "-            legacy_serial      !!! a unit confirms that its one-time memory was written");
}

TEST_CASE("text: a message that is not understood is shown with all its bytes", "[tools][text]") {
  CHECK(text_of(good("FB A4 12 34 00 00 00 00 00 00 00 00 00 00 00 EA")) ==
        "-            unknown            FBA412340000000000000000000000EA");
  CHECK(text_of(made_up("FD ED 34 95 41 31 37 41 30 30 30 33 34 00 00")) ==
        "-            serial             unusual length 16  FDED3495413137413030303334000097");
}

TEST_CASE("text: errors say what is wrong", "[tools][text]") {
  // jnicolson/twc-controller#4: a program that adds up a byte too many
  CHECK(text_of(bad(FrameError::checksum, "FC E1 32 AB 77 40 06 00 00 00 00 00 00 00 00 BA")) ==
        "?            bad checksum       got BA want 7B  FCE132AB7740060000000000000000BA");
  CHECK(text_of(bad(FrameError::checksum, "F5 1D 00 00 00 00 00 00 00 00 00 00 00 1D")) ==
        "?            bad checksum       first byte F5 is none of FB FC FD  "
        "F51D00000000000000000000001D");
  CHECK(text_of(bad(FrameError::length, "FC 1D 00 00 00 00 00 00 00 00 00 00 00 00 1D")) ==
        "?            bad length         15 bytes  FC1D0000000000000000000000001D");
  CHECK(text_of(bad(FrameError::escape, "FC 1D DB 07 00 00 00 00 00 00 00 00 00 1D")) ==
        "?            bad escape         14 bytes  FC1DDB070000000000000000001D");
  CHECK(text_of(bad(FrameError::truncated, "FD E2 47")) ==
        "?            truncated          3 bytes  FDE247");
}

TEST_CASE("text: an overlong stretch shows its first 64 bytes and its count", "[tools][text]") {
  std::string bytes = "FDE0";
  for (int at = 2; at < 75; ++at) bytes += "11";
  CHECK(text_of(bad(FrameError::overlong, bytes)) ==
        "?            overlong           75 bytes  " + bytes.substr(0, 128) + "...");
}

TEST_CASE("text: noise, recovered frames, ours and our echoes are told apart", "[tools][text]") {
  constexpr auto* linkready = "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11";
  CHECK(text_of(noise("00 F0 F8")) == "-            noise              00F0F8");
  CHECK(text_of(recovered(linkready)) ==
        "1839 > *     slave_linkready    max 32.00 A  sign 52  [recovered]");
  CHECK(text_of(going(Direction::sent, good(linkready))) ==
        "1839 > *     slave_linkready    max 32.00 A  sign 52  [tx]");
  CHECK(text_of(going(Direction::echo, good(linkready))) ==
        "1839 > *     slave_linkready    max 32.00 A  sign 52  [echo]");
  CHECK(text_of(going(Direction::received, good(linkready))) == text_of(good(linkready)));
}

TEST_CASE("text: a terminal gets no byte of a bus that is not printable", "[tools][text]") {
  CHECK(text_of(made_up("FD ED 34 95 1B 5B 32 4A 7F 80 22 00 00 00 00 00 00 00 00")) ==
        "3495 > *     serial             \\x1B[2J\\x7F\\x80\"");
}

TEST_CASE("text: color only when asked, and nothing else changes", "[tools][text]") {
  const auto linkready = good("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11");
  const auto painted = [](const char* color, const twc::tools::Record& record) {
    return "\x1b[" + std::string{color} + "m" + text_of(record) + "\x1b[0m";
  };
  CHECK(text_of(linkready, Paint::colored) == text_of(linkready));
  const auto error = bad(FrameError::truncated, "FD E2 47");
  CHECK(text_of(error, Paint::colored) == painted("31", error));
  const auto danger = good("FC 19 00 00 00 00 00 00 00 00 00 00 00 19");
  CHECK(text_of(danger, Paint::colored) == painted("1;31", danger));
  const auto found = recovered("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11");
  CHECK(text_of(found, Paint::colored) == painted("33", found));
  const auto echo = going(Direction::echo, linkready);
  CHECK(text_of(echo, Paint::colored) == painted("2", echo));
}
