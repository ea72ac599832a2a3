// SPDX-License-Identifier: MIT
#pragma once
/// Hold knows how long charging units keep their minima although the limit is below them.

#include <algorithm>
#include <chrono>
#include <optional>

#include <twc/types.hpp>

namespace twc::node {

/// As when a cloud passes. It is for a limit above 0, keeps to the cap, and starts anew only after
/// the total had room for a minute.
class Hold {
 public:
  /// Zero: nothing is ever held.
  explicit constexpr Hold(Duration length) : length_{length} {}

  /// `minima` is what the charging units need to go on, `most` what may be handed out to hold them;
  /// zero where nothing may be held. True when a hold begins.
  bool look(Time now, Centiamps total, Centiamps minima, Centiamps most) {
    held_ = {};
    if (length_ == Duration{}) return false;
    if (minima <= total) {
      if (!room_since_) room_since_ = now;
      if (now - *room_since_ >= room_for) begun_.reset();
      return false;
    }
    room_since_.reset();
    const bool begins = !begun_ && minima <= most;
    if (begins) begun_ = now;
    if (begun_ && now - *begun_ < length_ && minima <= most) held_ = minima;
    return begins;
  }

  /// The most that may flow meanwhile: the larger of the total and the minima that are held.
  [[nodiscard]] Centiamps allowed(Centiamps total) const { return std::max(total, held_); }
  [[nodiscard]] bool is_on() const { return held_ > Centiamps{}; }
  [[nodiscard]] std::optional<Time> until() const {
    return is_on() ? std::optional{*begun_ + length_} : std::nullopt;
  }

 private:
  static constexpr Duration room_for = std::chrono::minutes{1};

  Duration length_;
  Centiamps held_{};
  std::optional<Time> begun_;
  std::optional<Time> room_since_;
};

}  // namespace twc::node
