// SPDX-License-Identifier: MIT
#include "reductions.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

/// The unit has reported an excess for 10 s, and once more. A unit that falls silent before reports
/// none.
bool is_excess(const Account& unit) {
  constexpr Duration counts_after = 11s;
  const auto since = unit.overdraws_since();
  return since && *unit.last_answer() - *since >= counts_after;
}

}  // namespace

void Reductions::limited(Time now, const Account& unit, Amount before, Centiamps limit) {
  const Amount to = unit.most_of(limit);
  if (to >= before || books_.exposures(now) <= books_.total_in_force(now)) return;
  const LowerOrder order{.to = to, .since = now, .answers = unit.answers(), .echo = unit.echo()};
  LowerOrder& known = orders_.try_emplace(unit.id(), order).first->second;
  known.to = std::min(known.to, to);
}

/// A unit that has come part of the way follows. A unit at its own minimum cannot come further.
void Reductions::answered(Time now, const Account& unit) {
  const auto found = orders_.find(unit.id());
  if (found == orders_.end()) return;
  LowerOrder& order = found->second;
  const Amount least = order.to > 0 ? std::max(order.to, unit.clamps_to()) : order.to;
  if (unit.echo() <= least) {
    orders_.erase(found);
  } else if (unit.echo() < order.echo) {
    order = {.to = order.to, .since = now, .answers = unit.answers(), .echo = unit.echo()};
  }
}

const Reductions::LowerOrder* Reductions::order_of(TwcId id) const {
  const auto order = orders_.find(id);
  return order == orders_.end() ? nullptr : &order->second;
}

bool Reductions::is_given_up(Time now, TwcId id) const {
  const LowerOrder* const order = order_of(id);
  return order != nullptr && now - order->since >= books_.obeys_within();
}

/// A unit that does not echo in time is addressed no longer. Where it has not answered at all it is
/// lost, and may be greeted again once it announces itself (S3).
void Reductions::addressed(Time now, const Account& unit) {
  const auto order = orders_.find(unit.id());
  if (order == orders_.end()) return;
  // A unit that restarts has to be told anew.
  if (unit.restarted() > order->second.since) order->second.since = *unit.restarted();
  const bool is_lost = unit.answers() == order->second.answers && unit.has_announced_since_sent();
  if (is_lost || books_.exposures(now) <= books_.total_in_force(now) ||
      now - unit.last_heartbeat().value_or(now) >= books_.spans.freed) {
    orders_.erase(order);
  } else if (now - order->second.since > books_.obeys_within() + books_.cadence(now)) {
    books_.report(now, Rule::reduction, unit.id(),
                  "is addressed although it has not echoed " + in_amps(order->second.to) + " for " +
                      in_seconds(now - order->second.since));
    orders_.erase(order);
  }
}

/// A unit that the master speaks to counts at the limit it is told, any other unit at the most that
/// it may draw.
Amount Reductions::counted(Time now, const Account& unit) const {
  if (books_.is_fed(now, unit)) {
    return std::max(unit.commanded(), is_excess(unit) ? unit.excess() : 0);
  }
  // A unit that has only just become mute may still obey its last limit.
  constexpr Duration silence = 10s;
  const Duration patience = silence + books_.obeys_within();
  const bool has_time = unit.last_answer() && now - *unit.last_answer() <= patience;
  const Amount most = unit.exposure(now, books_.spans);
  return has_time ? std::min(most, unit.commanded()) : most;
}

/// The unit is told more than its minimum, and the master may tell it less: it spoke to the unit
/// when the total fell.
bool Reductions::may_be_lowered(Time now, const Account& unit) const {
  const Amount minimum = books_.minimum_of(unit);
  if (unit.commanded() <= minimum || is_excess(unit) || is_given_up(now, unit.id())) return false;
  if (unit.has_announced_since_sent()) return false;  // it waits until there is room to greet it
  const auto last = unit.last_heartbeat();
  const bool is_addressed =
      books_.is_fed(now, unit) || (last && books_.total_set_at() - *last <= books_.interval(now));
  return is_addressed && unit.floor(now) >= minimum && unit.answers() >= 2;
}

/// R2: while the sum exceeds the total, the master tells every unit to fall, though not below its
/// minimum.
void Reductions::look(Time now) {
  Amount sum = 0;
  const Account* above = nullptr;
  for (const Account& unit : books_.accounts) {
    sum += counted(now, unit);
    if (may_be_lowered(now, unit)) above = &unit;
  }
  const Amount total = books_.total_in_force(now);
  if (sum <= total || above == nullptr) {
    over_since_.reset();
    return;
  }
  if (!over_since_) {
    over_since_ = now;
    losses_ = books_.losses;
    is_judged_ = false;
    books_.count(Rule::reduction);
  }
  // R1 holds a reduction back while the last two echoes differ: each answer that is lost delays it.
  const auto lost = static_cast<Duration::rep>(books_.losses - losses_);
  const Duration longest =
      books_.cadence(now) + 1s + books_.settings.round_trip / 2 + lost * books_.interval(now);
  if (is_judged_ || now - *over_since_ <= longest) return;
  is_judged_ = true;
  books_.report(now, Rule::reduction, above->id(),
                "is told " + in_amps(above->commanded()) + ", and " + in_amps(sum) +
                    " are commanded " + in_seconds(now - *over_since_) + " after the total of " +
                    in_amps(total) + " was exceeded");
}

}  // namespace twc::sim
