// SPDX-License-Identifier: MIT
/// twc-sniff on every capture of the project, against what it is known to say.

#include <algorithm>
#include <filesystem>
#include <string>
#include <vector>

#include "support/catch.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string capture_folder{TWC_CAPTURES};
const std::string golden{TWC_GOLDEN};

/// Captures without a frame.
const std::vector<std::string> frameless{"gen3-modbus-as-hex.txt",
                                         "gh-ngardiner-644-status-lines.log"};

std::vector<std::string> capture_names() {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator{capture_folder}) {
    const std::string name = entry.path().filename();
    const bool is_frameless = std::ranges::find(frameless, name) != frameless.end();
    const bool is_capture = entry.is_regular_file() && name != "README.md";
    if (is_capture && !is_frameless) names.push_back(name);
  }
  std::ranges::sort(names);
  return names;
}

void check_lines(const std::string& heard, const std::string& expected_file) {
  INFO(expected_file);
  const auto lines = lines_of(heard);
  const auto expected = lines_of(read_file(expected_file));
  CHECK(lines.size() == expected.size());
  for (std::size_t at = 0; at < std::min(lines.size(), expected.size()); ++at) {
    INFO("line " << at + 1);
    REQUIRE(lines[at] == expected[at]);
  }
}

}  // namespace

TEST_CASE("twc-sniff: every capture says in text what it is known to say", "[sniff][golden]") {
  for (const std::string& name : capture_names()) {
    const Outcome outcome = sniff({capture_folder + "/" + name});
    CHECK(outcome.exit == 0);
    CHECK(outcome.err.empty());
    check_lines(outcome.out, golden + "/" + name + ".txt");
  }
}

TEST_CASE("twc-sniff: every capture says in JSON what it is known to say", "[sniff][golden]") {
  for (const std::string& name : capture_names()) {
    const Outcome outcome = sniff({"-F", "json", capture_folder + "/" + name});
    CHECK(outcome.exit == 0);
    check_lines(outcome.out, golden + "/" + name + ".json");
  }
}

TEST_CASE("twc-sniff: a capture without frames says what it is, and what it says nevertheless",
          "[sniff][golden]") {
  const std::string meter = capture_folder + "/" + frameless.at(0);
  const Outcome modbus = sniff({meter});
  CHECK(modbus.exit == 4);
  CHECK_THAT(modbus.err, ContainsSubstring("no good frame in 396 bytes") &&
                             ContainsSubstring("Modbus to an energy meter"));
  check_lines(modbus.out, golden + "/" + frameless.at(0) + ".txt");
  const Outcome meter_verdict = sniff({"--diagnose", meter});
  CHECK(meter_verdict.exit == 8);
  CHECK_THAT(meter_verdict.out, ContainsSubstring("Wall Connector of the third generation"));

  const std::string lines = capture_folder + "/" + frameless.at(1);
  const Outcome status = sniff({lines});
  CHECK(status.exit == 0);
  CHECK_THAT(status.err, ContainsSubstring("no frames, but 11 status lines of TWCManager") &&
                             ContainsSubstring("debugLevel 9"));
  check_lines(status.out, golden + "/" + frameless.at(1) + ".txt");
  check_lines(sniff({"-F", "json", lines}).out, golden + "/" + frameless.at(1) + ".json");
  const Outcome verdict = sniff({"--diagnose", lines});
  CHECK(verdict.exit == 0);
  CHECK_THAT(verdict.out, ContainsSubstring("2118: set_limit_ack, limit 19.00 A, draws 6.59 A") &&
                              ContainsSubstring("no frames, but 11 status lines") &&
                              !ContainsSubstring("power"));
  CHECK(lines_of(sniff({"-n", "3", lines}).out).size() == 3);
  CHECK(lines_of(sniff({"--kind", "status", "--from", "2118", lines}).out).size() == 11);
}

TEST_CASE("twc-sniff: a capture and its copies in other formats say the same", "[sniff][golden]") {
  const std::string stem = capture_folder + "/ukoda-master-first-power-on";
  const auto says = [](const std::string& file) { return sniff({"-t", "n", file}).out; };
  const std::string expected = says(stem + ".twclog");
  CHECK(lines_of(expected).size() == 44);
  for (const char* const ending : {".bin", ".hexdump", ".pcap", ".pcapng"}) {
    INFO(ending);
    CHECK(says(stem + ending) == expected);
  }
}

TEST_CASE("twc-sniff: pcapng keeps who sent a frame, and the tool says that pcap does not",
          "[sniff][golden]") {
  const std::string echoes = capture_folder + "/gh-dracoventions-6.log";
  const std::string expected = sniff({"-t", "n", echoes}).out;
  const TemporaryFile kept{"", ".pcapng"};
  const Outcome quiet = sniff({"-t", "n", "-w", kept.path(), echoes});
  CHECK(quiet.err.empty());
  CHECK(sniff({"-t", "n", kept.path()}).out == expected);
  CHECK(sniff({"--diagnose", kept.path()}).out.find("echo") != std::string::npos);
  const TemporaryFile lost{"", ".pcap"};
  const Outcome told = sniff({"-t", "n", "-w", lost.path(), echoes});
  CHECK_THAT(told.err, ContainsSubstring(lost.path() + ": pcap cannot say which frames were sent"));
  CHECK(lines_of(told.err).size() == 1);
  const std::string one_way = capture_folder + "/ukoda-master-and-slave.twclog";
  CHECK(sniff({"-F", "null", "-w", lost.path(), one_way}).err.empty());
}

TEST_CASE("twc-sniff: a written capture, read again, says the same", "[sniff][golden][long]") {
  for (const std::string& name : capture_names()) {
    for (const char* const ending : {".twclog", ".bin"}) {
      INFO(name << " as " << ending);
      const TemporaryFile copy{"", ending};
      const Outcome first = sniff({"-t", "n", "-w", copy.path(), capture_folder + "/" + name});
      const Outcome again = sniff({"-t", "n", copy.path()});
      const bool keeps_direction = std::string{ending} == ".twclog";
      if (keeps_direction) CHECK(again.out == first.out);
      CHECK(lines_of(again.out).size() == lines_of(first.out).size());
    }
  }
}
