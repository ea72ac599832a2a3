// SPDX-License-Identifier: MIT
/// Every capture of tests/captures, record by record. Their sources are in captures/README.md.

#include <sstream>

#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;
using tools::Clock;

namespace {

Lines read_capture(const std::string& name) {
  return read_text(capture_file(name));
}

const std::string tx_linkready1 = "tx FCE1777777000000000000000046";
const std::string tx_linkready2 = "tx FBE2777777000000000000000047";
const std::string raised = "FBE0777702BB0000000000000000008B";

}  // namespace

TEST_CASE("captures: a fake master's boot burst is eight sent frames", "[tools][reader]") {
  CHECK(read_capture("gh-dracoventions-16.log") ==
        Lines{tx_linkready1, tx_linkready1, tx_linkready1, tx_linkready1, tx_linkready1,
              tx_linkready2, tx_linkready2, tx_linkready2});
}

TEST_CASE("captures: bytes that an adapter echoes are an echo, and are read once",
          "[tools][reader]") {
  Lines expected;
  for (int burst = 0; burst < 3; ++burst) {
    expected.insert(expected.end(), {tx_linkready1, "echo FCE1777777000000000000000046"});
  }
  expected.push_back(tx_linkready1);
  // Shown by "*** UNKNOWN MESSAGE FROM SLAVE" alone; what was sent before it is another frame.
  expected.push_back("rx " + raised);
  for (int beat = 0; beat < 8; ++beat)
    expected.insert(expected.end(), {"tx " + raised, "echo " + raised});
  CHECK(read_capture("gh-dracoventions-6.log") == expected);
}

TEST_CASE("captures: a stray FF makes a frame an error, with its bytes", "[tools][reader]") {
  const auto lines = read_capture("gh-dracoventions-9.log");
  REQUIRE(lines.size() == 12);
  CHECK(lines[1] == "rx bad checksum FDE21839520C80000000000000000011FF");
  CHECK(lines[11] == "rx FDE21839520C80000000000000000011");
  CHECK(std::ranges::count(lines, tx_linkready1) == 5);
  CHECK(std::ranges::count(lines, tx_linkready2) == 5);
}

TEST_CASE("captures: a stray FF leaves a frame that can be recovered", "[tools][reader]") {
  const std::string log = capture_file("gh-dracoventions-9.log");
  const auto records = read_records(CaptureFormat{}, bytes_of(log));
  wire::Recovery recovery{std::get<wire::BadFrame>(records.at(1).heard).wire};
  const auto found = recovery.next();
  REQUIRE(found);
  CHECK(found->frame == "FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11"_frame);
  CHECK_FALSE(recovery.next());
}

TEST_CASE("captures: wrong checksums are errors, one by one", "[tools][reader]") {
  const std::string bad = "tx bad checksum FCE132AB7740060000000000000000BA";
  const std::string linkready2 = "tx FBE232AB77400600000000000000007C end FF";
  const std::string heartbeat = "tx FBE032AB872500000000000000000069 end FF";
  const std::string announces = "rx FDE28725AE0C800000000000000000C8";
  CHECK(read_capture("gh-jnicolson-twc-controller-4.log") ==
        Lines{"tx FCE132AB77400600000000000000007B end FF",
              bad,
              "noise FF",
              bad,
              "noise FF",
              bad,
              "noise FF",
              announces,
              bad,
              "noise FF",
              linkready2,
              linkready2,
              linkready2,
              linkready2,
              linkready2,
              heartbeat,
              "tx FBEE32AB872500000000000077 end FF",
              announces,
              heartbeat,
              "tx FBEF32AB872500000000000078 end FF",
              "tx FBE0777787250000000000000000007A",
              "tx FBE0777787250000000000000000007A end FF"});
}

TEST_CASE("captures: the byte heard before an answer is the end byte of the question",
          "[tools][reader]") {
  CHECK(read_capture("gh-ngardiner-453.log") ==
        Lines{"tx FBE07777201900000000000000000007", "tx FBEE77772019000000000000000015",
              "tx FBEF77772019000000000000000016", "tx FBF177772019000000000000000018",
              "tx FBEF77772019000000000000000016 end F8", "rx FDE0201977770802580210000000007B"});
}

