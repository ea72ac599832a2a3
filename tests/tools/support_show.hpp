// SPDX-License-Identifier: MIT
#pragma once
/// Records as captures have them, and what is shown of them.

#include <string>
#include <string_view>

#include <twc/wire/checksum.hpp>

#include "common/show.hpp"
#include "support/hex.hpp"

namespace twc::test {

/// A good frame, of which the source says nothing else.
[[nodiscard]] inline tools::Record good(std::string_view hex) {
  tools::Record record;
  record.heard = as_frame(from_hex(hex));
  return record;
}
/// A frame that nobody posted: `hex` lacks the checksum.
[[nodiscard]] inline tools::Record made_up(std::string_view hex) {
  ByteVector bytes = from_hex(hex);
  bytes.push_back(wire::checksum(bytes));
  tools::Record record;
  record.heard = as_frame(bytes);
  return record;
}
[[nodiscard]] inline tools::Record recovered(std::string_view hex) {
  tools::Record record;
  record.heard = wire::Recovered{as_frame(from_hex(hex))};
  return record;
}
/// `hex` as it stood on the wire between two delimiters.
[[nodiscard]] inline tools::Record bad(wire::FrameError error, std::string_view hex) {
  tools::Record record;
  record.heard = wire::BadFrame{error, wire::Stretch{from_hex(hex)}};
  return record;
}
[[nodiscard]] inline tools::Record noise(std::string_view hex) {
  tools::Record record;
  record.heard = wire::Noise{wire::Stretch{from_hex(hex)}};
  return record;
}
[[nodiscard]] inline tools::Record at(tools::Stamp when, tools::Record record) {
  record.when = when;
  return record;
}
[[nodiscard]] inline tools::Record going(tools::Direction direction, tools::Record record) {
  record.direction = direction;
  return record;
}

[[nodiscard]] inline std::string text_of(const tools::Record& record,
                                         tools::Paint paint = tools::Paint::plain) {
  std::string line;
  tools::append_text(line, tools::decode(record), paint);
  return line;
}
[[nodiscard]] inline std::string json_of(const tools::Record& record) {
  std::string object;
  tools::append_json(object, tools::decode(record));
  return object;
}
[[nodiscard]] inline std::string csv_of(const tools::Record& record) {
  std::string row;
  tools::append_csv(row, tools::decode(record));
  return row;
}

}  // namespace twc::test
