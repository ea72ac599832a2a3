// SPDX-License-Identifier: MIT
#pragma once
/// Keeps a flood of refused commands out of the log.

#include <optional>
#include <string>
#include <utility>

#include <fmt/format.h>

#include <twc/types.hpp>

namespace twc::tools {

/// Holds back a complaint that repeats the last one, and all but one a second. Each refusal is
/// published as an answer anyway.
class Complaints {
 public:
  static constexpr Duration gap = std::chrono::seconds{1};

  /// The line to tell, which counts those that were left out before it.
  [[nodiscard]] std::optional<std::string> pass(Time now, const std::string& complaint) {
    if (complaint == last_) return std::nullopt;
    if (told_ && now - *told_ < gap) {
      ++left_out_;
      return std::nullopt;
    }
    told_ = now;
    last_ = complaint;
    const unsigned left_out = std::exchange(left_out_, 0);
    return left_out == 0 ? complaint : fmt::format("{} ({} more before it)", complaint, left_out);
  }

 private:
  std::string last_;  ///< that was told
  std::optional<Time> told_;
  unsigned left_out_ = 0;
};

}  // namespace twc::tools
