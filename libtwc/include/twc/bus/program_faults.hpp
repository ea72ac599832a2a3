// SPDX-License-Identifier: MIT
#pragma once
/// Tells bad frames that a program makes from those that the line damages: a program makes the same
/// error again, the line does not.

#include <array>
#include <optional>

#include <twc/bus/line_causes.hpp>
#include <twc/wire/event.hpp>

namespace twc::bus {

/// The id that stands where a frame of this code names its sender, whether or not the frame is
/// damaged. Nothing where it is too short or its code is not known.
[[nodiscard]] std::optional<TwcId> named_sender(const wire::Stretch& bad);

/// The explanation of a bad frame.
struct Explained {
  bool by_program = false;
  bool with_previous = false;     ///< the stretch before it is the first part of the same frame
  std::array<When, 2> earlier{};  ///< these, too, although they were put down to the line
  std::uint32_t earlier_count = 0;
};

class ProgramFaults {
 public:
  /// So often before it is believed: chance repeats an error now and then.
  static constexpr std::uint32_t enough = 3;
  static constexpr std::size_t capacity = 24;

  struct Entry {
    wire::Stretch wire;  ///< for Rule::checksum: the same bytes each time
    ProgramFault fault;
    std::array<When, 2> first_two{};
    Spell spell;

    [[nodiscard]] bool is_proven() const { return fault.times >= enough; }
  };

  void hear_good(const wire::Frame& frame);
  /// A stretch that is no frame, however short.
  Explained hear(const When& now, const wire::Stretch& stretch, Origin origin);

  [[nodiscard]] std::span<const Entry> entries() const { return std::span{entries_}.first(size_); }

 private:
  [[nodiscard]] std::optional<ProgramFault> rule_broken(const wire::Stretch& stretch);
  [[nodiscard]] std::optional<ProgramFault> join(const wire::Stretch& stretch) const;
  [[nodiscard]] bool is_done_right(Bytes body) const;
  [[nodiscard]] bool resembles_good(Bytes body) const;
  Entry& entry(const ProgramFault& fault, const wire::Stretch& stretch);

  std::array<Entry, capacity> entries_{};
  std::size_t size_ = 0;
  static constexpr std::size_t remembered = 16;
  std::array<std::optional<wire::Frame>, remembered> good_{};  // distinct ones
  std::size_t next_good_ = 0;
  wire::Stretch before_;  // no frame since then
  bool is_joined_ = false;
};

}  // namespace twc::bus
