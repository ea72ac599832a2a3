/// What is requested, granted, echoed and drawn: of all units together, and of one.

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

/// Of all units, also of those that are not addressed and may still draw.
Sum sum_of(Time now, const node::Master& master) {
  Sum sum;
  for (std::size_t at = 0; at < master.unit_count(); ++at) {
    const node::UnitStatus unit = master.unit(now, at);
    if (unit.has_stopped) continue;
    sum.echoed = sum.echoed + unit.echoed();
    sum.drawn = sum.drawn + unit.drawn();
  }
  return sum;
}

node::Reason reason_of(const node::Master& master, Centiamps requested, Centiamps granted) {
  if (granted < requested) {
    if (master.is_stopped()) return node::Reason::stopped;
    if (master.is_stale()) return node::Reason::stale;
    if (requested > master.config().max_current) return node::Reason::max_current;
    return node::Reason::whole_amps;
  }
  return master.is_quiet() ? node::Reason::quiet_time : node::Reason::none;
}

void append_reason(Facts& facts, node::Reason reason) {
  if (reason != node::Reason::none) facts.word("reason", name_of(reason));
}

}  // namespace

Totals::Totals(const node::Master& master)
    : master_{master}, requested_{master.config().limit.value_or(master.config().max_current)} {}

void Totals::append(Time now, Facts& facts) const {
  const Centiamps granted = master_.is_stopped() ? Centiamps{} : node::whole_amps(master_.total());
  const Sum sum = sum_of(now, master_);
  facts.amps("requested", requested_).amps("granted", granted);
  facts.amps("echoed", sum.echoed).amps("drawn", sum.drawn);
  append_reason(facts, reason_of(master_, requested_, granted));
  if (const auto until = master_.quiet_until()) facts.seconds("quiet_time", *until - now);
}

void append_unit(const node::UnitStatus& unit, Facts& facts) {
  facts.id(unit.id).word("link", name_of(unit.link));
  if (unit.said) facts.word("state_name", name_of(unit.said->state));
  facts.amps("requested", unit.requested).amps("granted", unit.granted);
  facts.amps("echoed", unit.echoed()).amps("drawn", unit.drawn());
  append_reason(facts, unit.reason);
  facts.amps("max", unit.most).number("protocol", static_cast<unsigned>(unit.protocol));
}

}  // namespace twc::tools
