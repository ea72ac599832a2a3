// SPDX-License-Identifier: MIT
#pragma once
/// Announcements knows what stands behind one id: a unit, a unit that restarted, or two units.

#include <cstdint>
#include <utility>

#include <twc/bus/face_turns.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// The announcements under one id. A new sign is a restart; two units are as FaceTurns says.
class Announcements {
 public:
  enum class Finding : std::uint8_t { known, restarted, two_units };

  Finding hear(Time now, const bus::Face& face) {
    if (!faces_.see(now, face)) return Finding::known;
    has_restarted_ = std::exchange(is_settled_, false) && faces_.turns() <= 1;
    return faces_.are_two() ? Finding::two_units : Finding::restarted;
  }

  /// The unit answered: another face that announces itself next has restarted. Faces that go on
  /// to take turns are two units all the same, since both hear the heartbeats for their id.
  void settle() { is_settled_ = true; }

  /// Whether it is clear enough that one unit is there: after a change of sign the unit has to be
  /// heard again before it is addressed.
  [[nodiscard]] bool is_one(Time now) const {
    return is_settled_ || has_restarted_ || faces_.has_settled(now);
  }
  [[nodiscard]] bool was_heard_since(Time then) const {
    return faces_.was_heard() && heard() >= then;
  }
  /// When one of them was heard last.
  [[nodiscard]] Time heard() const { return faces_.heard().value_or(Time{}); }
  /// When the unit that is not heard any more was heard last.
  [[nodiscard]] Time other_heard() const { return faces_.other_heard().value_or(Time{}); }

 private:
  bus::FaceTurns faces_;
  bool is_settled_ = false;
  bool has_restarted_ = false;  ///< a restart explains the last change of face
};

}  // namespace twc::node
