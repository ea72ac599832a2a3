// SPDX-License-Identifier: MIT
#include "fakemaster/parting.hpp"

#include <algorithm>

namespace twc::tools {
namespace {

/// To leave is to silence: a Protocol 2 unit that has fallen to its minimum stops by itself then.
/// Its contactor is waited for.
bool has_fallen(const node::UnitStatus& unit, OnExit how, node::StopBy stop_by) {
  if (how == OnExit::hold || !unit.is_heartbeated() || unit.echoed() == Centiamps{}) return true;
  const bool is_low = unit.echoed() <= std::max(unit.bounds.least, node::resting);
  if (how == OnExit::minimum) return is_low;
  return is_low && unit.protocol == Protocol::two && stop_by != node::StopBy::contactor;
}

}  // namespace

void prepare_to_leave(Time now, node::Master& master, OnExit how) {
  if (how == OnExit::stop) master.stop(now, std::nullopt);
  if (how != OnExit::minimum) return;
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    const node::UnitStatus unit = master.unit(now, at);
    const Centiamps least = unit.bounds.least;
    master.set_ceiling(now, unit.id, std::min(unit.bounds.ceiling.value_or(least), least));
  }
}

bool has_left(Time now, const node::Master& master, OnExit how) {
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    if (!has_fallen(master.unit(now, at), how, master.config().stop_by)) return false;
  }
  return true;
}

}  // namespace twc::tools
