// SPDX-License-Identifier: MIT
#pragma once
/// Figures, each beside its bound.

#include <limits>
#include <string>
#include <vector>

namespace twc::soak {

struct Figure {
  std::string name;
  double measured = 0;
  std::string unit;
  double least = -std::numeric_limits<double>::infinity();
  double most = std::numeric_limits<double>::infinity();
};

/// Shows each figure as it comes.
class Table {
 public:
  void add(const Figure& figure);
  /// Whether a bound was missed.
  [[nodiscard]] bool has_missed() const { return missed_; }

 private:
  bool missed_ = false;
};

/// The value that `share` of them do not exceed; not a number when there are none.
[[nodiscard]] double quantile(std::vector<double> values, double share);
/// How far they stand from `target`: the root of the mean square.
[[nodiscard]] double deviation(const std::vector<double>& values, double target);

}  // namespace twc::soak
