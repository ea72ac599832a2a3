// SPDX-License-Identifier: MIT
#pragma once
/// A remark of a capture on itself, between the records.

#include <cstdint>
#include <string_view>

#include "capture/record.hpp"

namespace twc::tools {

struct Note {
  Stamp when;  ///< when the last record before it was heard
  std::string_view text;
  std::uint64_t lost = 0;  ///< records that were dropped so far
};

}  // namespace twc::tools
