#include <algorithm>
#include <array>

#include "verdict.hpp"

namespace twc::bus {

void Verdict::tell_links() {
  const auto master = a_master();
  const bool has_reporting_master = std::ranges::any_of(
      monitor_.watches(), [this](const Watch& unit) { return reports_like_master(unit); });
  NoMaster alone;
  Spell alone_spell{.since = {}, .until = {}, .is_over = true};
  for (const Watch& unit : monitor_.watches()) {
    const auto unheard = unit.link.unheard();
    const auto ignored = unit.link.ignored();
    if (has_masters_id(unit) || is_faulty(unit.id)) continue;
    if (unheard) {
      add(Deaf{.unit = unit.id,
               .heartbeats = unheard->cause.heartbeats,
               .announcements = unheard->cause.announcements},
          unheard->spell);
    } else if (ignored && (ignored->cause.is_master_there || has_reporting_master)) {
      if (!are_too_many_) tell_not_taken(unit, *ignored, master.value_or(TwcId{}));
    } else if (ignored) {
      const Spell& spell = ignored->spell;
      alone_spell.since =
          alone.units.count == 0 ? spell.since : std::min(alone_spell.since, spell.since);
      alone_spell.until = std::max(alone_spell.until, spell.until);
      alone_spell.is_over = alone_spell.is_over && spell.is_over;
      alone.units.add(unit.id);
      alone.announcements += ignored->cause.announcements;
      alone.over = std::max(alone.over, ignored->cause.over);
    }
  }
  tell_alone(alone, alone_spell);
}

/// From the middle of a stop by silence on, a unit sounds like one that nobody takes.
void Verdict::tell_not_taken(const Watch& unit, const Case<IgnoredAnnouncements>& ignored,
                             TwcId master) {
  constexpr Duration between_announcements = std::chrono::seconds{10};
  const NotTaken not_taken{.unit = unit.id,
                           .master = master,
                           .announcements = ignored.cause.announcements,
                           .over = ignored.cause.over};
  const auto heard_after = between(monitor_.totals_.first, ignored.spell.since);
  const bool may_be_silenced =
      ignored.cause.is_first_heard && heard_after && *heard_after < between_announcements;
  if (!may_be_silenced) return add(not_taken, ignored.spell);
  if (ignored.spell.is_over) return;  // its master took it up again
  may_silence(master) ? note(not_taken, ignored.spell) : add(not_taken, ignored.spell);
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
  // Later a master was switched on.
  if (spell.is_over) {
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

/// No faults: the units stop their cars by themselves, as they must. A master that has one unit,
/// and lowers its limit right before the silence, stops that one; otherwise it ended its work.
void Verdict::tell_silenced() {
  constexpr Duration right_before = std::chrono::seconds{15};
  MasterEnded ended;
  Spell ending;
  bool was_lowered = false;
  for (const Watch& unit : monitor_.watches()) {
    const auto silence = unit.link.silenced();
    if (!silence) continue;
    if (is_master_there(unit)) {
      note(Silenced{.unit = unit.id, .master = unit.its_master}, *silence);
      continue;
    }
    const auto lowered = between(unit.lowered_at, silence->since);
    was_lowered = lowered && *lowered <= right_before;
    ended.master = unit.its_master;
    ended.units.add(unit.id);
    ending.since = std::max(ending.since, silence->since);
    ending.until = std::max(ending.until, silence->until);
  }
  if (ended.units.count == 1 && was_lowered) {
    note(Silenced{.unit = ended.units.ids[0], .master = ended.master}, ending);
  } else if (ended.units.count != 0) {
    note(ended, ending);
  }
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
  if (auto starved = unit.gap.found(end_)) {
    starved->cause.unit = unit.id;
    starved->cause.master = unit.its_master;
    add(*starved);
  }
}

}  // namespace twc::bus
