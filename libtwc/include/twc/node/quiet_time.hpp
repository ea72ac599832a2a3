// SPDX-License-Identifier: MIT
#pragma once
/// QuietTime knows how long the master must not raise anything, because it cannot know yet what
/// others left running.

#include <algorithm>
#include <chrono>
#include <optional>
#include <span>

#include <twc/node/gate.hpp>
#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// Units that an earlier master left charging say nothing for up to 30 s and draw on. So the first
/// quiet time starts when the master really listens: on a serial line when the line comes up,
/// through a network with the first byte, because an adapter may accept a connection while it
/// serves somebody else. All of it runs again after an outage of `stop_after`, because another
/// master may have been at work. After an outage of 10 s nothing rises until each linked unit has
/// answered twice or is lost. A shorter outage changes nothing.
class QuietTime {
 public:
  QuietTime(const MasterConfig& config, Time now)
      : length_{config.free_after()},
        lost_after_{config.lost_after},
        long_outage_{config.stop_after},
        is_network_{config.line.is_network} {
    kind_ = config.bus_idle ? Caution::none : Caution::first_quiet;
    if (kind_ != Caution::none && !is_network_) begun_ = now;
  }

  void line_down(Time now) {
    if (!is_network_) silent_since_ = now;
  }
  /// On a serial line the outage ends here. True after an outage in which another master may have
  /// been at work.
  bool line_up(Time now) {
    if (!is_network_ && !was_up_) {
      was_up_ = true;
      if (kind_ == Caution::first_quiet) begun_ = now;
      silent_since_.reset();
      return false;
    }
    return !is_network_ && end_outage(now);
  }
  /// An echo of what we sent: an adapter in a network serves us, and nobody else.
  void echoed(Time now) {
    if (is_network_ && kind_ == Caution::first_quiet && !begun_) begun_ = now;
  }
  /// Something was heard: the line is up, also where nobody has said so.
  bool heard(Time now) {
    was_up_ = true;
    if (!is_network_) return false;
    if (!silent_since_ && kind_ == Caution::first_quiet && !begun_) begun_ = now;
    const bool was_long = end_outage(now);
    silent_since_ = now;
    return was_long;
  }
  /// `are_known`: as many units as the user expects have each answered two heartbeats since the
  /// quiet time began. `are_back`: no unit is awaited any more.
  void look(Time now, bool are_known, bool are_back) {
    const bool is_over = begun_ && now >= *begun_ + length_;
    if (kind_ != Caution::none && (is_over || (begun_ && are_known))) kind_ = Caution::none;
    if (are_back) waits_for_units_ = false;
  }

  /// Polls pass until the quiet time is over, to the moment; raises wait until `look` has said so.
  [[nodiscard]] Caution caution(Time now) const {
    const bool is_over = begun_ && now >= *begun_ + length_;
    if (kind_ != Caution::none) return is_over ? Caution::no_raise : kind_;
    return waits_for_units_ ? Caution::no_raise : Caution::none;
  }
  /// A quiet time is running, or waits for the line to be heard.
  [[nodiscard]] bool is_running() const { return kind_ != Caution::none; }
  [[nodiscard]] bool waits_for_units() const { return waits_for_units_; }
  /// When it began; nothing while the line has not been heard.
  [[nodiscard]] std::optional<Time> begun() const { return is_running() ? begun_ : std::nullopt; }
  [[nodiscard]] std::optional<Time> until() const {
    return is_running() && begun_ ? std::optional{*begun_ + length_} : std::nullopt;
  }
  /// Whether raises of all units wait for this one after an outage: it was linked when the line
  /// went, and has neither answered twice since nor is lost. An outage that lasts does not make it
  /// lost: it has 10 s from the end. `answers` are the times of its last two answers, newest first.
  [[nodiscard]] bool awaits(Time now, std::span<const std::optional<Time>, 2> answers) const {
    const auto last = answers[0];
    const bool had_time = now - outage_ended_ >= noticed_after;
    if (!last || (had_time && now - *last >= lost_after_)) return false;
    const bool was_linked = *last >= outage_ended_ || outage_began_ - *last < lost_after_;
    return was_linked && !(answers[1] >= outage_ended_);
  }

 private:
  static constexpr Duration noticed_after = std::chrono::seconds{10};

  bool end_outage(Time now) {
    if (!silent_since_) return false;
    const Time began = *silent_since_;
    const Duration outage = now - began;
    silent_since_.reset();
    if (outage < noticed_after) return false;
    outage_began_ = began;
    outage_ended_ = now;
    waits_for_units_ = true;
    if (outage < long_outage_) return false;
    const bool is_first = kind_ == Caution::first_quiet && !begun_;
    if (!is_first) kind_ = Caution::no_raise;
    begun_ = now;
    return true;
  }

  Duration length_;
  Duration lost_after_;
  Duration long_outage_;
  bool is_network_;
  bool was_up_ = false;
  Caution kind_ = Caution::none;
  std::optional<Time> begun_;
  std::optional<Time> silent_since_;  // the last byte; on a serial line when it went down
  Time outage_began_{};
  Time outage_ended_{};
  bool waits_for_units_ = false;
};

}  // namespace twc::node
