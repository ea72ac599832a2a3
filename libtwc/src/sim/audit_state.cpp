// SPDX-License-Identifier: MIT
#include "audit_state.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

/// Service has longer deadlines than safety, and need not be looked at after each event.
constexpr Duration looks_at_service_every = 100ms;

}  // namespace

// Frames that the master sends

void Auditor::State::send(Time now, const wire::Frame& frame) {
  books.last_sent = now;
  books.listening.look(now, books.accounts);
  gatekeeper.judge_timing(now);
  const msg::Message message = msg::decode(frame);
  gatekeeper.judge_message(now, message);
  const auto visit = [&]<typename M>(const M& what) {
    if constexpr (requires { what.to; }) address(now, what.to, message);
  };
  std::visit(visit, message);
}

void Auditor::State::address(Time now, TwcId to, const msg::Message& message) {
  Account* const unit = books.find(to);
  if (unit == nullptr || !unit->is_announced()) {
    books.report(now, Rule::unannounced, to, "is addressed and has never announced itself");
    return;
  }
  gatekeeper.judge_addressee(now, *unit);
  reductions.addressed(now, *unit);
  if (const auto* const heartbeat = std::get_if<msg::MasterHeartbeat>(&message)) {
    return beat(now, *unit, *heartbeat);
  }
  const bool opens = std::holds_alternative<msg::StopCharging>(message);
  const bool closes = std::holds_alternative<msg::StartCharging>(message);
  const Amount floor = unit->floor(now);
  const Amount before = books.exposure_of(now, *unit);
  const bool may_wake = unit->is_silent(now);
  if (opens) {
    stops.opened(now, *unit);
    reports.opened(now, to);
  } else if (closes) {
    stops.closed(now, *unit);
  } else {
    gatekeeper.requested(now);
  }
  if (opens || closes) switched = now;
  unit->addressed(now);
  if (may_wake || closes) gatekeeper.judge_raise(now, *unit, floor, before, std::nullopt);
}

void Auditor::State::beat(Time now, Account& unit, const msg::MasterHeartbeat& heartbeat) {
  check_gap(now, unit);
  gatekeeper.judge_heartbeat(now, unit, heartbeat);
  waits.addressed(now, unit);
  greetings.addressed(now, unit);
  const Amount floor = unit.floor(now);
  const Amount before = books.exposure_of(now, unit);
  const bool may_wake = unit.is_silent(now);
  if (!heartbeat.command.has_limit()) {
    stops.polled(now, unit);
    unit.polled(now, books.spans);
    if (may_wake) gatekeeper.judge_raise(now, unit, floor, before, std::nullopt);
    return;
  }
  stops.limited(now, unit, heartbeat.limit);
  reductions.limited(now, unit, before, heartbeat.limit);
  const bool is_raise = may_wake || unit.most_of(heartbeat.limit) > floor;
  unit.limited(now, books.spans, heartbeat.limit);
  steadiness.limited(now, unit.id(), heartbeat.limit);
  if (is_raise) gatekeeper.judge_raise(now, unit, floor, before, heartbeat.limit);
}

/// A gap so long that the unit has stopped is a silence, which is on purpose.
void Auditor::State::check_gap(Time now, const Account& unit) {
  const auto last = unit.last_heartbeat();
  if (!last || *last < std::max(books.excused, books.terms_set[unit.id()])) return;
  if (unit.is_silent(now)) return;
  // A unit that the user stopped is silenced, and hears 0 once it announces itself.
  if (books.terms_of(unit.id()).stopped && unit.has_announced_since_sent()) return;
  books.count(Rule::cadence);
  const Duration gap = now - *last;
  const Duration exchange = 200ms + books.settings.round_trip;
  const Duration longest = books.cadence(now) + (switched > last ? exchange : 0s);
  const bool was_silent = unit.woke() && *unit.woke() > *last;
  // A unit that has restarted and might take up too much has to wait.
  const bool was_over =
      (last_over && now - *last_over <= longest) || books.exposures(now - longest) > books.total();
  const bool had_to_wait = !unit.is_steady(now) && was_over;
  if (was_silent || had_to_wait || gap <= longest || gap >= books.spans.freed) return;
  books.report(now, Rule::cadence, unit.id(),
               "was not addressed for " + in_seconds(gap) + ", above " + in_seconds(longest));
}

// Frames that the master hears

void Auditor::State::receive(Time now, const wire::Frame& frame) {
  books.listening.noticed(now, false, books.accounts);
  gatekeeper.received(now, frame);
  const msg::Message message = msg::decode(frame);
  if (const auto* const linkready = std::get_if<msg::SlaveLinkready>(&message)) {
    hear(now, *linkready, msg::protocol_of(frame).value_or(Protocol::two));
  } else if (const auto* const opened = std::get_if<msg::StopChargingAck>(&message)) {
    reports.acknowledged(now, opened->from);
  } else if (const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message)) {
    hear(now, *answer);
  }
}

void Auditor::State::hear(Time now, const msg::SlaveLinkready& said, Protocol protocol) {
  Account* const known = books.find(said.from);
  Account& unit = known != nullptr ? *known : books.accounts.emplace_back(said.from);
  books.last_announcement = now;
  unit.announced(now, protocol, said);
  steadiness.disturb(now);
}

void Auditor::State::hear(Time now, const msg::SlaveHeartbeat& said) {
  Account* const unit = books.find(said.from);
  if (unit == nullptr) return;
  if (said.to != books.settings.master) return unit->answered_another(now, said);
  const bool is_first = unit->answers() == 0;
  unit->answered(now, books.spans, said, books.awake);
  books.listening.look(now, books.accounts);
  reductions.answered(now, *unit);
  stops.answered(now, *unit);
  shares.answered(now, *unit);
  reports.answered(now, *unit);
  greetings.answered(unit->id());
  if (is_first && books.is_quiet(now)) flow.restart_clock(now);
}

void Auditor::State::look(Time now) {
  books.listening.look(now, books.accounts);
  if (books.is_suspended || books.listening.is_down()) return flow.restart_clock(now);
  if (books.exposures(now) > books.total()) last_over = now;
  reductions.look(now);
  flow.look(now);
  if (now - looked_at_service < looks_at_service_every) return;
  looked_at_service = now;
  books.note_hold(now);
  stops.look(now);
  waits.look(now);
  shares.look(now);
  steadiness.look(now);
  reports.look(now);
  greetings.look(now);
}

}  // namespace twc::sim
