// SPDX-License-Identifier: MIT
/// The diagnosis of clean captures that begin and end anywhere, with all that clocks do.

#include "sniff/diagnosis.hpp"
#include "support/catch.hpp"
#include "tools/support_records.hpp"

namespace twc::test {
namespace {

using tools::Record;

std::vector<Record> capture(const std::string& name) {
  const std::string content = capture_file(name);
  return read_records(tools::CaptureFormat{}, bytes_of(content));
}

/// How many of all beginnings and of all ends of a capture have a problem.
std::size_t problems_in_pieces(const std::vector<Record>& records) {
  std::size_t problems = 0;
  tools::Diagnosis whole;
  for (const Record& record : records) {
    whole.take(record);
    if (whole.has_problem()) ++problems;
  }
  for (auto begin = records.begin(); begin != records.end(); ++begin) {
    tools::Diagnosis rest;
    std::for_each(begin, records.end(), [&](const Record& record) { rest.take(record); });
    if (rest.has_problem()) ++problems;
  }
  return problems;
}

const char* const clean_captures[] = {"ukoda-master-and-slave.twclog",
                                      "ukoda-master-first-power-on.twclog",
                                      "programs-wired-square-master.twclog"};

TEST_CASE("diagnosis: a clean capture is clean wherever it begins and ends", "[tools][diagnose]") {
  for (const char* const name : clean_captures) {
    CAPTURE(name);
    CHECK(problems_in_pieces(capture(name)) == 0);
  }
}

TEST_CASE("diagnosis: and with whole seconds, without times, and with frames given twice",
          "[tools][diagnose]") {
  for (const char* const name : clean_captures) {
    CAPTURE(name);
    const std::vector<Record> records = capture(name);
    std::vector<Record> coarse = records;
    std::vector<Record> untimed = records;
    std::vector<Record> doubled;
    for (Record& record : coarse) record.when.microseconds -= record.when.microseconds % 1'000'000;
    for (Record& record : untimed) record.when = {};
    for (const Record& record : records) doubled.insert(doubled.end(), 2, record);
    CHECK(problems_in_pieces(coarse) == 0);
    CHECK(problems_in_pieces(untimed) == 0);
    CHECK(problems_in_pieces(doubled) == 0);
  }
}

TEST_CASE("diagnosis: a log that lacks what was received has no more problems",
          "[tools][diagnose]") {
  for (const char* const name : clean_captures) {
    CAPTURE(name);
    const std::vector<Record> records = capture(name);
    std::vector<Record> kept;
    for (std::size_t at = 0; at < records.size(); ++at) {
      const auto* const frame = std::get_if<wire::Frame>(&records[at].heard);
      const bool is_answer = frame != nullptr && frame->bytes()[0] == 0xFD;
      if (!is_answer || at % 16 == 0) kept.push_back(records[at]);
    }
    tools::Diagnosis diagnosis;
    for (const Record& record : kept) diagnosis.take(record);
    CHECK_FALSE(diagnosis.has_problem());
  }
}

TEST_CASE("diagnosis: raw bytes are clean wherever they are cut", "[tools][diagnose]") {
  const std::string content = capture_file("ukoda-master-first-power-on.bin");
  const Bytes bytes = bytes_of(content);
  for (std::size_t begin = 0; begin < 60; ++begin) {
    CAPTURE(begin);
    const Bytes piece = bytes.subspan(begin, bytes.size() - 2 * begin);
    tools::Diagnosis diagnosis;
    for (const Record& record : read_records(tools::CaptureFormat{"bin"}, piece)) {
      diagnosis.take(record);
    }
    CHECK_FALSE(diagnosis.has_problem());
  }
}

}  // namespace
}  // namespace twc::test
