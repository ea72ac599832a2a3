#include "fakemaster/parting.hpp"

#include <algorithm>

namespace twc::tools {
namespace {

bool has_fallen(Time now, const node::ServedUnit& unit, OnExit how) {
  if (how == OnExit::hold || !unit.is_heartbeated() || unit.exposure.contactor_open(now))
    return true;
  if (how == OnExit::minimum) return unit.echo() <= unit.least;
  // A Protocol 2 unit that was sent 0 rests at 6 A.
  const bool rests = unit.granted == Centiamps{} && unit.echo() <= 6_A;
  return unit.echo() == Centiamps{} || rests;
}

}  // namespace

void prepare_to_leave(Time now, node::Master& master, OnExit how) {
  if (how == OnExit::stop) master.stop(now, std::nullopt);
  if (how != OnExit::minimum) return;
  for (const node::ServedUnit& unit : master.units()) {
    master.set_ceiling(now, unit.id, std::min(unit.ceiling.value_or(unit.least), unit.least));
  }
}

bool has_left(Time now, const node::Master& master, OnExit how) {
  return std::ranges::all_of(
      master.units(), [=](const node::ServedUnit& unit) { return has_fallen(now, unit, how); });
}

}  // namespace twc::tools
