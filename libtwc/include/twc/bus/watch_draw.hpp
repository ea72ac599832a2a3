// SPDX-License-Identifier: MIT
#pragma once
/// Watches what a car draws beside the limit of its unit.

#include <optional>

#include <twc/bus/finding.hpp>

namespace twc::bus {

/// Whether more is drawn than the limit allows, and for how long. A car has 5 s to follow a lower
/// limit and falls at 4 A/s (IEC 61851-1); that is no overdraw.
class DrawWatch {
 public:
  /// The car may draw less than `heartbeat` says, by as much as `unsure`.
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat, Centiamps unsure = {});

  [[nodiscard]] const std::optional<Case<Overdraw>>& found() const { return found_; }

 private:
  When since_;
  When last_;
  When falls_until_;
  Centiamps limit_{};
  std::optional<Case<Overdraw>> found_;
};

/// Whether a car stays near 6 A at a much higher limit. A car that tapers off passes there, too,
/// but comes down slowly and does not stay.
class SixWatch {
 public:
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat);

  [[nodiscard]] const std::optional<Case<DrawsSix>>& found() const { return found_; }

 private:
  void leave(const When& now, const msg::SlaveHeartbeat& heartbeat);

  When since_;
  When between_since_;  // draws more than 6 A and less than its limit
  bool tapers_ = false;
  Centiamps least_{};
  Centiamps most_{};
  std::optional<Case<DrawsSix>> found_;
};

}  // namespace twc::bus
