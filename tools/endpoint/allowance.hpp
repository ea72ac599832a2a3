// SPDX-License-Identifier: MIT
#pragma once
/// How much somebody may take at once, and how much a second in the long run.

#include <algorithm>
#include <cstdint>

#include <twc/types.hpp>

namespace twc::tools {

class Allowance {
 public:
  /// `most` at once; what is taken grows back at `per_second`.
  Allowance(Time now, std::uint32_t most, std::uint32_t per_second)
      : most_{most}, per_second_{per_second}, left_{most * million}, at_{now} {}

  /// Whether `count` is left.
  [[nodiscard]] bool has(Time now, std::uint64_t count = 1) {
    grow(now);
    return left_ >= count * million;
  }
  /// Takes `count`, or all that is left.
  void take(Time now, std::uint64_t count = 1) {
    grow(now);
    left_ -= std::min(left_, count * million);
  }

 private:
  static constexpr std::uint64_t million = 1'000'000;  // so that each microsecond counts

  void grow(Time now) {
    const auto passed = static_cast<std::uint64_t>(std::max(now - at_, Duration{}).count());
    at_ = std::max(now, at_);
    const std::uint64_t room = most_ * million - left_;
    const std::uint64_t until_full = room / per_second_;
    left_ += passed > until_full ? room : passed * per_second_;
  }

  std::uint64_t most_;
  std::uint64_t per_second_;
  std::uint64_t left_;
  Time at_;
};

}  // namespace twc::tools