TEST_CASE("captures: two transmitters at once are a bad checksum", "[tools][reader]") {
  CHECK(read_capture("gh-ngardiner-473.log") ==
        Lines{"noise FC", "rx FDE240851D0C80000000000000000050",
              "tx FBE077774085090C8000000000000028 end FC", "rx FDE224312D0C800000000000000000F0",
              "tx FBE07777243100000000000000000023 end FC",
              "rx bad checksum FDE200F28B3F4746F6FFFFFFFFFFFF"});
}

TEST_CASE("captures: single lines are read", "[tools][reader]") {
  CHECK(read_capture("gh-ngardiner-88.log") ==
        Lines{"rx FDEB25870000039C00F600F000F6000000000012"});
  CHECK(read_capture("src-wired-square-PROTOCOL.log") ==
        Lines{"FDEB606100A320EC00F10000000000000000004C end FC"});
  CHECK(read_capture("tmc-72830-page3-checksum-post.log") ==
        Lines{"FBE2035D5F0000000000000000A1 end FE", "FCE1035D3900000000000000007A end FE",
              "FC1D00000000000000000000001D"});
}

TEST_CASE("captures: a log knows the time of day as far as it tells it", "[tools][reader]") {
  const std::string log = capture_file("gh-ngardiner-453.log");
  const auto records = read_records(CaptureFormat{}, bytes_of(log));
  REQUIRE(records.size() == 6);
  CHECK(records[0].when == tools::Stamp{});
  CHECK(records[5].when == tools::Stamp{Clock::day, (13 * 3600 + 47 * 60 + 29) * 1'000'000LL});
  const std::string first = capture_file("gh-dracoventions-16.log");
  CHECK(read_records(CaptureFormat{}, bytes_of(first)).at(0).when ==
        tools::Stamp{Clock::day, (22 * 3600 + 48 * 60 + 49) * 1'000'000LL});
}

TEST_CASE("captures: every line of a twclog is the record that it says", "[tools][reader]") {
  struct Expected {
    std::string name;
    std::size_t records;
    Clock clock;
  };
  const auto expected = GENERATE(values<Expected>({
      {"ukoda-master-first-power-on.twclog",  44,  Clock::day  },
      {"ukoda-master-and-slave.twclog",       255, Clock::day  },
      {"programs-twcmanager-both-p2.twclog",  500, Clock::epoch},
      {"programs-wired-square-master.twclog", 193, Clock::epoch},
  }));
  CAPTURE(expected.name);
  const std::string text = capture_file(expected.name);
  const auto records = read_records(CaptureFormat{}, bytes_of(text));
  REQUIRE(records.size() == expected.records);

  std::istringstream lines{text};
  auto record = records.begin();
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with('#')) continue;
    REQUIRE(record != records.end());
    const auto at = line.find(" bus0 R ");
    REQUIRE(at != std::string::npos);
    std::string said = "rx " + line.substr(at + 8);
    if (const auto end = said.find(' ', 3); end != std::string::npos) said.insert(end, " end");
    REQUIRE(tell(*record) == said);
    REQUIRE(record->when.clock == expected.clock);
    const double seconds = std::stod(line.substr(1));
    REQUIRE(std::abs(static_cast<double>(record->when.microseconds) - seconds * 1e6) < 1);
    ++record;
  }
}

TEST_CASE("captures: one power-on is the same as twclog, raw bytes, hex dump, pcap and pcapng",
          "[tools][reader]") {
  const auto read = [](const std::string& name) {
    const std::string capture = capture_file(name);
    return read_records(CaptureFormat{}, bytes_of(capture));
  };
  const auto log = read("ukoda-master-first-power-on.twclog");
  const auto frames_of = [](const std::vector<tools::Record>& records) {
    std::vector<tools::Heard> frames;
    for (const tools::Record& record : records) frames.push_back(record.heard);
    return frames;
  };
  const auto ends_of = [](const std::vector<tools::Record>& records) {
    std::vector<std::optional<std::uint8_t>> ends;
    for (const tools::Record& record : records) ends.push_back(record.end);
    return ends;
  };
  for (const char* const name :
       {"ukoda-master-first-power-on.bin", "ukoda-master-first-power-on.hexdump"}) {
    CAPTURE(name);
    const auto records = read(name);
    CHECK(frames_of(records) == frames_of(log));
    CHECK(ends_of(records) == ends_of(log));
  }
  for (const char* const name :
       {"ukoda-master-first-power-on.pcap", "ukoda-master-first-power-on.pcapng"}) {
    CAPTURE(name);
    const auto records = read(name);
    CHECK(frames_of(records) == frames_of(log));
    CHECK(times_of(records) == times_of(log));
  }
}
