// SPDX-License-Identifier: MIT
#pragma once
/// Reads captures into records, and prints records as short lines: "rx FDE2… end FE", "tx bad
/// checksum FCE1…", "noise FF".

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "capture/reader.hpp"
#include "support/catch.hpp"
#include "support/hex.hpp"

namespace twc::tools {

/// A failing check prints a status line with it (support/printing.hpp).
inline std::string show(const StatusLine& status) {
  return "status " + std::string{status.text()};
}

}  // namespace twc::tools

namespace twc::test {

class RecordList final : public tools::RecordSink {
 public:
  void take(const tools::Record& record) override { records.push_back(record); }
  std::vector<tools::Record> records;
};

inline Bytes bytes_of(std::string_view text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters that are bytes
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// All records of a capture that comes in blocks of `step`.
inline std::vector<tools::Record> read_records(tools::CaptureFormat format, Bytes capture,
                                               std::size_t step = 65536) {
  RecordList list;
  const auto reader = tools::make_reader(format);
  for (Bytes rest = capture; !rest.empty();) {
    const std::size_t size = std::min(step, rest.size());
    reader->feed(rest.first(size), list);
    rest = rest.subspan(size);
  }
  reader->finish(list);
  return list.records;
}

inline std::string contents_of(const std::string& path) {
  std::ifstream file{path, std::ios::binary};
  if (!file) throw std::runtime_error{"cannot read " + path};
  std::ostringstream contents;
  contents << file.rdbuf();
  return contents.str();
}

inline std::string capture_file(const std::string& name) {
  return contents_of(TWC_CAPTURES "/" + name);
}

inline std::string joined_hex(Bytes bytes) {
  std::string text = to_hex(bytes);
  std::erase(text, ' ');
  return text;
}

inline std::string tell(const wire::Stretch& stretch) {
  const bool is_cut = stretch.count() > stretch.bytes().size();
  return joined_hex(stretch.bytes()) + (is_cut ? "… " + std::to_string(stretch.count()) : "");
}

inline std::string tell(const tools::Heard& heard) {
  constexpr std::array causes{"checksum", "length", "escape", "overlong", "truncated"};
  if (const auto* const frame = std::get_if<wire::Frame>(&heard)) return joined_hex(frame->bytes());
  if (const auto* const noise = std::get_if<wire::Noise>(&heard))
    return "noise " + tell(noise->wire);
  if (const auto* const bad = std::get_if<wire::BadFrame>(&heard)) {
    return std::string{"bad "} + causes.at(static_cast<std::size_t>(bad->error)) + " " +
           tell(bad->wire);
  }
  if (const auto* const status = std::get_if<tools::StatusLine>(&heard)) {
    return "status " + std::string{status->text()};
  }
  return "recovered " + joined_hex(std::get<wire::Recovered>(heard).frame.bytes());
}

inline std::string tell(const tools::Record& record) {
  constexpr std::array directions{"rx ", "tx ", "echo "};
  std::string text;
  if (record.direction) text = directions.at(static_cast<std::size_t>(*record.direction));
  text += tell(record.heard);
  if (record.end) text += " end " + to_hex({&*record.end, 1});
  return text;
}

using Lines = std::vector<std::string>;

inline Lines tell(const std::vector<tools::Record>& records) {
  Lines lines;
  for (const tools::Record& record : records) lines.push_back(tell(record));
  return lines;
}

/// The records of a text that is read as a capture of any kind.
inline Lines read_text(std::string_view text, tools::CaptureFormat format = {}) {
  return tell(read_records(format, bytes_of(text)));
}

/// The times of records, in microseconds.
inline std::vector<std::int64_t> times_of(const std::vector<tools::Record>& records) {
  std::vector<std::int64_t> times;
  for (const tools::Record& record : records) times.push_back(record.when.microseconds);
  return times;
}

}  // namespace twc::test

template <>
struct Catch::StringMaker<twc::tools::Record> {
  static std::string convert(const twc::tools::Record& record) {
    return std::to_string(static_cast<int>(record.when.clock)) + " " +
           std::to_string(record.when.microseconds) + " " + twc::test::tell(record);
  }
};
