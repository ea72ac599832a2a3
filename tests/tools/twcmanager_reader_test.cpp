// SPDX-License-Identifier: MIT
/// Lines of TWCManager's log, from gh-dracoventions-6, gh-dracoventions-9 and gh-ngardiner-453, and
/// variants of them.

#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;

namespace {

const std::string tx = "Tx@10:48:42: C0 FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B C0\n";
const std::string rx = "Rx@10:48:42: () FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B\n";
const std::string unknown =
    "10:48:42: *** UNKNOWN MESSAGE FROM SLAVE:FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B\n";
const std::string other = "Rx@10:48:43: (FE) FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11\n";
const std::string beat = "FBE0777702BB0000000000000000008B";

Lines read_manager_log(std::string_view text) {
  return read_text(text, CaptureFormat{"twcmanager"});
}

}  // namespace

TEST_CASE("twcmanager: an Rx equal to the Tx just before it is an echo",
          "[tools][reader][twcmanager]") {
  CHECK(read_manager_log(tx + rx) == Lines{"tx " + beat, "echo " + beat});
  CHECK(read_manager_log(tx + unknown) == Lines{"tx " + beat, "echo " + beat});
}

TEST_CASE("twcmanager: an Rx equal to an older Tx is no echo", "[tools][reader][twcmanager]") {
  CHECK(read_manager_log(tx + other + rx) ==
        Lines{"tx " + beat + " end FE", "rx FDE21839520C80000000000000000011", "rx " + beat});
  CHECK(read_manager_log(tx + rx + rx) == Lines{"tx " + beat, "echo " + beat, "rx " + beat});
}

TEST_CASE("twcmanager: a frame that stands twice is read once", "[tools][reader][twcmanager]") {
  CHECK(read_manager_log(rx + unknown) == Lines{"rx " + beat});
  CHECK(read_manager_log(rx + "10:48:42: something else\n" + unknown) == Lines{"rx " + beat});
  CHECK(read_manager_log(rx + unknown + unknown) == Lines{"rx " + beat, "rx " + beat});
  CHECK(read_manager_log(unknown) == Lines{"rx " + beat});
  CHECK(read_manager_log(rx + other + unknown).size() == 3);
}

TEST_CASE("twcmanager: every complaint that shows a frame is read", "[tools][reader][twcmanager]") {
  const std::string bytes = "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11";
  const Lines frame{"rx FDE21839520C80000000000000000011"};
  CHECK(read_manager_log("07:53:28: *** UNKNOWN MESSAGE from master: " + bytes + "\n") == frame);
  CHECK(read_manager_log("07:53:28: *** UNKNOWN MESSAGE FROM MASTER:" + bytes + "\n") == frame);
  const Lines seventeen{"rx bad checksum FDE21839520C80000000000000000011FF"};
  const std::string ignored =
      "07:53:28: ERROR: Ignoring message of unexpected length 17: " + bytes + " FF\n";
  CHECK(read_manager_log(ignored) == seventeen);
  CHECK(read_manager_log("Rx@07:53:28: () " + bytes + " FF\n" + ignored) == seventeen);
  CHECK(read_manager_log("07:53:28 ERROR: Checksum 11 does not match 12.  Ignoring message: " +
                         bytes + "\n") == frame);
}

TEST_CASE("twcmanager: a byte that was heard before a frame is an end byte or noise",
          "[tools][reader][twcmanager]") {
  const std::string after = " FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11\n";
  const std::string linkready = "rx FDE21839520C80000000000000000011";
  CHECK(read_manager_log(tx + "Rx@10:48:43: (F8)" + after) ==
        Lines{"tx " + beat + " end F8", linkready});
  CHECK(read_manager_log(tx + "Rx@10:48:43: (F8 00)" + after) ==
        Lines{"tx " + beat, "noise F800", linkready});
  CHECK(read_manager_log("Rx@10:48:43: (F8)" + after) == Lines{"noise F8", linkready});
  CHECK(read_manager_log("Rx@10:48:43: " + after) == Lines{linkready});
}

TEST_CASE("twcmanager: the second generation may tell the time at the front, or not at all",
          "[tools][reader][twcmanager]") {
  constexpr std::int64_t second = 1'000'000;
  constexpr std::int64_t at = (13 * 3600 + 47 * 60 + 29) * second;
  const std::string frame = ": (FC) FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11\n";
  const auto time_of = [&](const std::string& front) {
    const std::string line = front + frame;
    return read_records(CaptureFormat{"twcmanager"}, bytes_of(line)).back().when;
  };
  const tools::Stamp known{tools::Clock::day, at};
  CHECK(time_of("13:47:29 \xE2\x9B\xBD Manager  12 Rx@") == known);
  CHECK(time_of("Rx@13:47:29") == known);
  CHECK(time_of("Nov 23 01:02:03 pi python3[123]: Rx@13:47:29") == known);
  CHECK(time_of("2023-11-23 13:47:29,250 Manager Rx@") ==
        tools::Stamp{tools::Clock::day, at + second / 4});
  CHECK(time_of("     Rx@") == tools::Stamp{});
}

TEST_CASE("twcmanager: other lines are not traffic", "[tools][reader][twcmanager]") {
  const auto line =
      GENERATE(as<std::string>{}, "Rx@", "Tx@:", "Rx@10:48:42", "Rx@10:48:42: ()",
               "Rx@10:48:42: (FC", "Rx@99:48:42: () FD E2", "10:48:42: *** UNKNOWN MESSAGE",
               "UNKNOWN MESSAGE:", "07:53:37: 32.00 amp slave TWC 1839 is ready to link.  Sign: 52",
               "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11");
  CAPTURE(line);
  CHECK(read_manager_log(line).empty());
}

TEST_CASE("twcmanager: bytes that two transmitters said at once can be short",
          "[tools][reader][twcmanager]") {
  CHECK(read_manager_log("Rx@10:48:42: () 00 F0 F8\n") == Lines{"noise 00F0F8"});
}
