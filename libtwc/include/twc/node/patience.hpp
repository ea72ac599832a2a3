// SPDX-License-Identifier: MIT
#pragma once
/// Patience knows how long the line waits for one answer before the next unit is addressed.

#include <algorithm>
#include <chrono>

#include <twc/types.hpp>

namespace twc::node {

/// On a serial line units answer within 0.2 s. Through a network the time is measured: the smoothed
/// answer time plus four times its mean deviation, or three times the smoothed time where that is
/// less, at least 0.4 s. It doubles from the third unanswered frame in a row, up to the longest
/// round trip and 3 s.
class Patience {
 public:
  static constexpr Patience serial() { return Patience{std::chrono::milliseconds{500}, false}; }
  static constexpr Patience network(Duration longest) { return Patience{longest, true}; }

  /// An answer came so long after its frame. It counts little if it may belong to an earlier frame.
  void answered(Duration took, bool is_certain) {
    unanswered_ = 0;
    // The machine slept and read this answer late: no answer takes longer than `longest_`.
    if (!is_measured_ || took > longest_) return;
    if (smoothed_ == Duration{}) {
      smoothed_ = took;
      deviation_ = took / 2;
      return;
    }
    const Duration error = took - smoothed_;
    const Duration::rep part = is_certain ? eighth : thirtysecond;
    smoothed_ += error / part;
    deviation_ += (std::max(error, -error) - deviation_) / (part / 2);
  }
  void unanswered() { ++unanswered_; }

  [[nodiscard]] Duration wait() const {
    if (!is_measured_) return longest_;
    if (smoothed_ == Duration{}) return std::min(longest_, first);
    const Duration measured = std::max(least, std::min(smoothed_ + 4 * deviation_, 3 * smoothed_));
    const int doublings = std::clamp(unanswered_ - 2, 0, most_doublings);
    return std::min(longest_, measured * (Duration::rep{1} << doublings));
  }
  [[nodiscard]] Duration smoothed() const { return smoothed_; }

 private:
  static constexpr Duration least = std::chrono::milliseconds{400};
  static constexpr Duration first = std::chrono::seconds{1};
  static constexpr Duration::rep eighth = 8;
  static constexpr Duration::rep thirtysecond = 32;
  static constexpr int most_doublings = 5;

  constexpr Patience(Duration longest, bool is_measured)
      : longest_{longest}, is_measured_{is_measured} {}

  Duration longest_;
  bool is_measured_;
  Duration smoothed_{};
  Duration deviation_{};
  int unanswered_ = 0;
};

}  // namespace twc::node
