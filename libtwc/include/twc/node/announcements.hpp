#pragma once
/// Announcements knows what stands behind one id: a unit, a unit that restarted, or two units.

#include <chrono>
#include <optional>

#include <twc/types.hpp>

namespace twc::node {

/// The two values in an announcement that tell units of one id apart.
struct Identity {
  Sign sign{};
  Centiamps rating{};
  friend constexpr bool operator==(const Identity&, const Identity&) = default;
};

/// The announcements under one id. A new sign is a restart; two signs or ratings alternately, twice
/// each within 60 s, are two units.
class Announcements {
 public:
  enum class Finding : std::uint8_t { known, restarted, two_units };

  Finding hear(Time now, const Identity& identity) {
    if (last_ && now - since_ > window) forget(now);
    if (!last_) since_ = now;
    if (!last_ || *last_ == identity) {
      // A frame that a bad line doubled is one announcement.
      if (in_a_row_ == 0 || now - last_at_ >= apart) ++in_a_row_;
      last_ = identity;
      last_at_ = now;
      return Finding::known;
    }
    switches_ = is_settled_ ? 0 : (before_ == identity ? switches_ + 1 : 1);
    is_settled_ = false;
    before_ = last_;
    before_at_ = last_at_;
    last_ = identity;
    last_at_ = now;
    in_a_row_ = 1;
    return switches_ >= alternations ? Finding::two_units : Finding::restarted;
  }

  /// The unit answered: whatever announces itself next has restarted.
  void settle(Time now) {
    forget(now);
    is_settled_ = true;
  }

  /// Whether it is clear enough that one unit is there: after a change of sign the unit has to be
  /// heard again before it is addressed.
  [[nodiscard]] bool is_one(Time now) const {
    return is_settled_ || in_a_row_ > switches_ || now - since_ > window;
  }
  [[nodiscard]] bool was_heard_since(Time then) const { return last_ && last_at_ >= then; }
  /// When one of them was heard last.
  [[nodiscard]] Time heard() const { return last_at_; }
  /// When the unit that is not heard any more was heard last.
  [[nodiscard]] Time other_heard() const { return before_at_; }

 private:
  static constexpr Duration window = std::chrono::seconds{60};
  static constexpr Duration apart = std::chrono::milliseconds{100};
  static constexpr int alternations = 3;

  void forget(Time now) {
    switches_ = 0;
    in_a_row_ = 0;
    before_.reset();
    since_ = now;
  }

  std::optional<Identity> last_;
  std::optional<Identity> before_;
  Time last_at_{};
  Time before_at_{};
  Time since_{};
  int switches_ = 0;
  int in_a_row_ = 0;
  bool is_settled_ = false;
};

}  // namespace twc::node
