// SPDX-License-Identifier: MIT
#pragma once
/// Greetings knows how often a unit was greeted in vain, and when it is worth trying again (S10).

#include <algorithm>
#include <array>
#include <chrono>

#include <twc/types.hpp>

namespace twc::node {

/// A greeting is all heartbeats to a unit from the first one until it answers, or is lost. After
/// three in vain the unit is taken for deaf: it is greeted again after 1, 2 and then every 5
/// minutes, while there is room without lowering anybody, and every 30 minutes with room made.
class Greetings {
 public:
  /// The unit answered.
  void answered() { *this = {}; }
  /// The unit is lost, and never answered this greeting.
  void failed(Time now) {
    ++failed_;
    if (!is_deaf()) return;
    constexpr std::array<Duration, 3> pauses{std::chrono::minutes{1}, std::chrono::minutes{2},
                                             std::chrono::minutes{5}};
    const std::size_t at = std::min(failed_ - tries, pauses.size() - 1);
    next_ = now + pauses.at(at);
    if (failed_ == tries) room_next_ = now + between_rooms;
    if (has_room_) room_next_ = now + between_rooms;
    has_room_ = false;
  }
  /// The user wants it served.
  void try_now(Time now) { next_ = room_next_ = now; }
  /// A greeting begins for which others were lowered, or not.
  void began(Time now) { has_room_ = deserves_room(now); }

  [[nodiscard]] bool is_deaf() const { return failed_ >= tries; }
  /// Told once.
  [[nodiscard]] bool is_news() const { return failed_ == tries; }
  [[nodiscard]] bool may_begin(Time now) const { return !is_deaf() || now >= next_; }
  /// Others are lowered to their minima for it.
  [[nodiscard]] bool deserves_room(Time now) const {
    return !is_deaf() || has_room_ || now >= room_next_;
  }

 private:
  static constexpr std::size_t tries = 3;
  static constexpr Duration between_rooms = std::chrono::minutes{30};

  std::size_t failed_ = 0;
  Time next_{};
  Time room_next_{};
  bool has_room_ = false;
};

}  // namespace twc::node
