// SPDX-License-Identifier: MIT
#pragma once
/// From what the monitor has watched to what is wrong.

#include <twc/bus/monitor.hpp>

namespace twc::bus {

/// Draws the conclusions from what the monitor has watched. A cause that explains others comes
/// first, and the others are left out.
class Verdict {
 public:
  explicit Verdict(const Monitor& monitor)
      : monitor_{monitor}, end_{monitor.moment(monitor.totals_.last)} {}

  Findings draw();

 private:
  // verdict_of_line.cpp
  void tell_line();
  void tell_errors();
  void tell_programs();
  bool tell_broken_rules();
  [[nodiscard]] bool is_of_program(const ProgramFault& fault) const;
  void tell_programs_that_always_fail();
  void tell_sent_errors();
  void tell_echo();
  void tell_readers();

  // verdict_of_ids.cpp
  void tell_masters();
  void tell_ids();
  void tell_ratings();
  void tell_slaves();
  [[nodiscard]] std::uint32_t most_slaves_at_once() const;

  // verdict_of_links.cpp
  void tell_links();
  /// Units that a master does not take: now, earlier, or as it seems on purpose.
  struct LeftOut {
    Case<NotTaken> now;
    Case<NotTaken> past;
    Case<NotTaken> meant;
  };
  void judge_not_taken(const Watch& unit, const Case<IgnoredAnnouncements>& ignored,
                       LeftOut& left_out) const;
  void tell_not_taken(LeftOut& left_out);
  [[nodiscard]] TwcId some_master() const;
  [[nodiscard]] bool may_have_been_silenced(const Watch& unit) const;
  [[nodiscard]] bool has_master_ended() const;
  /// Whether it may have stopped a unit by silence: a program, or one that shares current.
  [[nodiscard]] bool may_silence(TwcId master) const;
  void tell_alone(const NoMaster& alone, const Spell& spell);
  void tell_silenced();
  void tell_silenced_by(TwcId master);
  [[nodiscard]] bool is_master_there(const Watch& unit) const;
  void tell_silence(const Watch& unit);
  [[nodiscard]] bool is_faulty(TwcId unit) const;

  // verdict_of_units.cpp
  void tell_unit(const Watch& unit);
  void tell_error_command(const Watch& unit);
  void tell_limits(const Watch& unit);
  void tell_asking(const Watch& unit);
  void tell_values(const Watch& unit);

  [[nodiscard]] std::optional<TwcId> a_master() const;
  /// Whether two frames agree on it, and they are not few beside what the line damages: one in two
  /// thousand damaged frames is a frame of somebody else, with a right checksum.
  [[nodiscard]] bool is_proven(std::uint32_t frames) const {
    return frames >= 2 && std::uint64_t{frames} * 8 >= end_.damaged;
  }
  /// A master that speaks of itself only: reports without a question, from an id that is nobody's
  /// slave. In logs that lack lines the questions are missing, but not all of them.
  [[nodiscard]] bool reports_like_master(const Watch& unit) const;
  [[nodiscard]] bool has_masters_id(const Watch& unit) const;
  /// Whether every unit that announced itself is served, by a master that refuses none.
  [[nodiscard]] bool are_all_served() const;

  template <typename C>
  void add(const Case<C>& found) {
    add(found.cause, found.spell);
  }
  void add(const Cause& cause, const Spell& spell) {
    found_.add(cause, spell, spell.is_over ? Standing::past : Standing::problem);
  }
  void note(const Cause& cause, const Spell& spell) { found_.add(cause, spell, Standing::note); }
  /// From the first to the last thing heard.
  [[nodiscard]] Spell all_the_time() const {
    return {.since = monitor_.totals_.first, .until = monitor_.totals_.last, .is_over = false};
  }

  const Monitor& monitor_;
  Moment end_;
  Findings found_;
  bool is_of_one_sender_ = false;  // nearly all that is damaged
  bool is_master_faulty_ = false;  // a program that plays one makes bad frames
  bool ratings_differ_ = false;
  bool are_too_many_ = false;
};

}  // namespace twc::bus
