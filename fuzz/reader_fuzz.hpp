// SPDX-License-Identifier: MIT
#pragma once
/// Requires of every capture reader that the cuts between blocks of input change nothing, and that
/// its records can be written and read again.

#include <algorithm>
#include <stdexcept>
#include <string>
#include <vector>

#include "capture/reader.hpp"
#include "capture/twclog.hpp"
#include "require.hpp"

namespace twc::fuzz {

class Records final : public tools::RecordSink {
 public:
  void take(const tools::Record& record) override { all.push_back(record); }
  std::vector<tools::Record> all;
};

/// Nothing if the reader refuses the input: pcap and gzip do.
inline std::vector<tools::Record> read(tools::CaptureFormat format, Bytes input, std::size_t step) {
  Records records;
  const auto reader = tools::make_reader(format);
  try {
    for (Bytes rest = input; !rest.empty();) {
      const std::size_t size = std::min(step, rest.size());
      reader->feed(rest.first(size), records);
      rest = rest.subspan(size);
    }
    reader->finish(records);
  } catch (const std::runtime_error&) {
    return {};
  }
  return std::move(records.all);
}

inline Bytes bytes_of(const std::string& text) {
  // NOLINTNEXTLINE(cppcoreguidelines-pro-type-reinterpret-cast): characters that are bytes
  return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

/// A record as a twclog can say it: times from 1970 on, and a frame has a direction.
inline tools::Record as_written(tools::Record record) {
  constexpr std::int64_t latest = 999'999'999'999'999'999;
  record.when.microseconds = std::clamp<std::int64_t>(record.when.microseconds, 0, latest);
  if (std::holds_alternative<wire::Frame>(record.heard) && !record.direction) {
    record.direction = tools::Direction::received;
  }
  return record;
}

inline void check_reader(tools::CaptureFormat format, Bytes input) {
  const auto records = read(format, input, std::max<std::size_t>(input.size(), 1));
  require(read(format, input, 1) == records);
  require(read(format, input, 5) == records);

  std::string log;
  tools::TwclogFormat writer;
  for (const tools::Record& record : records) writer.append(log, record);
  const auto again = read(tools::CaptureFormat{"twclog"}, bytes_of(log), log.size() + 1);
  auto kept = records;  // a status line has no bytes to write
  std::erase_if(kept, [](const tools::Record& record) {
    return std::holds_alternative<tools::StatusLine>(record.heard);
  });
  require(std::ranges::equal(again, kept, {}, {}, as_written));
}

}  // namespace twc::fuzz
