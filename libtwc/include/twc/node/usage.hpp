// SPDX-License-Identifier: MIT
#pragma once
/// Usage knows how much of its limit a car uses, and when what it leaves goes to others (S7).

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>
#include <utility>

#include <twc/node/share.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// A car that draws less than its limit for a minute is capped at what it drew and a margin. It
/// gets its share back once it draws about as much as its cap, and for a trial every half hour. A
/// car that took its share back twice within an hour keeps it for an hour.
class Usage {
 public:
  /// The unit says `limit` and `drawn`.
  void answered(Time now, Centiamps limit, Centiamps drawn) {
    limit_ = limit;
    drawn_ = drawn;
    if (cap_ && limit >= *cap_ && is_near_limit()) take_back(now);
    note_spare(now);
  }
  /// The car left, or the unit started anew.
  void forget() { *this = {}; }

  /// The current that the car is known to use and no more; nothing: its whole share.
  [[nodiscard]] std::optional<Centiamps> cap() const { return cap_; }
  /// Its car would draw more if it might.
  [[nodiscard]] bool is_near_limit() const {
    return limit_ > Centiamps{} && limit_ - drawn_ <= near(limit_);
  }
  /// It has left current unused for a minute.
  [[nodiscard]] bool has_spare(Time now) const {
    const bool keeps = keeps_until_ && now < *keeps_until_;
    return spare_since_ && now - *spare_since_ >= minute && !keeps;
  }
  /// Another car can use what it leaves. Never below `least`. True where that changes something.
  bool lower(Centiamps least) {
    const Centiamps peak = *std::ranges::max_element(peaks_);
    // The margin shrinks with the limit: the master lowers it once, not in steps (S6).
    Centiamps cap = limit_;
    while (with_margin(peak, cap) < cap) cap = with_margin(peak, cap);
    cap = std::max(cap, least);
    if (cap >= cap_.value_or(limit_)) return false;
    cap_ = cap;
    has_begun_ = true;
    return true;
  }
  /// A unit whose car draws nothing when it is linked has to show first that it wants more.
  void begin_at(Centiamps least) {
    cap_ = least;
    has_begun_ = false;
  }
  /// Its share comes back for a minute. A cap above its limit keeps nothing from it.
  void begin_trial(Time now) {
    if (limit_ < cap_) return;
    has_begun_ = true;
    trial_above_ = cap_;
    trial_since_ = now;
    cap_.reset();
    spare_since_.reset();
  }
  /// A trial began a moment ago: other cars may still be making room for it.
  [[nodiscard]] bool is_trial_young(Time now) const {
    constexpr Duration to_make_room = std::chrono::seconds{20};
    return trial_since_ && now - *trial_since_ < to_make_room;
  }

 private:
  static constexpr Duration minute = std::chrono::seconds{60};
  static constexpr Duration hour = std::chrono::hours{1};
  static constexpr std::size_t spans = 6;

  static constexpr Centiamps part(Centiamps limit, unsigned percent) {
    constexpr unsigned whole = 100;
    return Centiamps{static_cast<std::uint16_t>(limit.value() * percent / whole)};
  }
  static constexpr Centiamps margin(Centiamps limit) {
    constexpr unsigned percent = 10;
    return std::max(2_A, part(limit, percent));
  }
  static constexpr Centiamps with_margin(Centiamps peak, Centiamps limit) {
    return whole_amps_up(peak + margin(limit));
  }
  static constexpr Centiamps near(Centiamps limit) {
    constexpr unsigned percent = 7;
    constexpr Centiamps least{150};
    return std::max(least, part(limit, percent));
  }

  void take_back(Time now) {
    cap_.reset();
    spare_since_.reset();
    // A car that draws its first share takes nothing back.
    if (!std::exchange(has_begun_, true)) return;
    const bool is_second = taken_back_ && now - *taken_back_ < hour;
    if (is_second) keeps_until_ = now + hour;
    taken_back_ = now;
  }
  /// During a trial the minute begins once the limit is above the old cap.
  void note_spare(Time now) {
    if (trial_above_ && limit_ > *trial_above_) trial_above_.reset();
    if (trial_above_ || drawn_ + margin(limit_) >= limit_) {
      spare_since_.reset();
      return;
    }
    if (!spare_since_) {
      spare_since_ = span_since_ = now;
      peaks_ = {drawn_};
    }
    constexpr Duration span = minute / static_cast<Duration::rep>(spans);
    for (; now - span_since_ >= span; span_since_ += span) {
      std::rotate(peaks_.begin(), peaks_.end() - 1, peaks_.end());
      peaks_.front() = drawn_;
    }
    peaks_.front() = std::max(peaks_.front(), drawn_);
  }

  Centiamps limit_{};
  Centiamps drawn_{};
  std::optional<Centiamps> cap_;
  bool has_begun_ = true;  // to draw, since it was linked with a car that drew nothing
  std::optional<Centiamps> trial_above_;
  std::optional<Time> trial_since_;
  std::optional<Time> spare_since_;
  std::array<Centiamps, spans + 1> peaks_{};  // drawn in the last minute, span by span
  Time span_since_{};
  std::optional<Time> taken_back_;
  std::optional<Time> keeps_until_;
};

}  // namespace twc::node
