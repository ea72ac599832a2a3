#include "fakemaster/parting.hpp"

#include <algorithm>

namespace twc::tools {
namespace {

bool has_fallen(const node::UnitStatus& unit, OnExit how) {
  if (how == OnExit::hold || !unit.is_heartbeated()) return true;
  if (how == OnExit::minimum) return unit.echoed() <= unit.least;
  // A Protocol 2 unit that was sent 0 rests at 6 A.
  const bool rests = unit.granted == Centiamps{} && unit.echoed() <= node::resting;
  return unit.echoed() == Centiamps{} || rests;
}

}  // namespace

void prepare_to_leave(Time now, node::Master& master, OnExit how) {
  if (how == OnExit::stop) master.stop(now, std::nullopt);
  if (how != OnExit::minimum) return;
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    const node::UnitStatus unit = master.unit(now, at);
    master.set_ceiling(now, unit.id, std::min(unit.ceiling.value_or(unit.least), unit.least));
  }
}

bool has_left(Time now, const node::Master& master, OnExit how) {
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    if (!has_fallen(master.unit(now, at), how)) return false;
  }
  return true;
}

}  // namespace twc::tools
