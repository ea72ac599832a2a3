// SPDX-License-Identifier: MIT
#include "verdict.hpp"

#include <algorithm>

namespace twc::bus {

/// Where many frames are damaged, the verdict cannot tell the effects of the damage from other
/// faults.
Findings Verdict::draw() {
  const bool is_only_damage = monitor_.damage_.is_much();
  if (monitor_.danger_ && !is_only_damage) add(*monitor_.danger_);
  tell_line();
  tell_echo();
  if (is_only_damage) return found_;
  tell_readers();
  tell_masters();
  tell_ids();
  tell_ratings();
  tell_slaves();
  tell_links();
  for (const Watch& unit : monitor_.watches()) tell_unit(unit);
  tell_silenced();
  return found_;
}

bool Verdict::reports_like_master(const Watch& unit) const {
  constexpr std::uint32_t enough = 3;
  return unit.unasked >= enough && is_proven(unit.unasked) && unit.addressed == 0 &&
         unit.slave.frames == 0 && unit.master.frames == 0;
}

bool Verdict::has_masters_id(const Watch& unit) const {
  return is_proven(unit.master.frames) && is_proven(unit.slave.frames) &&
         unit.master.overlaps(unit.slave);
}

std::optional<TwcId> Verdict::a_master() const {
  const auto units = monitor_.watches();
  const auto most =
      std::ranges::max_element(units, {}, [](const Watch& unit) { return unit.master.frames; });
  if (most != units.end() && most->master.frames != 0) return most->id;
  const auto found =
      std::ranges::find_if(units, [this](const Watch& unit) { return reports_like_master(unit); });
  return found == units.end() ? std::nullopt : std::optional{found->id};
}

bool Verdict::are_all_served() const {
  return std::ranges::all_of(monitor_.watches(), [](const Watch& unit) {
    const bool is_slave = unit.slave.frames != 0;
    const bool is_refused = unit.link.ignored() || unit.error_commanded;
    return !is_slave || (unit.limit_in_force && !is_refused);
  });
}

Findings Monitor::findings() const {
  return Verdict{*this}.draw();
}

}  // namespace twc::bus
