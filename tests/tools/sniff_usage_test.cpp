// SPDX-License-Identifier: MIT
/// The words that users type, right and wrong: options, configuration, exit codes.

#include <filesystem>
#include <string>

#include "support/catch.hpp"
#include "tools/support_program.hpp"

using namespace twc::test;
using Catch::Matchers::ContainsSubstring;

namespace {

const std::string shipped{TWC_CAPTURES};
const std::string three_units = shipped + "/gh-ngardiner-473.log";
const std::string long_one = shipped + "/ukoda-master-and-slave.twclog";
const std::string stray_byte = shipped + "/gh-dracoventions-9.log";

std::size_t count_lines(const std::string& text) {
  return lines_of(text).size();
}

/// One line on standard error that holds `words`, nothing on standard output.
void check_refused(const Outcome& outcome, int exit, const std::string& words) {
  CHECK(outcome.exit == exit);
  CHECK(outcome.out.empty());
  CHECK_THAT(outcome.err, ContainsSubstring(words));
  CHECK(count_lines(outcome.err) == 1);
}

}  // namespace

TEST_CASE("twc-sniff: help and version go to standard output", "[sniff][usage]") {
  CHECK_THAT(sniff({"--help"}).out, ContainsSubstring("--max-errors"));
  CHECK(sniff({"-V"}).out == "twc-sniff " TWC_VERSION "\n");
}

TEST_CASE("twc-sniff: a wrong word is named, with what was expected", "[sniff][usage]") {
  check_refused(sniff({}), 2, "expected a SOURCE");
  check_refused(sniff({"--bogus", three_units}), 2, "--bogus");
  check_refused(sniff({"--kind", "heartbeat", three_units}), 2, "--kind: expected one of");
  check_refused(sniff({"--from", "20190", three_units}), 2, "--from: expected an id");
  check_refused(sniff({"--from", "XYZ", three_units}), 2, "--from: expected an id");
  check_refused(sniff({"--to", "XYZ", three_units}), 2, "--to: expected an id");
  check_refused(sniff({"-F", "xml", three_units}), 2, "--format: expected text, json");
  check_refused(sniff({"-T", "10", three_units}), 2, "--timeout: expected a duration");
  check_refused(sniff({"-n", "-1", three_units}), 2, "--count: expected a whole number");
  check_refused(sniff({"-t", "x", three_units}), 2, "--timestamps: expected");
  check_refused(sniff({"--read", "wav", three_units}), 2, "--read: expected auto, bin");
  check_refused(sniff({"-w", "x.mp3", three_units}), 2, "x.mp3");
  check_refused(sniff({"-w", "-", three_units}), 2, "--write: expected a name that ends with");
  check_refused(sniff({"--rotate", "3", three_units}), 2, "--rotate: there is no file to rotate");
  check_refused(sniff({"-w", "x.bin", "--rotate", "1", three_units}), 2, "--rotate: expected");
  check_refused(sniff({"-w", "x.bin", "--max-size", "4095", three_units}), 2,
                "--max-size: expected 4k or more");
  check_refused(sniff({"-w", "x.bin", "--max-size", "10 M", three_units}), 2,
                "--max-size: expected a size");
  check_refused(sniff({"-w", "x.bin", "-w", "x.bin", three_units}), 2, "x.bin is given twice");
  check_refused(sniff({"http://localhost"}), 2, "http://localhost");
}

TEST_CASE("twc-sniff: the id 0000 may be looked for, as a damaged unit has it", "[sniff][usage]") {
  const Outcome outcome = sniff({"--from", "0000", three_units});
  CHECK(outcome.exit == 0);
  CHECK(outcome.out.empty());
}

TEST_CASE("twc-sniff: a source that cannot be opened is named", "[sniff][usage]") {
  check_refused(sniff({"/no/such/file"}), 3, "/no/such/file: No such file");
  check_refused(sniff({"/tmp"}), 3, "/tmp: Is a directory");
  check_refused(sniff({"/dev/no-such-port"}), 3, "/dev/no-such-port");
  check_refused(sniff({"tcp://127.0.0.1:1"}), 3, "tcp://127.0.0.1:1");
  check_refused(sniff({"-w", "/no/such/x.bin", three_units}), 1, "/no/such/x.bin");
}

TEST_CASE("twc-sniff: a capture is not written to itself", "[sniff][usage]") {
  const TemporaryFile copy{read_file(three_units), ".twclog"};
  check_refused(sniff({"-w", copy.path(), copy.path()}), 2, copy.path() + " is what is read");
  check_refused(sniff({"-F", "json:" + copy.path(), copy.path()}), 2,
                "--format: " + copy.path() + " is what is read");
  check_refused(sniff({"--plot", copy.path(), copy.path()}), 2,
                "--plot: " + copy.path() + " is what is read");
  CHECK(copy.content() == read_file(three_units));
}

TEST_CASE("twc-sniff: a capture that is cut into files holds all that was read", "[sniff][usage]") {
  const TemporaryFile copy{"", ".twclog"};
  const Outcome whole = sniff({"-F", "log", long_one});
  const Outcome outcome =
      sniff({"-F", "null", "-w", copy.path(), "--max-size", "4k", "--rotate", "1000", long_one});
  CHECK(outcome.exit == 0);
  CHECK(outcome.err.empty());
  Sniffer::Arguments files{"-F", "log"};
  std::vector<std::string> older;
  for (int number = 1; std::filesystem::exists(copy.path() + "." + std::to_string(number));
       ++number) {
    older.push_back(copy.path() + "." + std::to_string(number));
  }
  CHECK(older.size() > 1);
  files.insert(files.end(), older.rbegin(), older.rend());
  files.push_back(copy.path());
  CHECK(sniff(files).out == whole.out);
  for (const std::string& file : older) std::filesystem::remove(file);
}

