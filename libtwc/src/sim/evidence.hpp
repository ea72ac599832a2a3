// SPDX-License-Identifier: MIT
#pragma once
/// Reads the announcements of a unit for proof: of its rating, a restart, or two units with one id.

#include <algorithm>
#include <array>
#include <chrono>
#include <optional>

#include <twc/types.hpp>

#include "amount.hpp"

namespace twc::sim {

/// A damaged announcement may pass the checksum, so a rating that is dangerous or odd is believed
/// when it is heard twice in a row.
class Ratings {
 public:
  void heard(Time now, Centiamps rating) {
    constexpr auto apart = std::chrono::milliseconds{100};  // a bad line doubles frames
    if (heard_ && now - *heard_ < apart) return;
    heard_ = now;
    const Amount said = amount(rating);
    if (said == usual || doubtful_ == said) {
      smallest_ = smallest_ == 0 ? said : std::min(smallest_, said);
      is_believed_ = true;
    }
    doubtful_ = said;
    largest_ = std::max(largest_, std::min(said, most_possible));
  }
  [[nodiscard]] bool is_believed() const { return is_believed_; }
  [[nodiscard]] Amount for_offers() const { return is_believed_ ? smallest_ : usual; }
  [[nodiscard]] Amount for_exposure() const {
    constexpr Amount least_possible = 500;  // a smaller rating is none
    return is_believed_ && largest_ >= least_possible ? largest_ : most_possible;
  }

 private:
  static constexpr Amount usual = 3200;

  bool is_believed_ = false;
  std::optional<Time> heard_;
  std::optional<Amount> doubtful_;  // the last one
  Amount smallest_ = 0;
  Amount largest_ = 0;
};

/// Two signs or ratings that alternate under one id are two units.
class Identities {
 public:
  /// True: the unit restarted.
  bool heard(Time now, Sign sign, Centiamps rating) {
    const Identity said{.sign = sign, .rating = rating};
    const bool is_new_sign = count_ > 0 && last_[0].said.sign != sign;
    if (count_ == 0 || last_[0].said != said) {
      std::ranges::copy_backward(std::array{last_[0], last_[1], last_[2]}, last_.end());
      last_[0] = {.said = said, .since = now};
      count_ = std::min(count_ + 1, last_.size());
    }
    last_[0].heard = now;
    note_conflict(now);
    return is_new_sign;
  }
  void forgive() {
    is_conflict_ = false;
    count_ = 0;
  }
  /// Both were heard within `lasting`.
  [[nodiscard]] bool conflict(Time now, Duration lasting) const {
    return is_conflict_ && now - last_[1].heard < lasting;
  }

 private:
  struct Identity {
    Sign sign{};
    Centiamps rating{};
    friend bool operator==(const Identity&, const Identity&) = default;
  };
  struct Heard {
    Identity said;
    Time since{};
    Time heard{};
  };
  void note_conflict(Time now) {
    constexpr auto within = std::chrono::seconds{60};
    const bool alternates = count_ == last_.size() && last_[0].said == last_[2].said &&
                            last_[1].said == last_[3].said && now - last_[3].heard <= within;
    is_conflict_ = is_conflict_ || alternates;
  }

  std::array<Heard, 4> last_{};  // the latest first
  std::size_t count_ = 0;
  bool is_conflict_ = false;
};

}  // namespace twc::sim
