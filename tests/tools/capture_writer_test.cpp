// SPDX-License-Identifier: MIT
/// Records that were written and read again are the same.

#include <cstdio>
#include <cstdlib>
#include <filesystem>

#include "capture/writer.hpp"
#include "support/dice.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;
using tools::Clock;
using tools::Direction;
using tools::Record;
using wire::FrameError;

namespace {

namespace fs = std::filesystem;

/// A directory that is gone afterwards.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = fs::temp_directory_path() / "twc-XXXXXX";
    if (mkdtemp(pattern.data()) == nullptr) throw std::runtime_error{"mkdtemp"};
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  [[nodiscard]] std::string file(const std::string& name) const { return path_ / name; }

 private:
  fs::path path_;
};

std::string write(const std::vector<Record>& records, const std::string& ending) {
  const TemporaryDirectory directory;
  const std::string path = directory.file("capture" + ending);
  const auto writer = tools::make_writer(path);
  for (const Record& record : records) writer->take(record);
  writer->flush();
  return contents_of(path);
}

std::vector<Record> rewrite(const std::vector<Record>& records, const std::string& ending) {
  const std::string capture = write(records, ending);
  return read_records(CaptureFormat{}, bytes_of(capture));
}

std::vector<Record> read_again(const std::string& name) {
  const std::string capture = capture_file(name);
  return read_records(CaptureFormat{}, bytes_of(capture));
}

// tmc-72830: a Protocol 1 master's linkready2 and idle_record message. The meter_record report is
// made from gh-ngardiner-88: its energy counter is C0DB.
const auto linkready_record = "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1"_frame;
const auto idle_record = "FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D"_frame;
const auto meter_record = "FD EB 25 87 00 00 C0 DB 00 F6 00 F0 00 F6 00 00 00 00 00 0E"_frame;

constexpr tools::Stamp epoch(std::int64_t microseconds) {
  return {Clock::epoch, microseconds};
}

wire::BadFrame bad(FrameError error, Bytes bytes, std::size_t count = 0) {
  wire::BadFrame made{error, wire::Stretch{bytes}};
  made.wire.recount(count);
  return made;
}

wire::Noise noise(Bytes bytes, std::size_t count = 0) {
  wire::Noise made{wire::Stretch{bytes}};
  made.wire.recount(count);
  return made;
}

/// Every kind of record, each as its readers give it.
std::vector<Record> one_of_each() {
  const ByteVector many(64, 0x11);
  const auto wrong_sum = "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A2"_hex;
  const auto wrong_size = "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 00 A1"_hex;
  const auto wrong_escape = "FB E2 03 DB 5F 00 00 00 00 00 00 00 00 A1"_hex;
  std::vector<Record> records;
  std::int64_t time = 1767225600'104211;
  const auto add = [&](std::optional<Direction> direction, const tools::Heard& heard,
                       std::optional<std::uint8_t> end = {}) {
    records.push_back(Record{epoch(time), direction, heard, end});
    time += 300'001;
  };
  add(Direction::received, linkready_record, std::uint8_t{0xFE});
  add(Direction::sent, idle_record);
  add(Direction::echo, meter_record, std::uint8_t{0x00});
  add({}, noise("00 F0 F8"_hex));
  add({}, noise(many, 99));
  add({}, bad(FrameError::checksum, wrong_sum));
  add(Direction::sent, bad(FrameError::length, wrong_size));
  add(Direction::received, bad(FrameError::escape, wrong_escape));
  add(Direction::echo, bad(FrameError::overlong, many, 1000));
  add({}, bad(FrameError::truncated, "FB E2"_hex));
  return records;
}

}  // namespace

TEST_CASE("twclog writer: every kind of record is read again as it was", "[tools][writer]") {
  const auto records = one_of_each();
  CHECK(rewrite(records, ".twclog") == records);
}

TEST_CASE("twclog writer: it writes what people and other programs expect", "[tools][writer]") {
  const std::string many(128, '1');
  CHECK(write(one_of_each(), ".twclog") ==
        "# twclog 1 clock=epoch\n"
        "(1767225600.104211) bus0 R FBE2035D5F0000000000000000A1 FE\n"
        "(1767225600.404212) bus0 T FC1D00000000000000000000001D\n"
        "(1767225600.704213) bus0 E FDEB25870000C0DB00F600F000F600000000000E 00\n"
        "(1767225601.004214) bus0 N 00F0F8\n"
        "(1767225601.304215) bus0 N " +
            many +
            " 99\n"
            "(1767225601.604216) bus0 B FBE2035D5F0000000000000000A2 checksum\n"
            "(1767225601.904217) bus0 B FBE2035D5F000000000000000000A1 length tx\n"
            "(1767225602.204218) bus0 B FBE203DB5F0000000000000000A1 escape rx\n"
            "(1767225602.504219) bus0 B " +
            many +
            " overlong 1000 echo\n"
            "(1767225602.804220) bus0 B FBE2 truncated\n");
}

