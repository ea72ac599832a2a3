// SPDX-License-Identifier: MIT
#pragma once
/// A current over time: it stays what it is until it changes.

#include <algorithm>
#include <optional>
#include <vector>

#include <twc/types.hpp>

namespace twc::tools {

struct Step {
  Time at{};
  std::optional<Centiamps> value;  ///< nothing where the current is unknown from here on
  friend bool operator==(const Step&, const Step&) = default;
};

/// Keeps `capacity` steps at most. When it is full, the higher one of each two neighbours stands
/// for both, so that no peak is lost.
class Steps {
 public:
  static constexpr std::size_t capacity = 8192;

  /// The value from `at` on. `at` is never before the last step.
  void put(Time at, std::optional<Centiamps> value) {
    if (!steps_.empty() && steps_.back().value == value) return;
    if (steps_.size() == capacity) thin();
    steps_.push_back({.at = at, .value = value});
  }
  [[nodiscard]] const std::vector<Step>& all() const { return steps_; }
  /// The value at `when`; nothing before the first step.
  [[nodiscard]] std::optional<Centiamps> at(Time when) const {
    const auto next = std::ranges::upper_bound(steps_, when, {}, &Step::at);
    return next == steps_.begin() ? std::nullopt : std::prev(next)->value;
  }
  [[nodiscard]] Centiamps highest() const {
    Centiamps most{};
    for (const Step& step : steps_) most = std::max(most, step.value.value_or(Centiamps{}));
    return most;
  }

 private:
  void thin() {
    std::size_t kept = 0;
    for (std::size_t at = 0; at < steps_.size(); at += 2) {
      Step step = steps_[at];
      if (at + 1 < steps_.size()) step.value = std::max(step.value, steps_[at + 1].value);
      steps_[kept++] = step;
    }
    steps_.resize(kept);
  }

  std::vector<Step> steps_;
};

}  // namespace twc::tools
