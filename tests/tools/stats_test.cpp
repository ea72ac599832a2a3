// SPDX-License-Identifier: MIT
/// --stats.

#include "sniff/stats.hpp"

#include "support/catch.hpp"
#include "support_show.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using twc::tools::Clock;
using twc::tools::Direction;
using twc::tools::Stats;
using twc::wire::FrameError;

namespace {

void count(Stats& stats, const twc::tools::Record& record) {
  stats.count(twc::tools::decode(record));
}
void count(Stats& stats, std::int64_t milliseconds, twc::tools::Record record) {
  record.when = {Clock::day, 1000 * milliseconds};
  count(stats, record);
}

}  // namespace

TEST_CASE("stats: the report tells what a master and a slave said to each other",
          "[tools][stats]") {
  // ukoda/TWCProtocolMonitor, from the moment when the slave joins
  Stats stats;
  auto announcement = good("FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8");
  announcement.end = 0xFC;
  count(stats, 59'653'920, announcement);
  count(stats, 59'654'321, good("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"));
  count(stats, 59'654'522, good("FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"));
  count(stats, 59'654'923, good("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"));
  count(stats, 59'655'124, good("FD E0 34 95 79 73 00 00 00 00 00 00 00 00 00 95"));
  count(stats, 59'655'374, good("FD EE 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DA"));
  count(stats, 59'655'624, good("FB EE 79 73 34 95 00 00 00 00 00 00 00 00 00 A3"));
  count(stats, 59'655'824, good("FD EE 34 95 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 B7"));
  count(stats, 59'656'000, good("FD EF 79 73 00 00 00 00 00 00 00 00 00 00 00 00 00 00 00 DB"));
  count(stats, 59'656'200, good("FB EF 79 73 34 95 00 00 00 00 00 00 00 00 00 A4"));
  count(stats, 59'656'600, good("FB E0 79 73 34 95 00 00 00 00 00 00 00 00 00 95"));
  CHECK(stats.report() ==
        "11 frames in 2.7 s, 0 bad, 0 recovered, 0 noise bytes, 212 bytes\n"
        "3495  slave  sent 4  addressed 5\n"
        "      sent  slave_heartbeat 2, slave_linkready 1, vin 1\n"
        "      asked 5  answered 3  unanswered 1\n"
        "      answers after  min 200  median 201  mean 201  max 201 ms\n"
        "7973  master  sent 7  addressed 2\n"
        "      sent  master_heartbeat 3, vin_request 2, vin 2\n");
}

TEST_CASE("stats: bad frames by cause, and put down to whom they name", "[tools][stats]") {
  Stats stats;
  count(stats, good("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11"));
  // dracoventions/TWCManager#9: a stray FF before the closing delimiter
  count(stats, bad(FrameError::checksum, "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 FF"));
  count(stats, recovered("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11"));
  // ngardiner/TWCManager#229: nobody with this id was heard
  count(stats, bad(FrameError::checksum, "FD E2 47 04 93 0C 26 88 11 71 F7 ED F5 3F FF"));
  count(stats, bad(FrameError::truncated, "FD"));
  count(stats, noise("00 F0 F8"));
  CHECK(stats.report() ==
        "1 frame, 3 bad (checksum 2, truncated 1), 1 recovered, 3 noise bytes, 60 bytes\n"
        "1839  slave  sent 1  addressed 0  damaged 1\n"
        "      sent  slave_linkready 1\n");
}

TEST_CASE("stats: escapes are bytes too", "[tools][stats]") {
  Stats stats;
  count(stats, made_up("FB E0 77 77 34 95 09 12 C0 00 00 00 00 00 00"));
  CHECK_THAT(stats.report(), ContainsSubstring(" 19 bytes"));
}

TEST_CASE("stats: echoes are counted, but nobody said them", "[tools][stats]") {
  // dracoventions/TWCManager#6
  const auto sent = good("FB E0 77 77 02 BB 00 00 00 00 00 00 00 00 00 8B");
  Stats stats;
  count(stats, going(Direction::sent, sent));
  count(stats, going(Direction::echo, sent));
  CHECK_THAT(stats.report(),
             ContainsSubstring("2 frames") && ContainsSubstring("1 frame is an echo of our own") &&
                 ContainsSubstring("7777  master  sent 1") && ContainsSubstring("asked 1"));
}

TEST_CASE("stats: dangerous and unknown frames are told", "[tools][stats]") {
  Stats stats;
  count(stats, good("FC 19 00 00 00 00 00 00 00 00 00 00 00 19"));
  count(stats, made_up("FB A4 12 34 00 00 00 00 00 00 00 00 00 00 00"));
  CHECK_THAT(stats.report(), ContainsSubstring("!!! 1 dangerous frame\n") &&
                                 ContainsSubstring("1 frame has an unknown code\n"));
}

TEST_CASE("stats: ids that a noisy line makes up are only counted", "[tools][stats]") {
  Stats stats;
  for (int times = 0; times < 2; ++times) {
    for (unsigned id = 0; id <= 0xFFFF; ++id) {
      const std::array bytes{static_cast<std::uint8_t>(id >> 8U), static_cast<std::uint8_t>(id)};
      count(stats, made_up("FDE2" + to_hex(bytes) + "000C800000000000000000"));
    }
  }
  const std::string report = stats.report();
  CHECK_THAT(report, Catch::Matchers::EndsWith("and 65472 more ids\n"));
  CHECK_THAT(report, ContainsSubstring("003F  slave  sent 2"));
  CHECK_THAT(report, !ContainsSubstring("0040  slave"));
}
