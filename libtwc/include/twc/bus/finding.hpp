// SPDX-License-Identifier: MIT
#pragma once
/// The findings about a bus: causes with their evidence, and whether each still stands.

#include <string_view>
#include <variant>

#include <twc/bus/line_causes.hpp>
#include <twc/bus/unit_causes.hpp>

namespace twc::bus {

using Cause =
    std::variant<NothingHeard, NoFrames, MeterBus, ManyErrors, ProgramFault, TwoReaders, NoMaster,
                 MasterEnded, NotTaken, Silenced, Deaf, NeverAnswers, Lost, Starved, TwoMasters,
                 SharedId, MasterIdTaken, DifferingRatings, TooManySlaves, EchoHeard, ErrorState,
                 ErrorCommanded, Overdraw, AsksInVain, ZeroIgnored, NeverEchoed, StuckStarting,
                 DrawsSix, Flapping, Restarted, DangerSeen, ImpossibleText, Impossible>;

enum class Standing : std::uint8_t {
  problem,  ///< wrong when the listening ended
  past,     ///< was wrong, and healed
  note,     ///< no fault: what a person may want to know beside the verdict
};
[[nodiscard]] constexpr std::string_view to_string(Standing standing) {
  switch (standing) {
    case Standing::problem: return "problem";
    case Standing::past: return "past";
    case Standing::note: return "note";
  }
  return "unknown";
}

struct Finding {
  Cause cause;
  Standing standing = Standing::problem;
  When since;
  When until;
};

/// All findings, in the order in which the reader should look after them. A noisy line may make up
/// more than there is room for; the last ones are left out then.
class Findings {
 public:
  static constexpr std::size_t capacity = 48;

  void add(const Cause& cause, const Spell& spell, Standing standing) {
    if (size_ == capacity) return;
    found_[size_++] = {
        .cause = cause, .standing = standing, .since = spell.since, .until = spell.until};
    ++counts_[static_cast<std::size_t>(standing)];
  }
  [[nodiscard]] const Finding* begin() const { return found_.data(); }
  [[nodiscard]] const Finding* end() const { return found_.data() + size_; }
  [[nodiscard]] std::size_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] std::size_t count(Standing standing) const {
    return counts_[static_cast<std::size_t>(standing)];
  }

 private:
  std::array<Finding, capacity> found_{};
  std::size_t size_ = 0;
  std::array<std::size_t, 3> counts_{};
};

}  // namespace twc::bus
