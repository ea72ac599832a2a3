// SPDX-License-Identifier: MIT
/// How a capture is cut into blocks never changes its records, and its size never the memory.

#include <optional>

#include <sys/resource.h>

#include "capture/formats.hpp"
#include "support/dice.hpp"
#include "support/sanitized.hpp"
#include "tools/support_records.hpp"

using namespace twc;
using namespace twc::test;
using tools::CaptureFormat;

namespace {

constexpr std::initializer_list<const char*> captures{
    "gh-dracoventions-16.log",
    "gh-dracoventions-6.log",
    "gh-dracoventions-9.log",
    "gh-jnicolson-twc-controller-4.log",
    "gh-ngardiner-453.log",
    "gh-ngardiner-473.log",
    "gh-ngardiner-88.log",
    "programs-twcmanager-both-p2.twclog",
    "programs-wired-square-master.twclog",
    "src-wired-square-PROTOCOL.log",
    "tmc-72830-page3-checksum-post.log",
    "ukoda-master-and-slave.twclog",
    "ukoda-master-first-power-on.bin",
    "ukoda-master-first-power-on.hexdump",
    "ukoda-master-first-power-on.pcap",
    "ukoda-master-first-power-on.pcapng",
    "ukoda-master-first-power-on.twclog",
};

/// Memory in kilobytes that the process had at most.
long peak_memory() {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

class Counter final : public tools::RecordSink {
 public:
  void take(const tools::Record& record) override {
    ++records;
    frames += std::holds_alternative<wire::Frame>(record.heard) ? 1U : 0U;
  }
  std::size_t records = 0;
  std::size_t frames = 0;
};

/// Reads `block` `times` times as one capture. By how many kilobytes memory grew meanwhile.
long growth(CaptureFormat format, std::string_view block, std::size_t times, Counter& counter) {
  const auto reader = tools::make_reader(format);
  reader->feed(bytes_of(block), counter);
  const long before = peak_memory();
  for (std::size_t round = 1; round < times; ++round) reader->feed(bytes_of(block), counter);
  reader->finish(counter);
  return peak_memory() - before;
}

/// The records, or nothing where a reader refuses the capture, as that of pcap does with a text.
std::optional<std::vector<tools::Record>> try_records(CaptureFormat format, Bytes capture,
                                                      std::size_t step = 65536) {
  try {
    return read_records(format, capture, step);
  } catch (const tools::NoCapture&) {
    return std::nullopt;
  }
}

}  // namespace

TEST_CASE("blocks: byte by byte a capture has the same records", "[tools][reader]") {
  const char* const name = GENERATE(values(captures));
  const std::string capture = capture_file(name);
  for (const tools::FormatRow& row : tools::capture_formats()) {
    CAPTURE(name, row.name);
    const CaptureFormat format{row};
    const auto whole = try_records(format, bytes_of(capture));
    for (const std::size_t step : {1U, 2U, 7U, 64U, 4096U}) {
      CHECK(try_records(format, bytes_of(capture), step) == whole);
    }
  }
}

TEST_CASE("blocks: a mended, mangled text has the same records in any blocks", "[tools][reader]") {
  Dice dice{11};
  std::string text;
  for (const char* const name : captures) text += capture_file(name).substr(0, 3000);
  for (int round = 0; round < 40; ++round) {
    std::string mangled = text;
    for (int change = 0; change < 200; ++change) {
      mangled[dice.below(mangled.size())] =
          dice.pick({'C', '0', ' ', '\n', 'F', 'x', ',', '(', '\r'});
    }
    const auto whole = read_records(CaptureFormat{"hex"}, bytes_of(mangled));
    CHECK(read_records(CaptureFormat{"hex"}, bytes_of(mangled), 1 + dice.below(9)) == whole);
  }
}

TEST_CASE("blocks: a line without an end takes no memory", "[tools][reader][long]") {
  constexpr std::size_t size = 1U << 16U;
  constexpr std::size_t times = is_sanitized ? 4 : 128;
  constexpr long most = 4096;
  const std::string line =
      GENERATE(as<std::string>{}, "x", "(", "C0", "FD", "C0 ", "Rx@", " ", "0x", "\\");
  std::string block;
  while (block.size() < size) block += line;
  for (const tools::FormatRow& row : tools::capture_formats()) {
    if (row.make != nullptr) continue;  // it has no lines
    CAPTURE(line, row.name);
    Counter counter;
    CHECK(growth(CaptureFormat{row}, block, times, counter) < most);
  }
}

TEST_CASE("blocks: a hex line of many megabytes is read frame by frame", "[tools][reader]") {
  constexpr std::size_t frames = 20000;
  constexpr std::size_t times = fewer_if_sanitized(32);
  std::string block;
  for (std::size_t frame = 0; frame < frames; ++frame) {
    block += "c0fde23495810c800000000000000000b8c0fc";
  }
  Counter counter;
  CHECK(growth(CaptureFormat{}, block, times, counter) < 4096);
  CHECK(counter.frames == frames * times);
  CHECK(counter.records == frames * times);
}

TEST_CASE("blocks: raw bytes of many megabytes take no memory", "[tools][reader]") {
  const auto wire = "C0 FD E2 34 95 81 0C 80 00 00 00 00 00 00 00 00 B8 C0 FC"_hex;
  std::string block;
  while (block.size() < 1U << 20U) block.append(wire.begin(), wire.end());
  constexpr std::size_t times = fewer_if_sanitized(64);
  Counter counter;
  CHECK(growth(CaptureFormat{"bin"}, block, times, counter) < 4096);
  CHECK(counter.records == block.size() / wire.size() * times);
}
