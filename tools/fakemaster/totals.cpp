/// What is requested, granted, echoed and drawn: of all units together, and of one.

#include <algorithm>

#include <fmt/format.h>

#include "common/names.hpp"
#include "fakemaster/commands.hpp"
#include "fakemaster/words.hpp"

namespace twc::tools {
namespace {

struct Sum {
  Centiamps echoed;
  Centiamps drawn;
};

Sum sum_of(const node::Master& master) {
  Sum sum;
  for (const node::ServedUnit& unit : master.units()) {
    if (!unit.is_heartbeated() || !unit.said) continue;
    sum.echoed = sum.echoed + unit.said->limit;
    sum.drawn = sum.drawn + unit.said->drawn;
  }
  return sum;
}

bool is_stopped(const node::Master& master) {
  return master.is_stopped() &&
         std::ranges::all_of(master.units(), &node::ServedUnit::stopped_by_user);
}

node::Reason reason_of(const node::Master& master, std::uint64_t requested, Centiamps granted) {
  if (granted.value() < requested) {
    if (is_stopped(master)) return node::Reason::stopped;
    if (master.is_stale()) return node::Reason::stale;
    if (requested > master.config().max_current.value()) return node::Reason::max_current;
    return node::Reason::whole_amps;
  }
  return master.quiet_until() ? node::Reason::quiet_time : node::Reason::none;
}

void append_reason(Facts& facts, node::Reason reason) {
  if (reason != node::Reason::none) facts.word("reason", name_of(reason));
}

}  // namespace

Totals::Totals(const node::Master& master)
    : master_{master},
      requested_{master.config().limit.value_or(master.config().max_current).value()} {}

void Totals::append(Time now, Facts& facts) const {
  const Centiamps granted =
      is_stopped(master_) ? Centiamps{} : node::detail::whole_amps(master_.total());
  const Sum sum = sum_of(master_);
  facts.amps("requested", requested_).amps("granted", granted);
  facts.amps("echoed", sum.echoed).amps("drawn", sum.drawn);
  append_reason(facts, reason_of(master_, requested_, granted));
  if (const auto until = master_.quiet_until()) facts.seconds("quiet_time", *until - now);
}

void append_unit(Time now, const node::Master& master, const node::ServedUnit& unit, Facts& facts) {
  const msg::SlaveHeartbeat said = unit.said.value_or(msg::SlaveHeartbeat{});
  const Centiamps granted = unit.granted.value_or(Centiamps{});
  facts.id(unit.id).word("link", name_of(unit.phase));
  if (unit.said) facts.word("state_name", name_of(said.state));
  facts.amps("requested", unit.offer).amps("granted", granted);
  facts.amps("echoed", said.limit).amps("drawn", said.drawn);
  append_reason(facts, master.reason_for(now, unit));
  facts.amps("max", unit.most).number("protocol", static_cast<unsigned>(unit.protocol));
}

}  // namespace twc::tools
