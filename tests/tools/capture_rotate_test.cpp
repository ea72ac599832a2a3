// SPDX-License-Identifier: MIT
/// --max-size and --rotate: captures that know when they are long enough.

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <numeric>

#include <twc/msg/message.hpp>

#include "capture/writer.hpp"
#include "common/units.hpp"
#include "tools/support_pty.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using Catch::Matchers::ContainsSubstring;
using tools::CaptureFormat;
using tools::CaptureLimits;
using tools::Clock;
using tools::Direction;
using tools::Record;

namespace {

namespace fs = std::filesystem;

constexpr std::uint64_t small = 4096;

/// A meter report of unit 2587 (gh-ngardiner-88), in which the energy counts the records.
Record numbered(int number) {
  const auto counter = static_cast<std::uint32_t>(number);
  const auto report = msg::encode(
      msg::Meter{.from = TwcId{0x2587}, .energy_raw = counter, .volts = {}, .amps = {}});
  return {
      {Clock::epoch,                         1767225600'000000 + number * 1000},
      Direction::received, report, {                                    }
  };
}

std::vector<int> numbers_in(const std::string& capture) {
  std::vector<int> numbers;
  for (const Record& record : read_records(CaptureFormat{}, bytes_of(capture))) {
    const auto* const frame = std::get_if<wire::Frame>(&record.heard);
    REQUIRE(frame != nullptr);
    const msg::Message message = msg::decode(*frame);
    numbers.push_back(static_cast<int>(std::get<msg::Meter>(message).energy_raw));
  }
  return numbers;
}

std::vector<int> counted_from(int first, std::size_t count) {
  std::vector<int> numbers(count);
  std::iota(numbers.begin(), numbers.end(), first);
  return numbers;
}

/// A capture of numbered records in a folder of its own.
struct Capture {
  explicit Capture(const std::string& ending, std::optional<unsigned> rotate = {})
      : path{folder / ("x" + ending).c_str()}, limits{.max_size = small, .rotate = rotate} {}

  /// Another run of the program: writes so many, and gives what it had to say.
  std::vector<std::string> run(int count) {
    const auto writer = tools::make_writer(path, limits);
    for (int at = 0; at < count; ++at) writer->take(numbered(next++));
    writer->flush();
    return writer->remarks();
  }
  [[nodiscard]] std::string name(int number) const {
    return number == 0 ? path : path + "." + std::to_string(number);
  }
  [[nodiscard]] std::string content(int number = 0) const { return contents_of(name(number)); }
  [[nodiscard]] std::vector<int> numbers(int number = 0) const {
    return numbers_in(content(number));
  }
  [[nodiscard]] std::size_t files() const {
    return static_cast<std::size_t>(std::distance(fs::directory_iterator{folder.path()}, {}));
  }
  /// Something that no file can be renamed to.
  void block(int number) const {
    fs::create_directory(name(number));
    std::ofstream{name(number) + "/in the way"} << "x";
  }

  Folder folder;
  std::string path;
  CaptureLimits limits;
  int next = 0;
};

}  // namespace

TEST_CASE("capture size: people write it with k, M or G", "[tools][writer]") {
  using tools::in_size;
  using tools::parse_size;
  CHECK(parse_size("4096") == 4096);
  CHECK(parse_size("4k") == 4096);
  CHECK(parse_size("4K") == 4096);
  CHECK(parse_size("100M") == 104'857'600);
  CHECK(parse_size("1G") == CaptureLimits::usual_size);
  CHECK(in_size(1U << 30U) == "1G");
  CHECK(in_size(104'857'600) == "100M");
  CHECK(in_size(4097) == "4097");
  for (const char* const wrong :
       {"", "M", "-1M", "1.5M", "1 M", "1MB", "1m", "99999999999999999999", "99999999999G"}) {
    CAPTURE(wrong);
    CHECK_THROWS_WITH(parse_size(wrong), "expected a size, such as 512k, 100M or 1G; got '" +
                                             std::string{wrong} + "'");
  }
}

TEST_CASE("capture size: a file ends at its limit, and everybody is told", "[tools][writer]") {
  const std::string ending = GENERATE(".twclog", ".pcapng", ".pcap", ".bin");
  Capture capture{ending};
  const auto said = capture.run(500);
  CHECK(fs::file_size(capture.path) <= small);
  CHECK(fs::file_size(capture.path) > small / 2);
  const auto numbers = capture.numbers();
  CHECK(numbers == counted_from(0, numbers.size()));
  CHECK(said == Lines{capture.path + ": --max-size 4k is reached; nothing more is written to it"});
  CHECK(capture.files() == 1);
}

TEST_CASE("capture size: twclog and pcapng say at their end why they end", "[tools][writer]") {
  Capture twclog{".twclog"};
  twclog.run(500);
  CHECK(twclog.content().ends_with("\n# --max-size 4k is reached: the capture ends here\n"));
  Capture pcapng{".pcapng"};
  pcapng.run(500);
  CHECK_THAT(pcapng.content(),
             ContainsSubstring("--max-size 4k is reached: the capture ends here"));
}

TEST_CASE("capture size: a twclog is appended to, and what it holds counts", "[tools][writer]") {
  Capture capture{".twclog"};
  CHECK(capture.run(20).empty());
  CHECK(capture.run(20).empty());
  CHECK(capture.numbers() == counted_from(0, 40));
  CHECK(capture.run(500).size() == 1);
  CHECK(fs::file_size(capture.path) <= small);
  const std::string full = capture.content();
  CHECK(capture.run(10).size() == 1);  // told again, for this run writes nothing at all
  CHECK(capture.content() == full);
}

TEST_CASE("capture size: a line that a power cut left unfinished spoils no other",
          "[tools][writer]") {
  Capture capture{".twclog"};
  capture.run(2);
  fs::resize_file(capture.path, fs::file_size(capture.path) - 1);
  capture.run(2);
  CHECK(capture.numbers() == counted_from(0, 4));
}

TEST_CASE("capture size: a run that hears nothing adds nothing to a twclog", "[tools][writer]") {
  Capture capture{".twclog"};
  capture.run(2);
  const std::string before = capture.content();
  capture.run(0);
  CHECK(capture.content() == before);
}

TEST_CASE("rotation: so many files are kept, each a capture of its own, the newest without number",
          "[tools][writer]") {
  const std::string ending = GENERATE(".twclog", ".pcapng", ".pcap", ".bin");
  CAPTURE(ending);
  Capture capture{ending, 3};
  CHECK(capture.run(1000).empty());
  CHECK(capture.files() == 3);
  std::vector<int> together;
  for (const int number : {2, 1, 0}) {
    const auto numbers = capture.numbers(number);
    CHECK_FALSE(numbers.empty());
    CHECK(fs::file_size(capture.name(number)) <= small);
    together.insert(together.end(), numbers.begin(), numbers.end());
  }
  CHECK(together == counted_from(together.front(), together.size()));
  CHECK(together.back() == 999);
}

TEST_CASE("rotation: the capture of another run is kept", "[tools][writer]") {
  const std::string ending = GENERATE(".twclog", ".pcapng", ".pcap", ".bin");
  CAPTURE(ending);
  Capture capture{ending, 2};
  capture.run(10);
  capture.run(10);
  if (ending == ".twclog") {
    CHECK(capture.files() == 1);
    CHECK(capture.numbers() == counted_from(0, 20));
  } else {
    CHECK(capture.files() == 2);
    CHECK(capture.numbers(1) == counted_from(0, 10));
    CHECK(capture.numbers() == counted_from(10, 10));
  }
}

TEST_CASE("rotation: without it another run replaces what is no twclog", "[tools][writer]") {
  const std::string ending = GENERATE(".pcapng", ".pcap", ".bin");
  Capture capture{ending};
  capture.run(10);
  capture.run(10);
  CHECK(capture.files() == 1);
  CHECK(capture.numbers() == counted_from(10, 10));
}

TEST_CASE("rotation: a rename that fails is told once, loses nothing and goes on",
          "[tools][writer]") {
  Capture capture{".twclog", 2};
  capture.block(1);
  const auto said = capture.run(100);
  CHECK(said == Lines{capture.path + ": cannot be renamed to " + capture.name(1) +
                      ": Is a directory; the present one goes on"});
  CHECK(fs::file_size(capture.path) > small);
  CHECK(capture.numbers() == counted_from(0, 100));
}

TEST_CASE("rotation: where it fails for good, the file ends at twice its size", "[tools][writer]") {
  Capture capture{".twclog", 2};
  capture.block(1);
  CHECK(capture.run(1000).size() == 2);
  CHECK(fs::file_size(capture.path) <= 2 * small);
  const auto numbers = capture.numbers();
  CHECK(numbers == counted_from(0, numbers.size()));
}

TEST_CASE("rotation: a failed turn succeeds later and costs no older file", "[tools][writer]") {
  Capture capture{".twclog", 4};
  capture.run(90);  // FILE and FILE.1
  REQUIRE(capture.files() == 2);
  capture.block(3);
  capture.block(2);
  // FILE.2 is in the way of FILE.1, and itself cannot go to FILE.3.
  const auto oldest = capture.numbers(1);
  const auto writer = tools::make_writer(capture.path, capture.limits);
  for (int at = 0; at < 50; ++at) writer->take(numbered(capture.next++));
  CHECK(capture.numbers(1) == oldest);
  fs::remove_all(capture.name(3));
  fs::remove_all(capture.name(2));
  for (int at = 0; at < 40; ++at) writer->take(numbered(capture.next++));
  writer->flush();
  CHECK(capture.files() == 3);
  CHECK(capture.numbers(2) == oldest);
  CHECK(capture.numbers(1).front() == oldest.back() + 1);
  CHECK(capture.numbers().back() == 179);
}

TEST_CASE("rotation: a file that somebody took away is made anew", "[tools][writer]") {
  Capture capture{".twclog", 2};
  const auto writer = tools::make_writer(capture.path, capture.limits);
  writer->take(numbered(0));
  writer->flush();
  fs::remove(capture.path);
  for (int at = 1; at < 80; ++at) writer->take(numbered(at));
  writer->flush();
  CHECK(writer->remarks().empty());
  CHECK(capture.numbers().back() == 79);
}

TEST_CASE("capture size: the count of lost records stands where they are missing",
          "[tools][writer]") {
  Capture twclog{".twclog"};
  const auto writer = tools::make_writer(twclog.path, twclog.limits);
  writer->take(numbered(0));
  writer->lost(17);
  writer->take(numbered(18));
  writer->lost(1);
  writer->flush();
  CHECK_THAT(twclog.content(),
             ContainsSubstring(
                 "\n# 17 records were dropped here: the disk was too slow\n(1767225600.018") &&
                 ContainsSubstring("\n# 1 record was dropped here: the disk was too slow\n"));
  CHECK(twclog.numbers() == std::vector{0, 18});
  CHECK(
      writer->remarks() ==
      Lines{twclog.path + ": the disk is too slow; the file counts the records that are dropped"});

  Capture pcap{".pcap"};
  const auto mute = tools::make_writer(pcap.path, pcap.limits);
  mute->lost(17);
  CHECK(mute->remarks() ==
        Lines{pcap.path +
              ": the disk is too slow; records are dropped, which this format cannot tell"});
}

TEST_CASE("capture size: pcapng counts as dropped what a slow disk cost", "[tools][writer]") {
  Capture capture{".pcapng"};
  const auto writer = tools::make_writer(capture.path, capture.limits);
  writer->take(numbered(0));
  writer->lost(17);
  writer->take(numbered(18));
  writer->flush();
  // isb_osdrop: option 7 of 8 bytes
  CHECK_THAT(to_hex(bytes_of(capture.content())),
             ContainsSubstring("07 00 08 00 11 00 00 00 00 00 00 00"));
  CHECK_THAT(capture.content(), ContainsSubstring("17 records were dropped here"));
  CHECK(capture.numbers() == std::vector{0, 18});
}
