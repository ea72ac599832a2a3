// SPDX-License-Identifier: MIT
#pragma once
/// Takes the heartbeats that the log of a program tells without frames, and those that follow from
/// it.

#include <optional>

#include <twc/bus/finding.hpp>

namespace twc::bus {

/// A heartbeat of a unit, and the last one for it, where the log tells that. It does not tell the
/// id of the master, which stays empty in both.
struct LoggedHeartbeat {
  msg::SlaveHeartbeat unit;
  std::optional<msg::MasterHeartbeat> master;
};

/// Programs log a heartbeat when something in it has changed, and every ten minutes otherwise: if
/// the next one says the same, the unit has said so all the time. Otherwise lines may be missing.
class LoggedWatch {
 public:
  /// A drawn current that changes by less is not logged.
  static constexpr Centiamps unsure = 1_A;

  /// Gives `each` the last heartbeat at the times when the unit has said it again, then the new
  /// one.
  template <typename Each>
  void hear(const When& now, const LoggedHeartbeat& heartbeat, const Each& each) {
    constexpr Duration step = std::chrono::seconds{4};
    constexpr Duration longest = std::chrono::minutes{11};
    const auto passed = between(last_at_, now);
    if (passed && *passed <= longest && is_same(heartbeat.unit)) {
      for (Time at = *last_at_ + step; at < *now; at += step) each(at, last_);
    }
    each(now, heartbeat);
    last_ = heartbeat;
    last_at_ = now;
    answer();
  }
  /// The unit said something that is no announcement.
  void answer() {
    announcements_ = 0;
    if (unheard_) unheard_->spell.is_over = true;
  }
  /// The unit announces itself. The program that logs it is its master, and answers.
  void announce(const When& now);

  [[nodiscard]] const std::optional<Case<Deaf>>& unheard() const { return unheard_; }

 private:
  [[nodiscard]] bool is_same(const msg::SlaveHeartbeat& unit) const {
    const msg::SlaveHeartbeat& before = last_.unit;
    const bool draws_same =
        unit.drawn <= before.drawn + unsure && before.drawn <= unit.drawn + unsure;
    return unit.state == before.state && unit.limit == before.limit && draws_same;
  }

  LoggedHeartbeat last_;
  When last_at_;
  std::uint32_t announcements_ = 0;
  When first_announced_;
  When last_announced_;
  std::optional<Case<Deaf>> unheard_;
};

}  // namespace twc::bus
