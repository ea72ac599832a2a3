// SPDX-License-Identifier: MIT
/// twc-sniff --diagnose on logs that have status lines and no frames.

#include "tools/support_diagnose.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

/// A log of TWCManager that shows no frames: `words` at this second of the day.
std::string status_line(int second, const std::string& words) {
  return fmt::format("2026-07-09 {:02}:{:02}:{:02},267 - Slave    20 {}\n", 11 + second / 3600,
                     second / 60 % 60, second % 60, words);
}
std::string shb(int second, const std::string& unit, const std::string& master) {
  return status_line(second, fmt::format("SHB 2118: {} 0000 0000  M: {} 0000 0000", unit, master));
}
Outcome diagnosed(const std::string& log, std::vector<std::string> arguments = {}) {
  arguments.insert(arguments.begin(), {"--diagnose", "-F", "json", "-"});
  return sniff(arguments, log);
}

}  // namespace

TEST_CASE("diagnose: status lines tell of a unit that asks and gets no limit",
          "[sniff][diagnose]") {
  const std::string asks =
      shb(0, "04 00.00/00.00A", "00 00.00/00.00A") + shb(600, "04 00.00/00.00A", "00 00.00/00.00A");
  const Outcome outcome = diagnosed(asks);
  CHECK(found_in(outcome) == "asks_in_vain");
  CHECK_THAT(outcome.out, ContainsSubstring("a log of its master without a sufficient limit"));
  CHECK_THAT(outcome.out, ContainsSubstring(R"("units":["2118"])"));
  CHECK_THAT(outcome.out, ContainsSubstring(R"("verdict":"no_frames","content":"status_lines",)"
                                            R"("findings":1,"past":0)"));
  const Outcome text = sniff({"--diagnose", "-"}, asks);
  CHECK(text.exit == 8);
  CHECK_THAT(text.out, ContainsSubstring("no frames, but 2 status lines of TWCManager; 1 problem"));
}

TEST_CASE("diagnose: status lines tell of cars that do not follow", "[sniff][diagnose]") {
  CHECK(found_in(diagnosed(shb(0, "01 05.90/16.00A", "09 00.00/16.00A") +
                           shb(120, "01 05.95/16.00A", "09 00.00/16.00A"))) == "draws_6_a");
  CHECK(found_in(diagnosed(shb(0, "09 16.00/16.00A", "09 00.00/16.00A") +
                           shb(5, "01 06.59/06.00A", "09 00.00/00.00A") +
                           shb(65, "01 06.59/06.00A", "00 00.00/00.00A"))) == "zero_is_no_stop");
  CHECK(found_in(diagnosed(shb(0, "01 16.00/06.00A", "09 00.00/06.00A") +
                           shb(60, "01 16.10/06.00A", "09 00.00/06.00A"))) == "overdraw");
  std::string deaf;
  for (int second = 0; second < 60; second += 8) {
    deaf += status_line(second, "32.00 amp slave TWC 2118 is ready to link.  Sign: 1D");
  }
  CHECK(found_in(diagnosed(deaf)) == "does_not_hear");
}

TEST_CASE("diagnose: status lines of a good evening have nothing wrong", "[sniff][diagnose]") {
  const std::string evening =
      status_line(0, "32.00 amp slave TWC 2118 is ready to link.  Sign: 1D") +
      shb(2, "00 00.00/00.00A", "00 00.00/00.00A") +
      shb(602, "00 00.00/00.00A", "00 00.00/00.00A") +
      shb(700, "04 00.00/00.00A", "00 00.00/00.00A") +
      shb(703, "08 00.00/16.00A", "09 00.00/16.00A") +
      shb(710, "01 15.80/16.00A", "00 00.00/00.00A") +
      shb(1310, "01 15.80/16.00A", "00 00.00/00.00A") +
      shb(1320, "09 15.80/08.00A", "09 00.00/08.00A") +
      shb(1324, "01 08.90/08.00A", "00 00.00/00.00A") +
      shb(1924, "01 08.90/08.00A", "00 00.00/00.00A");
  // Nobody knows what was between two pieces of a log.
  CHECK(found_in(diagnosed(shb(0, "01 16.00/06.00A", "09 00.00/06.00A") +
                           shb(500, "01 05.90/06.00A", "09 00.00/06.00A")))
            .empty());
  const Outcome outcome = diagnosed(evening);
  CHECK(found_in(outcome).empty());
  CHECK(outcome.exit == 0);
  // Where -n and -T end the reading, the lines are what was heard.
  CHECK_THAT(diagnosed(evening, {"-n", "3"}).out, ContainsSubstring("3 status lines"));
  CHECK(diagnosed("nothing of a bus\n").exit == 4);
}
