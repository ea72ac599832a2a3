// SPDX-License-Identifier: MIT
#pragma once
/// The time column of a line for people.

#include <cstdint>
#include <optional>
#include <string>

#include "capture/line.hpp"
#include "capture/record.hpp"
#include "common/stamp.hpp"

namespace twc::tools {

/// Knows the line before. Where the source knows no time the column is blank; where it goes over to
/// another kind of time, differences begin at zero again.
class TimeColumn {
 public:
  explicit TimeColumn(StampMode mode) : mode_{mode} {}

  /// Appends the column and the gap after it.
  void append(std::string& out, const Stamp& when);

 private:
  void put_local(Line& line, const Stamp& when);
  void put_difference(Line& line, const Stamp& when);
  [[nodiscard]] std::int64_t to_local(std::int64_t utc);

  StampMode mode_;
  Stamp before_;
  Duration since_first_{};
  // The offset from UTC changes at quarters of an hour at most; asking for each line is slow.
  std::int64_t quarter_ = 0;
  std::optional<std::int64_t> offset_;  // the offset in quarter_, in microseconds
};

}  // namespace twc::tools
