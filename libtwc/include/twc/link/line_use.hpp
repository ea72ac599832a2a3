// SPDX-License-Identifier: MIT
#pragma once
/// Whether a line is idle, so that a node may speak: nobody else is in the middle of a frame, and
/// its own last frame is over.

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <optional>

#include <twc/types.hpp>

namespace twc::link {

class LineUse {
 public:
  /// `baud` is not 0.
  explicit constexpr LineUse(std::uint32_t baud) : character_{bits * second / baud} {}

  /// Bytes came. `was_open`: a frame was begun before them; `is_frame`: they completed one.
  void heard(Time now, bool was_open, bool is_frame) {
    if (was_open && is_frame) widest_gap_ = std::max(widest_gap_, now - last_byte_);
    last_byte_ = now;
  }
  /// `bytes` of our own begin to leave: the time of their end is computed.
  void sends(Time now, std::size_t bytes) {
    own_until_ = now + static_cast<std::int64_t>(bytes) * character_ + between_own_frames;
  }
  /// The last byte of our own has left.
  void sent(Time now) { own_until_ = now + between_own_frames; }

  /// When the line is idle if no byte comes; `partial_until` is the decoder's deadline, if a frame
  /// is open.
  [[nodiscard]] Time idle_at(const std::optional<Time>& partial_until) const {
    const Time others = last_byte_ + 2 * character_;
    if (!partial_until) return std::max(own_until_, others);
    return std::max({own_until_, others, std::min(*partial_until, last_byte_ + patience())});
  }
  /// A node never speaks into its own frame. A line that never falls silent is noise, which ends
  /// when somebody drives the line: no node waits longer than this for its end.
  [[nodiscard]] Time at_the_latest(Time waits_since) const {
    return std::max(own_until_, waits_since + std::max(longest_wait, patience()));
  }

  /// The longest pause that was heard within a good frame.
  [[nodiscard]] Duration widest_gap() const { return widest_gap_; }
  /// How long an open frame keeps a node waiting: twice the pauses that this line is known for.
  [[nodiscard]] Duration patience() const {
    return std::clamp(2 * widest_gap_, least_patience, most_patience);
  }

 private:
  static constexpr Duration second = std::chrono::seconds{1};
  static constexpr std::int64_t bits = 10;  // a character has so many, with start and stop bit
  static constexpr Duration between_own_frames = std::chrono::milliseconds{5};
  /// Why 150 ms: three frames one after the other, with an escape for every byte.
  static constexpr Duration longest_wait = std::chrono::milliseconds{150};
  static constexpr Duration least_patience = std::chrono::milliseconds{100};
  static constexpr Duration most_patience = std::chrono::seconds{2};

  static constexpr Time long_ago{Duration::min() / 2};

  Duration character_;
  Duration widest_gap_{};
  Time last_byte_{long_ago};
  Time own_until_{long_ago};
};

}  // namespace twc::link
