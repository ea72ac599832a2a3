// SPDX-License-Identifier: MIT
#pragma once
/// Timers knows when the line is the master's, and when the master has something to do. poll() and
/// deadline() read this one table, so that they cannot disagree.

#include <algorithm>
#include <array>
#include <cstdint>
#include <optional>
#include <string_view>

#include <twc/types.hpp>

namespace twc::node {

enum class Timer : std::uint8_t {
  // The master says nothing before these:
  listening,  ///< it listens after its start
  line,       ///< a frame is on the line, or the gap after one
  answer,     ///< the answer to its last frame may still come
  // It acts at these:
  look,          ///< it may decide anew: five times a second is enough
  wake,          ///< it decides anew although nothing else happens
  announcement,  ///< its own linkready is due
  inquiry,       ///< a question in idle time is due
};
[[nodiscard]] constexpr std::string_view to_string(Timer timer) {
  switch (timer) {
    case Timer::listening: return "listening";
    case Timer::line: return "line";
    case Timer::answer: return "answer";
    case Timer::look: return "look";
    case Timer::wake: return "wake";
    case Timer::announcement: return "announcement";
    case Timer::inquiry: return "inquiry";
  }
  return "unknown";
}

/// The heartbeats have no timer here: each unit knows its own (ServedUnit::due).
class Timers {
 public:
  void set(Timer timer, Time at) { times_[index(timer)] = at; }
  /// Not earlier than it is set for already.
  void put_off(Timer timer, Time until) {
    std::optional<Time>& time = times_[index(timer)];
    time = std::max(time.value_or(until), until);
  }
  void stop(Timer timer) { times_[index(timer)].reset(); }

  /// Nothing: it does not run.
  [[nodiscard]] std::optional<Time> at(Timer timer) const { return times_[index(timer)]; }
  [[nodiscard]] bool is_due(Timer timer, Time now) const {
    const auto time = at(timer);
    return time && now >= *time;
  }
  /// The master may speak from then on, as far as timers say.
  [[nodiscard]] Time may_speak_at() const {
    constexpr Time always{};
    return std::max({at(Timer::listening).value_or(always), at(Timer::line).value_or(always),
                     at(Timer::answer).value_or(always)});
  }

 private:
  static constexpr std::size_t index(Timer timer) { return static_cast<std::size_t>(timer); }

  std::array<std::optional<Time>, static_cast<std::size_t>(Timer::inquiry) + 1> times_{};
};

}  // namespace twc::node
