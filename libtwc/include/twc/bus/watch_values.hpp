// SPDX-License-Identifier: MIT
#pragma once
/// Watches what a unit says of itself: the error state, values and texts that cannot be. One frame
/// proves nothing: a damaged one has a right checksum once in 256 times.

#include <array>
#include <optional>

#include <twc/bus/finding.hpp>

namespace twc::bus {

/// Whether a unit is in the error state. A unit that its master left alone passes through it when
/// the master heartbeats it again.
class ErrorWatch {
 public:
  void announce() { was_silent_ = true; }
  void answer(const When& now, const msg::SlaveHeartbeat& heartbeat);

  [[nodiscard]] const std::optional<Case<ErrorState>>& found() const { return found_; }

 private:
  bool was_silent_ = true;  // before the first answer nobody knows
  bool is_after_silence_ = false;
  bool has_just_begun_ = false;  // so did the listening
  std::uint32_t in_a_row_ = 0;
  When since_;
  When last_;
  std::optional<Case<ErrorState>> found_;
};

class ValueWatch {
 public:
  void note(const When& now, Quantity what, std::uint32_t value, std::uint32_t before = 0);
  /// An energy counter runs backwards where two readings stay below two that agreed.
  void note_energy(const When& now, std::uint32_t energy);

  /// Those that two frames agree on.
  [[nodiscard]] std::optional<Case<Impossible>> found(Quantity what) const;

 private:
  struct Seen {
    Impossible what;
    std::uint32_t agreeing = 0;
    Spell spell;
  };
  std::array<Seen, 6> seen_{};  // by Quantity
  std::optional<std::uint32_t> energy_;
  std::optional<std::uint32_t> energy_before_;
  std::optional<std::uint32_t> peak_;  // that the last reading stays below
};

class TextWatch {
 public:
  void see(const When& now, wire::Function code, TwcId from, const msg::SerialNumber& text);

  [[nodiscard]] std::optional<Case<ImpossibleText>> found(std::size_t kind) const;
  static constexpr std::size_t kinds = 4;  ///< a serial number, three parts of a VIN

 private:
  struct Seen {
    std::optional<ImpossibleText> bad;
    Spell spell;
  };
  std::array<Seen, kinds> seen_{};
};

}  // namespace twc::bus