TEST_CASE("twc-sniff: a full capture is told, and reading goes on", "[sniff][usage]") {
  const TemporaryFile copy{"", ".twclog"};
  const Outcome outcome = sniff({"-F", "log", "-w", copy.path(), "--max-size", "4k", long_one});
  CHECK(outcome.exit == 0);
  CHECK(outcome.err == "twc-sniff: " + copy.path() +
                           ": --max-size 4k is reached; nothing more is written to it\n");
  CHECK(outcome.out == sniff({"-F", "log", long_one}).out);
  CHECK(copy.content().size() <= 4096);
  CHECK_THAT(copy.content(), ContainsSubstring("\n# --max-size 4k is reached"));
}

TEST_CASE("twc-sniff: -n counts good frames that are shown", "[sniff][usage]") {
  CHECK(count_lines(sniff({"-F", "hex", "-n", "3", three_units}).out) == 3);
  CHECK(count_lines(sniff({"-n", "1", "--from", "2431", three_units}).out) == 1);
  CHECK(sniff({"-n", "0", three_units}).out.empty());
}

TEST_CASE("twc-sniff: bad frames are counted against --max-errors", "[sniff][usage]") {
  const Outcome strict = sniff({"--strict", stray_byte});
  CHECK(strict.exit == 5);
  CHECK(strict.out == sniff({stray_byte}).out);
  CHECK(sniff({"--max-errors", "0", stray_byte}).exit == 5);
  CHECK(sniff({"--max-errors=1", stray_byte}).exit == 0);
  CHECK(sniff({"--strict", shipped + "/ukoda-master-and-slave.twclog"}).exit == 0);
}

TEST_CASE("twc-sniff: several captures are read one after the other", "[sniff][usage]") {
  const std::string both = sniff({three_units, stray_byte}).out;
  CHECK(both == sniff({three_units}).out + sniff({stray_byte}).out);
}

TEST_CASE("twc-sniff: standard input is a source", "[sniff][usage]") {
  CHECK(sniff({"-"}, read_file(stray_byte)).out == sniff({stray_byte}).out);
}

TEST_CASE("twc-sniff: an optional value does not swallow the source", "[sniff][usage]") {
  CHECK_THAT(sniff({"-F", "null", "--stats", three_units}).err,
             ContainsSubstring("4 frames, 1 bad"));
  CHECK_THAT(sniff({"-F", "null", "--stats=1s", three_units}).err,
             ContainsSubstring("4 frames, 1 bad"));
  CHECK(sniff({"--stats=often", three_units}).exit == 2);
}

TEST_CASE("twc-sniff: flags win over the environment, that over the file", "[sniff][usage]") {
  const TemporaryFile file{"# what I want\nformat = \"json\"\ncount = 2\n"};
  const auto first = [](const Outcome& outcome) { return outcome.out.substr(0, 2); };
  CHECK(first(sniff({"--config", file.path(), three_units})) == "{\"");
  CHECK(first(sniff({"--config", file.path(), three_units}, {}, {"TWC_FORMAT=hex"})) == "C0");
  CHECK(first(sniff({"--config", file.path(), "-F", "csv", three_units}, {}, {"TWC_FORMAT=hex"})) ==
        "t,");
  CHECK(count_lines(sniff({"--config", file.path(), three_units}).out) == 2);
  CHECK(count_lines(sniff({"--config", file.path(), three_units}, {}, {"TWC_COUNT=1"}).out) == 1);
}

TEST_CASE("twc-sniff: a wrong line of a configuration is named by its number", "[sniff][usage]") {
  const TemporaryFile unknown_key{"count = 1\nfromat = \"json\"\n"};
  check_refused(sniff({"--config", unknown_key.path(), three_units}), 2, "line 2");
  const TemporaryFile garbage{"count = 1\n\nwhat is this\n"};
  check_refused(sniff({"--config", garbage.path(), three_units}), 2, garbage.path() + ": line 3");
  const TemporaryFile fine{"stats = true\nkind = [\"meter\", \"vin\"]\n"};
  const Outcome checked = sniff({"--check-config", "--config", fine.path(), three_units});
  CHECK(checked.exit == 0);
  CHECK_THAT(checked.out, ContainsSubstring("fine"));
}

TEST_CASE("twc-sniff: a reader that goes away and a full disk end it", "[sniff][usage]") {
  const std::string big = shipped + "/programs-twcmanager-both-p2.twclog";
  const Outcome full = sniff({"-F", "json:/dev/full", big});
  CHECK(full.exit == 1);
  CHECK_THAT(full.err, ContainsSubstring("/dev/full"));
}

TEST_CASE("twc-sniff: --redact leaves no serial number in any output", "[sniff][usage]") {
  const std::string real = shipped + "/ukoda-master-and-slave.twclog";
  const TemporaryFile copy{"", ".twclog"};
  const Outcome json = sniff({"--redact", "-F", "json", "-w", copy.path(), real});
  for (const std::string& text : {json.out, copy.content()}) {
    CHECK_THAT(text, !ContainsSubstring("A18G0017973"));
    CHECK_THAT(text, !ContainsSubstring("A17A0003495"));
    CHECK_THAT(text, !ContainsSubstring("4131384730303137393733"));
    CHECK_THAT(text, !ContainsSubstring("4131374130303033343935"));
  }
  CHECK(sniff({"--strict", copy.path()}).exit == 0);  // its checksums are right
}
