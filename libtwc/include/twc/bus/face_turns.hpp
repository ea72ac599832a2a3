// SPDX-License-Identifier: MIT
#pragma once
/// FaceTurns knows whether two units stand behind one id: two faces in turn, twice each in a
/// minute.

#include <chrono>
#include <optional>

#include <twc/bus/unit_causes.hpp>
#include <twc/types.hpp>

namespace twc::bus {

/// The faces (sign and rating) that are heard under one id. A restart changes the face once, two
/// units change it back and forth. Without times all of them count.
class FaceTurns {
 public:
  /// True if it is another face than the last one.
  bool see(std::optional<Time> now, const Face& face) {
    if (last_ && has_passed(now)) forget(now);
    if (!last_) since_ = now;
    if (!last_ || *last_ == face) {
      // A frame that a bad line doubled is one announcement.
      const bool is_copy = in_a_row_ > 0 && now && last_at_ && *now - *last_at_ < apart;
      if (!is_copy) ++in_a_row_;
      last_ = face;
      last_at_ = now;
      return false;
    }
    turns_ = before_ == face ? turns_ + 1 : 1;
    before_ = last_;
    before_at_ = last_at_;
    last_ = face;
    last_at_ = now;
    in_a_row_ = 1;
    return true;
  }
  /// How often the same two faces took turns.
  [[nodiscard]] unsigned turns() const { return turns_; }
  /// A, B, A, B.
  [[nodiscard]] bool are_two() const { return turns_ >= enough; }
  /// One face was heard more often in a row than faces changed before.
  [[nodiscard]] bool has_settled(std::optional<Time> now) const {
    return in_a_row_ > turns_ || has_passed(now);
  }
  [[nodiscard]] bool was_heard() const { return last_.has_value(); }
  /// When the last face was heard last, and the one before it.
  [[nodiscard]] std::optional<Time> heard() const { return last_at_; }
  [[nodiscard]] std::optional<Time> other_heard() const { return before_at_; }

 private:
  static constexpr Duration window = std::chrono::seconds{60};
  static constexpr Duration apart = std::chrono::milliseconds{100};
  static constexpr unsigned enough = 3;

  /// The next announcement counts as no turn of these faces.
  void forget(std::optional<Time> now) {
    turns_ = 0;
    in_a_row_ = 0;
    before_.reset();
    since_ = now;
  }
  [[nodiscard]] bool has_passed(std::optional<Time> now) const {
    return now && since_ && *now - *since_ > window;
  }

  std::optional<Face> last_;
  std::optional<Face> before_;
  std::optional<Time> last_at_;
  std::optional<Time> before_at_;
  std::optional<Time> since_;
  unsigned turns_ = 0;
  unsigned in_a_row_ = 0;
};

}  // namespace twc::bus
