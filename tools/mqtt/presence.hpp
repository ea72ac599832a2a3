// SPDX-License-Identifier: MIT
#pragma once
/// Whether a master or a unit counts as there: what is gone for 10 s is offline.

#include <optional>
#include <string>

#include <twc/types.hpp>

#include "mqtt/json.hpp"

namespace twc::tools {

class Presence {
 public:
  static constexpr Duration patience = std::chrono::seconds{10};

  /// `silent_for`: how long nothing had been heard when it was seen to be gone.
  void seen(Time now, bool is_there, Duration silent_for = {}) {
    if (is_there) {
      gone_.reset();
    } else if (!gone_ || now - silent_for < *gone_) {
      gone_ = now - silent_for;
    }
  }
  /// A master or a unit that is known to be lost is offline at once.
  void lost() { gone_ = Time{} - patience; }
  [[nodiscard]] bool is_online(Time now) const { return !gone_ || now - *gone_ < patience; }

  /// The word to publish; nothing where the broker has it already.
  [[nodiscard]] std::optional<std::string> news(Time now) {
    const bool online = is_online(now);
    if (said_ == online) return std::nullopt;
    said_ = online;
    return online ? "online" : "offline";
  }
  void forget() { said_.reset(); }

 private:
  std::optional<Time> gone_;
  std::optional<bool> said_;
};

/// Tells `presence` what a line of `units` says. A unit that the master silenced, or leaves
/// waiting, is there, so that a switch can turn it on again.
void judge(Time now, const Json& unit, Presence& presence);

}  // namespace twc::tools
