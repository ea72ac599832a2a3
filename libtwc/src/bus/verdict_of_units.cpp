#include <algorithm>

#include "verdict.hpp"

namespace twc::bus {

bool Verdict::reports_like_master(const Watch& unit) {
  constexpr std::uint32_t enough = 3;
  return unit.unasked >= enough && unit.addressed == 0 && unit.slave.frames == 0 &&
         unit.master.frames == 0;
}

std::optional<TwcId> Verdict::a_master() const {
  const auto units = monitor_.watches();
  const auto found = std::ranges::find_if(units, [](const Watch& unit) {
    return unit.master.frames != 0 || reports_like_master(unit);
  });
  return found == units.end() ? std::nullopt : std::optional{found->id};
}

void Verdict::tell_links() {
  const auto master = a_master();
  const bool has_reporting_master = std::ranges::any_of(monitor_.watches(), reports_like_master);
  NoMaster alone;
  for (const Watch& unit : monitor_.watches()) {
    const auto unheard = unit.link.unheard();
    const auto ignored = unit.link.ignored();
    if (has_masters_id(unit)) continue;
    if (unheard) {
      found_.add(Deaf{.unit = unit.id,
                      .heartbeats = unheard->heartbeats,
                      .announcements = unheard->announcements});
    } else if (ignored && (ignored->is_master_there || has_reporting_master)) {
      if (are_too_many_) continue;
      found_.add(NotTaken{.unit = unit.id,
                          .master = master.value_or(TwcId{}),
                          .announcements = ignored->announcements,
                          .over = ignored->over});
    } else if (ignored) {
      if (alone.count < NoMaster::most_named) alone.units[alone.count] = unit.id;
      ++alone.count;
      alone.announcements += ignored->announcements;
      alone.over = std::max(alone.over, ignored->over);
    }
  }
  if (alone.count != 0) found_.add(alone);
}

void Verdict::tell_unit(const Watch& unit) {
  const bool is_shared = unit.faces.is_shared();
  const bool has_restarted = !is_shared && unit.faces.restarts() != 0;
  if (has_restarted) {
    found_.add(Restarted{.unit = unit.id,
                         .times = unit.faces.restarts(),
                         .before = unit.faces.before().sign,
                         .after = unit.faces.now().sign});
  }
  const auto& lost = unit.silence.found();
  if (lost && !unit.link.unheard() && !(lost->is_back && has_restarted)) found_.add(*lost);
  tell_error_command(unit);
  if (unit.error_state && !unit.error_commanded) found_.add(*unit.error_state);
  if (unit.draw.found()) found_.add(*unit.draw.found());
  if (unit.limit.failed()) found_.add(*unit.limit.failed());
  for (const Impossible& value : unit.impossible) {
    const bool is_explained = is_shared && value.what == Quantity::energy;
    if (value.times != 0 && !is_explained) found_.add(value);
  }
}

/// What the command complains of may have been found already.
void Verdict::tell_error_command(const Watch& unit) {
  if (!unit.error_commanded) return;
  auto unexplained = static_cast<unsigned>(unit.error_commanded->bits);
  const auto explain = [&unexplained](msg::ErrorBits bit) {
    unexplained &= ~static_cast<unsigned>(bit);
  };
  if (ratings_differ_) explain(msg::ErrorBits::differing_rating);
  if (are_too_many_) explain(msg::ErrorBits::too_many_slaves);
  const bool is_explained = (ratings_differ_ || are_too_many_) && unexplained == 0;
  if (!is_explained) found_.add(*unit.error_commanded);
}

}  // namespace twc::bus
