// SPDX-License-Identifier: MIT
#include <algorithm>
#include <array>

#include "verdict.hpp"

namespace twc::bus {
namespace {

/// Takes one more unit into a spell of several.
void join(Spell& all, const Spell& one) {
  all.since = all.since ? std::min(all.since, one.since) : one.since;
  all.until = std::max(all.until, one.until);
  all.is_over = all.is_over && one.is_over;
}

/// Several units with one cause make one finding.
template <typename C>
void join(Case<C>& all, TwcId unit, const Case<IgnoredAnnouncements>& ignored) {
  if (all.cause.units.count == 0) all.spell.is_over = true;
  join(all.spell, ignored.spell);
  all.cause.units.add(unit);
  all.cause.announcements += ignored.cause.announcements;
  all.cause.over = std::max(all.cause.over, ignored.cause.over);
}

/// A unit may announce itself in such a gap, for as long as it takes.
bool is_told_as_not_taken(const Watch& unit, const Case<Starved>& starved) {
  const auto ignored = unit.link.ignored();
  return ignored && starved.cause.times == 1 && ignored->spell.since >= starved.spell.since &&
         ignored->spell.until <= starved.spell.until;
}

}  // namespace

void Verdict::tell_links() {
  const bool has_reporting_master = std::ranges::any_of(
      monitor_.watches(), [this](const Watch& unit) { return reports_like_master(unit); });
  Case<NoMaster> alone;
  LeftOut left_out;
  for (const Watch& unit : monitor_.watches()) {
    const auto unheard = unit.link.unheard();
    const auto ignored = unit.link.ignored();
    if (has_masters_id(unit) || is_faulty(unit.id)) continue;
    if (unheard) {
      add(Deaf{.unit = unit.id,
               .heartbeats = unheard->cause.heartbeats,
               .announcements = unheard->cause.announcements},
          unheard->spell);
    } else if (ignored && (ignored->cause.is_master_there || has_reporting_master ||
                           (has_master_ended() && may_have_been_silenced(unit)))) {
      if (!are_too_many_) judge_not_taken(unit, *ignored, left_out);
    } else if (ignored) {
      join(alone, unit.id, *ignored);
    }
  }
  tell_not_taken(left_out);
  tell_alone(alone.cause, alone.spell);
}

/// From the middle of a stop by silence on, a unit sounds like one that nobody takes.
void Verdict::judge_not_taken(const Watch& unit, const Case<IgnoredAnnouncements>& ignored,
                              LeftOut& left_out) const {
  const bool may_be_silenced = ignored.cause.is_first_heard && may_have_been_silenced(unit);
  const bool is_over = ignored.spell.is_over;
  if (may_be_silenced && is_over) return;  // its master took it up again
  const bool is_meant = may_be_silenced && may_silence(some_master());
  join(is_meant ? left_out.meant : is_over ? left_out.past : left_out.now, unit.id, ignored);
}

void Verdict::tell_not_taken(LeftOut& left_out) {
  const TwcId master = some_master();
  for (Case<NotTaken>* const one : {&left_out.now, &left_out.past, &left_out.meant}) {
    if (one->cause.units.count == 0) continue;
    one->cause.master = master;
    one == &left_out.meant ? note(one->cause, one->spell) : add(*one);
  }
}

/// Answers name the master that was heard no more.
TwcId Verdict::some_master() const {
  if (const auto heard = a_master()) return *heard;
  const auto units = monitor_.watches();
  const auto named =
      std::ranges::find_if(units, [](const Watch& unit) { return unit.its_master != TwcId{}; });
  return named == units.end() ? TwcId{} : named->its_master;
}

/// Its master stopped heartbeating it less than 30 s before it announced itself.
bool Verdict::may_have_been_silenced(const Watch& unit) const {
  const Unit* const known = monitor_.roster_.find(unit.id);
  const When first_heard = known != nullptr ? When{known->first_heard} : When{};
  const auto heard_after = between(monitor_.totals_.first, first_heard);
  return heard_after && *heard_after < stop_by_silence;
}

/// A healthy Wall Connector has an id of decimal digits, and takes every unit.
bool Verdict::may_silence(TwcId master) const {
  const auto id = static_cast<unsigned>(master);
  constexpr std::array digits{0U, 4U, 8U, 12U};
  const bool is_program =
      std::ranges::any_of(digits, [id](unsigned shift) { return (id >> shift & 0xFU) > 9; });
  const Watch* const its_own = monitor_.find(master);
  const bool is_ours = its_own != nullptr && !its_own->is_heard_as_master;
  return is_program || is_ours || std::ranges::any_of(monitor_.watches(), [&](const Watch& unit) {
           return unit.its_master == master && unit.limit_sent > Centiamps{};
         });
}

void Verdict::tell_alone(const NoMaster& alone, const Spell& spell) {
  // A master whose frames are bad is there, and the units wait for good ones.
  if (alone.units.count == 0 || is_master_faulty_) return;
  const bool has_come = spell.is_over || monitor_.master_heard_ > spell.until;
  if (has_come) {
    note(alone, spell);
  } else {
    add(alone, spell);
  }
}

/// Its master talks on: it means to stop the charge.
bool Verdict::is_master_there(const Watch& unit) const {
  const Watch* const master = monitor_.find(unit.its_master);
  return master != nullptr && master->master.last_at > unit.link.abandoned();
}

/// Units that answered well announce themselves, and nobody talks.
bool Verdict::has_master_ended() const {
  return std::ranges::any_of(monitor_.watches(), [this](const Watch& unit) {
    return unit.link.silenced() && !is_master_there(unit);
  });
}

/// No faults: the units stop their cars by themselves, as they must. A master that has one unit,
/// and lowers its limit right before the silence, stops that one; otherwise it ended its work.
void Verdict::tell_silenced() {
  constexpr Duration right_before = std::chrono::seconds{15};
  MasterEnded ended;
  Spell ending;
  bool was_lowered = false;
  for (const Watch& unit : monitor_.watches()) {
    tell_silenced_by(unit.id);
    const auto silence = unit.link.silenced();
    if (!silence || is_master_there(unit)) continue;
    const auto lowered = between(unit.lowered_at, silence->since);
    was_lowered = lowered && *lowered <= right_before;
    ended.master = unit.its_master;
    ended.units.add(unit.id);
    ending.since = std::max(ending.since, silence->since);
    ending.until = std::max(ending.until, silence->until);
  }
  if (ended.units.count == 1 && was_lowered) {
    note(Silenced{.units = ended.units, .master = ended.master}, ending);
  } else if (ended.units.count != 0) {
    note(ended, ending);
  }
}

/// All units that this master stopped while it talks on.
void Verdict::tell_silenced_by(TwcId master) {
  Silenced silenced{.units = {}, .master = master};
  Spell spell;
  for (const Watch& unit : monitor_.watches()) {
    const auto silence = unit.link.silenced();
    if (!silence || unit.its_master != master || !is_master_there(unit)) continue;
    join(spell, *silence);
    silenced.units.add(unit.id);
  }
  if (silenced.units.count != 0) note(silenced, spell);
}

/// It speaks, but what it says are bad frames.
bool Verdict::is_faulty(TwcId unit) const {
  return std::ranges::any_of(found_, [unit](const Finding& one) {
    const auto* const fault = std::get_if<ProgramFault>(&one.cause);
    return fault != nullptr && fault->program == unit;
  });
}

void Verdict::tell_silence(const Watch& unit) {
  const bool is_deaf = unit.link.unheard().has_value() || is_faulty(unit.id);
  const bool has_restarted = !unit.faces.is_shared() && unit.faces.restarts() != 0;
  if (auto lost = unit.silence.lost(end_); lost && !is_deaf) {
    lost->cause.unit = unit.id;
    if (!(lost->spell.is_over && has_restarted)) add(*lost);
  }
  if (auto never = unit.silence.never(end_); never && !is_deaf) {
    never->cause.unit = unit.id;
    never->cause.master = unit.its_master;
    add(*never);
  }
  if (auto starved = unit.gap.found(end_); starved && !is_told_as_not_taken(unit, *starved)) {
    starved->cause.unit = unit.id;
    starved->cause.master = unit.its_master;
    add(*starved);
  }
}

}  // namespace twc::bus