TEST_CASE("twclog writer: recovered frames are found again in the damaged one, and not written",
          "[tools][writer]") {
  const Record recovered{epoch(1), {}, wire::Recovered{linkready_record}, {}};
  CHECK(write({recovered}, ".twclog") == "# twclog 1 clock=epoch\n");
}

TEST_CASE("twclog writer: where the clock changes, a header says so", "[tools][writer]") {
  const tools::Stamp day{Clock::day, 49'649'000'000};
  std::vector<Record> records;
  for (const tools::Stamp when : {day, tools::Stamp{}, tools::Stamp{}, epoch(1767225600'000000)}) {
    records.push_back(Record{when, Direction::received, idle_record, {}});
  }
  CHECK(write(records, ".twclog") ==
        "# twclog 1 clock=day\n"
        "(49649.000000) bus0 R FC1D00000000000000000000001D\n"
        "# twclog 1 clock=none\n"
        "(0.000000) bus0 R FC1D00000000000000000000001D\n"
        "(0.000000) bus0 R FC1D00000000000000000000001D\n"
        "# twclog 1 clock=epoch\n"
        "(1767225600.000000) bus0 R FC1D00000000000000000000001D\n");
  CHECK(rewrite(records, ".twclog") == records);
}

TEST_CASE("writers: an empty capture can be read", "[tools][writer]") {
  const std::string ending = GENERATE(".twclog", ".pcap", ".bin");
  CHECK(rewrite({}, ending).empty());
  CHECK(write({}, ".twclog") == "# twclog 1 clock=epoch\n");
  CHECK(write({}, ".pcap").size() == 24);
}

TEST_CASE("twclog writer: captures of all formats are the same afterwards", "[tools][writer]") {
  const auto* const name =
      GENERATE("gh-dracoventions-6.log", "gh-dracoventions-9.log",
               "gh-jnicolson-twc-controller-4.log", "gh-ngardiner-453.log", "gh-ngardiner-473.log",
               "programs-twcmanager-both-p2.twclog", "ukoda-master-and-slave.twclog");
  CAPTURE(name);
  const auto records = read_again(name);
  CHECK(rewrite(records, ".twclog") == records);
}

TEST_CASE("pcap writer: frames are packets, good or bad, with their microseconds",
          "[tools][writer]") {
  auto expected = one_of_each();
  std::erase_if(expected, [](const Record& record) {
    return std::holds_alternative<wire::Noise>(record.heard);
  });
  for (Record& record : expected) {
    record.direction.reset();
    record.end.reset();
  }
  // A body has its escapes undone: what was wrong with them cannot be told.
  expected[5].heard = bad(FrameError::checksum, "FB E2 03 DB DD 5F 00 00 00 00 00 00 00 00 A1"_hex);
  // A long packet keeps only its first bytes.
  expected[6].heard = bad(FrameError::truncated, ByteVector(64, 0x11));
  CHECK(rewrite(one_of_each(), ".pcap") == expected);
}

TEST_CASE("pcap writer: the file is what the format says, byte for byte", "[tools][writer]") {
  const Record record{epoch(1767225600'104211), {}, linkready_record, std::uint8_t{0xFE}};
  const std::string file = write({record}, ".pcap");
  CHECK(to_hex(bytes_of(file)) ==
        "D4 C3 B2 A1 02 00 04 00 00 00 00 00 00 00 00 00 FF FF 00 00 93 00 00 00 "
        "00 B9 55 69 13 97 01 00 0E 00 00 00 0E 00 00 00 "
        "FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1");
}

TEST_CASE("bin writer: frames are escaped between delimiters, with their end byte",
          "[tools][writer]") {
  const Record first{{}, {}, linkready_record, std::uint8_t{0xFE}};
  const Record second{{}, {}, meter_record, {}};
  const std::string file = write({first, second}, ".bin");
  CHECK(to_hex(bytes_of(file)) ==
        "C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1 C0 FE "
        "C0 FD EB 25 87 00 00 DB DC DB DD 00 F6 00 F0 00 F6 00 00 00 00 00 0E C0");
}

TEST_CASE("bin writer: a decoder hears again all that it heard in raw bytes", "[tools][writer]") {
  Dice dice{5};
  for (int round = 0; round < 200; ++round) {
    ByteVector wire;
    while (wire.size() < 400) {
      const auto piece = dice.pick<ByteVector>({
          "C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A1 C0"_hex,
          "C0 FB E2 03 5D 5F 00 00 00 00 00 00 00 00 A2 C0"_hex,
          "C0 FB E2 03 DB 5F 00 00 00 00 00 00 00 00 A1 C0"_hex,
          "FC 1D 00 00 00 00 00 00 00 00 00 00 00 1D C0"_hex,
          "FE"_hex,
          "C0"_hex,
          "00 F0 F8"_hex,
      });
      wire.insert(wire.end(), piece.begin(), piece.end());
      if (dice.one_in(9)) wire.insert(wire.end(), dice.below(60), dice.byte());
    }
    const auto records = read_records(CaptureFormat{"bin"}, wire);
    const std::string again = write(records, ".bin");
    // An overlong stretch loses its count.
    auto heard = read_records(CaptureFormat{"bin"}, bytes_of(again));
    REQUIRE(heard.size() == records.size());
    for (std::size_t at = 0; at < heard.size(); ++at) {
      const auto* const lost = std::get_if<wire::BadFrame>(&records[at].heard);
      if (lost != nullptr && lost->wire.count() > wire::Stretch::capacity) {
        CHECK(std::get<wire::BadFrame>(heard[at].heard).error == FrameError::overlong);
      } else {
        CHECK(heard[at] == records[at]);
      }
    }
  }
}

TEST_CASE("bin writer: noise of any length stays noise", "[tools][writer]") {
  const auto long_noise = noise(ByteVector(30, 0x11));
  std::vector<Record> records;
  for (const tools::Heard& heard : {tools::Heard{long_noise}, tools::Heard{linkready_record},
                                    tools::Heard{noise("FE"_hex)}, tools::Heard{long_noise}}) {
    records.push_back(Record{{}, {}, heard, {}});
  }
  CHECK(tell(rewrite(records, ".bin")) ==
        Lines{"noise " + std::string(60, '1'), "FBE2035D5F0000000000000000A1", "noise FE",
              "noise " + std::string(24, '1'), "noise " + std::string(24, '1'),
              "noise " + std::string(12, '1')});
}

TEST_CASE("bin writer: noise of 12 bytes is one piece, escaped or not", "[tools][writer]") {
  const auto escaped = "C0 FE DB DC DC 25 44 00 00 F6 00 00 00 00 C0"_hex;
  const auto records = read_records(CaptureFormat{"bin"}, escaped);
  CHECK(tell(records) == Lines{"noise FEDBDCDC25440000F600000000"});
  CHECK(rewrite(records, ".bin") == records);
}

TEST_CASE("writers: a path that cannot be written is refused in words", "[tools][writer]") {
  CHECK_THROWS_WITH(tools::make_writer("/nonexistent/x.twclog"),
                    "/nonexistent/x.twclog: cannot open: No such file or directory");
  CHECK_THROWS_WITH(
      tools::make_writer("capture.txt"),
      "expected a name that ends with .twclog, .pcapng, .pcap or .bin; got 'capture.txt'");
}

TEST_CASE("writers: a full disk is told, early or late", "[tools][writer]") {
  const std::string ending = GENERATE(".twclog", ".pcap", ".bin");
  const TemporaryDirectory directory;
  const std::string path = directory.file("full" + ending);
  fs::create_symlink("/dev/full", path);
  const std::string message = path + ": cannot write: No space left on device";
  const Record record{epoch(1), {}, linkready_record, {}};
  {
    const auto writer = tools::make_writer(path);
    writer->take(record);
    CHECK_THROWS_WITH(writer->flush(), message);
  }
  const auto writer = tools::make_writer(path);
  const auto write_much = [&] {
    for (int count = 0; count < 100'000; ++count) writer->take(record);
  };
  CHECK_THROWS_WITH(write_much(), message);
}

TEST_CASE("writers: records that were not flushed are written when the writer goes",
          "[tools][writer]") {
  const TemporaryDirectory directory;
  const std::string path = directory.file("late.twclog");
  tools::make_writer(path)->take({epoch(1), {}, linkready_record, {}});
  CHECK(contents_of(path) ==
        "# twclog 1 clock=epoch\n(0.000001) bus0 R FBE2035D5F0000000000000000A1\n");
}
