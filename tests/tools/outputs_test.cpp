// SPDX-License-Identifier: MIT
/// -F: where outputs go, and what is in them.

#include "sniff/outputs.hpp"

#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/reader.hpp"
#include "endpoint/fd.hpp"
#include "support/catch.hpp"
#include "support/dice.hpp"
#include "support/traffic.hpp"
#include "support_show.hpp"

using namespace twc::test;
using twc::tools::OutputKind;
using twc::tools::Outputs;
using twc::tools::parse_output;
using twc::wire::FrameError;

namespace {

/// A directory that is gone at the end of a test.
class Directory {
 public:
  Directory() {
    std::string pattern = (std::filesystem::temp_directory_path() / "twc-XXXXXX").string();
    REQUIRE(::mkdtemp(pattern.data()) != nullptr);
    path_ = pattern;
  }
  Directory(const Directory&) = delete;
  Directory& operator=(const Directory&) = delete;
  ~Directory() { std::filesystem::remove_all(path_); }
  [[nodiscard]] std::string operator/(const char* name) const { return path_ + "/" + name; }

 private:
  std::string path_;
};

std::string content(const std::string& path) {
  std::stringstream all;
  all << std::ifstream{path, std::ios::binary}.rdbuf();
  return all.str();
}

void show(Outputs& outputs, const twc::tools::Record& record) {
  outputs.show(twc::tools::decode(record));
}

class Collector : public twc::tools::RecordSink {
 public:
  void take(const twc::tools::Record& record) override { records.push_back(record); }
  std::vector<twc::tools::Record> records;
};

std::vector<twc::tools::Record> read_back(twc::tools::CaptureFormat format,
                                          const std::string& text) {
  Collector collector;
  const auto reader = twc::tools::make_reader(format);
  const ByteVector bytes{text.begin(), text.end()};
  reader->feed(bytes, collector);
  reader->finish(collector);
  return collector.records;
}

// dracoventions/TWCManager#9, with the end byte of ukoda/TWCProtocolMonitor
twc::tools::Record linkready() {
  auto record = good("FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11");
  record.end = 0xFE;
  return record;
}

}  // namespace

TEST_CASE("outputs: a kind, and maybe a file", "[tools][outputs]") {
  CHECK(parse_output("json").kind == OutputKind::json);
  CHECK(parse_output("json").path.empty());
  CHECK(parse_output("csv:a:b.csv").kind == OutputKind::csv);
  CHECK(parse_output("csv:a:b.csv").path == "a:b.csv");
  CHECK(parse_output("null").kind == OutputKind::null);
  CHECK(parse_output("hex:-").path == "-");
  for (const char* wrong : {"", "xml", "json ", "JSON", ":x"}) {
    CHECK_THROWS_WITH(parse_output(wrong),
                      "expected text, json, csv, log, hex or null, and maybe :FILE");
  }
  CHECK_THROWS_WITH(parse_output("json:"), "expected the name of a file behind the colon");
}

TEST_CASE("outputs: every kind in a file of its own", "[tools][outputs]") {
  const Directory directory;
  {
    Outputs outputs{
        {{OutputKind::text, directory / "text"},
         {OutputKind::json, directory / "json"},
         {OutputKind::csv, directory / "csv"},
         {OutputKind::log, directory / "log"},
         {OutputKind::hex, directory / "hex"},
         {OutputKind::null, directory / "null"}},
        {.time = twc::tools::StampMode::none,   .paint = twc::tools::Paint::colored  }
    };
    show(outputs, linkready());
    show(outputs, noise("F0"));
    show(outputs, bad(FrameError::escape, "FC 1D DB 07 00 00 00 00 00 00 00 00 00 1D"));
    outputs.finish();
  }
  CHECK(content(directory / "text") ==
        "1839 > *     slave_linkready    max 32.00 A  sign 52\n"
        "-            noise              F0\n"
        "?            bad escape         14 bytes  FC1DDB070000000000000000001D\n");
  CHECK(content(directory / "json") ==
        R"({"ok":true,"code":"FDE2","kind":"slave_linkready","protocol":2,"src":"1839",)"
        R"("raw":"FDE21839520C80000000000000000011","end":"FE","sign":"52","max_a":32.00})"
        "\n"
        R"({"ok":false,"error":"escape","raw":"FC1DDB070000000000000000001D"})"
        "\n");
  const std::string csv = content(directory / "csv");
  CHECK(csv.starts_with(twc::tools::csv_header() + "\n,,true,,,FDE2,slave_linkready,2,1839,"));
  CHECK(std::ranges::count(csv, '\n') == 3);
  CHECK(content(directory / "hex") ==
        "C0 FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 C0 FE\n"
        "C0 FC 1D DB 07 00 00 00 00 00 00 00 00 00 1D C0\n");
  CHECK_THAT(content(directory / "log"), Catch::Matchers::ContainsSubstring("R FDE21839520C8"));
  CHECK_FALSE(std::filesystem::exists(directory / "null"));
}

