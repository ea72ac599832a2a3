// SPDX-License-Identifier: MIT
#pragma once
/// Notices a connection through a network that was alive, and brings nothing although we speak:
/// where a relay in between has died, the kernel notices nothing.

#include <algorithm>
#include <chrono>
#include <optional>
#include <utility>

#include <twc/types.hpp>

namespace twc::tools {

class PeerSilence {
 public:
  explicit PeerSilence(Duration longest) : first_{longest}, patience_{longest} {}

  void connected() { since_.reset(); }
  void heard() {
    was_alive_ = true;
    since_.reset();
    patience_ = first_;
  }
  void sent(Time now) {
    if (was_alive_ && !since_) since_ = now;
  }
  /// When the connection has been silent for too long.
  [[nodiscard]] std::optional<Time> due() const {
    return since_ ? std::optional{*since_ + patience_} : std::nullopt;
  }
  /// The connection is opened anew. Gives how long it was silent; the next time that is twice as
  /// long, until a byte comes.
  [[nodiscard]] Duration give_up() {
    constexpr Duration longest = std::chrono::seconds{160};
    since_.reset();
    return std::exchange(patience_, std::min(2 * patience_, longest));
  }

 private:
  Duration first_;
  Duration patience_;
  std::optional<Time> since_;
  bool was_alive_ = false;
};

}  // namespace twc::tools
