// SPDX-License-Identifier: MIT
#pragma once
/// The limit that a unit's pilot shows, as its car follows it: a lower one only after a while.

#include <array>
#include <cstddef>
#include <optional>

#include <twc/types.hpp>

namespace twc::sim {

/// IEC 61851-1 gives a car 5 s to follow a lower limit. A higher one counts at once, so that a car
/// is never slower to take than a real one. A limit that is lowered and raised again within the
/// reaction time has no effect.
class Pilot {
 public:
  void offer(Time now, Centiamps limit, Duration reacts_after) {
    advance(now);
    if (limit < offered_ && reacts_after > Duration{}) remember(now + reacts_after);
    while (count_ > 0 && earlier_[count_ - 1].limit <= limit) --count_;
    offered_ = limit;
  }
  /// No limit any more, from now on.
  void cut() {
    count_ = 0;
    offered_ = {};
  }
  void advance(Time now) {
    std::size_t over = 0;
    while (over < count_ && earlier_[over].until <= now) ++over;
    for (std::size_t at = over; at < count_; ++at) earlier_[at - over] = earlier_[at];
    count_ -= over;
  }

  [[nodiscard]] Centiamps offered() const { return offered_; }
  /// The car follows this limit, as of the last call.
  [[nodiscard]] Centiamps followed() const { return count_ > 0 ? earlier_[0].limit : offered_; }
  /// When that falls.
  [[nodiscard]] std::optional<Time> next() const {
    return count_ > 0 ? std::optional{earlier_[0].until} : std::nullopt;
  }

 private:
  /// A limit that was lowered and still counts.
  struct Earlier {
    Centiamps limit{};
    Time until{};
  };

  /// Without room for it, the one before it counts longer.
  void remember(Time until) {
    if (count_ == earlier_.size()) {
      earlier_[count_ - 1].until = until;
    } else {
      earlier_[count_++] = {.limit = offered_, .until = until};
    }
  }

  static constexpr std::size_t most = 8;
  std::array<Earlier, most> earlier_{};  // ever lower, ever later
  std::size_t count_ = 0;
  Centiamps offered_{};
};

}  // namespace twc::sim