TEST_CASE("outputs: only some kinds look at messages", "[tools][outputs]") {
  const Directory directory;
  const auto needs = [&directory](OutputKind kind) {
    return Outputs{{{kind, directory / "x"}}, {}}.need_messages();
  };
  CHECK(needs(OutputKind::text));
  CHECK(needs(OutputKind::json));
  CHECK(needs(OutputKind::csv));
  CHECK_FALSE(needs(OutputKind::log));
  CHECK_FALSE(needs(OutputKind::hex));
  CHECK_FALSE(needs(OutputKind::null));
}

TEST_CASE("outputs: two that name one file share it, record by record", "[tools][outputs]") {
  const Directory directory;
  Outputs outputs{
      {{OutputKind::hex, directory / "x"}, {OutputKind::text, directory / "x"}},
      {.time = twc::tools::StampMode::none                                 }
  };
  show(outputs, linkready());
  show(outputs, linkready());
  outputs.finish();
  const std::string both =
      "C0 FD E2 18 39 52 0C 80 00 00 00 00 00 00 00 00 11 C0 FE\n"
      "1839 > *     slave_linkready    max 32.00 A  sign 52\n";
  CHECK(content(directory / "x") == both + both);
}

TEST_CASE("outputs: flush brings a record to where it goes, blocks go by themselves",
          "[tools][outputs]") {
  const Directory directory;
  Outputs outputs{{{OutputKind::hex, directory / "x"}}, {}};
  show(outputs, linkready());
  CHECK(content(directory / "x").empty());
  outputs.flush();
  CHECK(content(directory / "x").size() == 57);
  for (int times = 0; times < 2000; ++times) show(outputs, linkready());
  CHECK(content(directory / "x").size() > 65'536);
}

TEST_CASE("outputs: the hex of any frames is read back as the same frames", "[tools][outputs]") {
  const Directory directory;
  Dice dice{7};
  std::vector<twc::tools::Record> shown;
  Outputs outputs{{{OutputKind::hex, directory / "x"}}, {}};
  for (int times = 0; times < 3000; ++times) {
    twc::tools::Record record;
    record.heard = random_frame(dice);
    if (dice.one_in(3)) record.end = dice.pick<std::uint8_t>({0xFC, 0xFE, 0xFF, 0xF8});
    shown.push_back(record);
    show(outputs, record);
  }
  outputs.finish();
  const auto read = read_back(twc::tools::CaptureFormat{"hex"}, content(directory / "x"));
  REQUIRE(read.size() == shown.size());
  for (std::size_t at = 0; at < read.size(); ++at) {
    REQUIRE(read[at].heard == shown[at].heard);
    REQUIRE(read[at].end == shown[at].end);
  }
}

TEST_CASE("outputs: a log is a twclog, also when nothing was heard", "[tools][outputs]") {
  const Directory directory;
  Outputs outputs{
      {{OutputKind::log, directory / "x"}, {OutputKind::log, directory / "empty"}},
      {                                  }
  };
  const auto record = at({twc::tools::Clock::epoch, 1'767'225'600'104'211},
                         going(twc::tools::Direction::received, linkready()));
  show(outputs, record);
  outputs.finish();
  const auto read = read_back(twc::tools::CaptureFormat{"twclog"}, content(directory / "x"));
  REQUIRE(read.size() == 1);
  CHECK(read[0] == record);
  Outputs nothing{{{OutputKind::log, directory / "empty"}}, {}};
  nothing.finish();
  CHECK(content(directory / "empty").starts_with("# twclog 1"));
}

TEST_CASE("outputs: a file that cannot be written is named", "[tools][outputs]") {
  CHECK_THROWS_WITH((Outputs{{{OutputKind::text, "/nowhere/x"}}, {}}),
                    "/nowhere/x: cannot be written: No such file or directory");
}

TEST_CASE("outputs: a full disk is told, once", "[tools][outputs]") {
  Outputs outputs{{{OutputKind::text, "/dev/full"}}, {}};
  show(outputs, linkready());
  CHECK_THROWS_WITH(outputs.flush(), "/dev/full: cannot be written: No space left on device");
  CHECK_NOTHROW(outputs.flush());
}

TEST_CASE("outputs: a reader that has gone is no failure", "[tools][outputs]") {
  const auto before = std::signal(SIGPIPE, SIG_IGN);
  const Directory directory;
  REQUIRE(::mkfifo((directory / "pipe").c_str(), 0600) == 0);
  twc::tools::Fd reader_end{::open((directory / "pipe").c_str(), O_RDONLY | O_NONBLOCK)};
  REQUIRE(reader_end);
  Outputs outputs{{{OutputKind::text, directory / "pipe"}}, {}};
  show(outputs, linkready());
  CHECK_NOTHROW(outputs.flush());
  reader_end.reset();
  show(outputs, linkready());
  CHECK_THROWS_AS(outputs.flush(), twc::tools::PipeClosed);
  std::signal(SIGPIPE, before);
}
