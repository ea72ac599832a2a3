// SPDX-License-Identifier: MIT
#pragma once
/// Rating knows what a unit is built for, as far as its announcements can be believed.

#include <algorithm>
#include <chrono>
#include <optional>

#include <twc/node/exposure.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// One announcement may be damaged and have a right checksum. European units say 32 A, which is
/// believed at once; anything else counts as 32 A for offers and as 80 A for the exposure until a
/// second announcement agrees with it. Exposure uses the largest rating heard, offers the smallest.
class Rating {
 public:
  void hear(Time now, Centiamps said) {
    const bool is_copy = heard_ && now - *heard_ < apart;
    if (is_copy) return;
    const bool is_again = heard_ && last_ == said;
    largest_ = std::max(largest_, std::min(said, most_possible));
    if (is_again || said == usual) confirm(said);
    heard_ = now;
    last_ = said;
  }

  /// An announcement is confirmed: the unit may be greeted.
  [[nodiscard]] bool is_certain() const { return has_confirmed_; }
  [[nodiscard]] Centiamps for_offers() const { return has_confirmed_ ? smallest_ : usual; }
  [[nodiscard]] Centiamps for_exposure() const {
    return has_confirmed_ && largest_ >= least_possible ? largest_ : most_possible;
  }

 private:
  static constexpr Centiamps usual = 32_A;
  /// A bad line doubles frames: that is one announcement.
  static constexpr Duration apart = std::chrono::milliseconds{100};

  /// A rating that cannot be is none, and is no reason to offer anything.
  void confirm(Centiamps said) {
    const Centiamps offered = std::min(said, most_possible);
    smallest_ = has_confirmed_ ? std::min(smallest_, offered) : offered;
    has_confirmed_ = true;
  }
  static constexpr Centiamps least_possible = 5_A;

  std::optional<Time> heard_;
  Centiamps last_{};
  Centiamps smallest_{};
  Centiamps largest_{};
  bool has_confirmed_ = false;
};

}  // namespace twc::node
