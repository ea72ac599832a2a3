// SPDX-License-Identifier: MIT
#include <utility>

#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>

#include "audit_state.hpp"

namespace twc::sim {

Auditor::Auditor(const AuditSettings& settings)
    : state_{std::make_unique<State>(Books{settings})} {}
Auditor::~Auditor() = default;

void Auditor::start(Time now) {
  const Books& old = state_->books;
  Books fresh{old.settings};
  fresh.violations = old.violations;
  fresh.judged = old.judged;
  fresh.tally = old.tally;
  fresh.terms = old.terms;
  fresh.bodies = old.bodies;
  fresh.listening = old.listening;
  fresh.listening.start(now);
  fresh.set_total(now, old.total(), false);
  fresh.started = fresh.excused = now;
  state_ = std::make_unique<State>(std::move(fresh));
  for (PhysicalState body : std::vector{state_->books.bodies}) {
    body.cause = Cause::time;
    body.told.reset();
    physical(now, body);
  }
  state_->steadiness.disturb(now);
}

void Auditor::set_total(Time now, Centiamps total, bool may_be_held) {
  Books& books = state_->books;
  const bool is_less = amount(total) < books.total();
  const bool is_other = amount(total) != books.total();
  books.set_total(now, amount(total), may_be_held);
  if (is_less) {
    state_->flow.total_fell(now);
    state_->stops.total_fell(now);
    state_->reductions.restart_clock();
  }
  if (is_other) {
    state_->waits.total_changed(now);
    state_->shares.restart();
    state_->steadiness.disturb(now);
  }
  check(now);
}

void Auditor::set_terms(Time now, TwcId unit, const UnitTerms& terms) {
  const UnitTerms before = std::exchange(state_->books.terms[unit], terms);
  const bool was_off = before.stopped || before.maximum < before.minimum;
  if (was_off && !terms.stopped && terms.maximum >= terms.minimum) state_->stops.allowed(unit);
  state_->books.terms_set[unit] = now;
  state_->waits.total_changed(now);
  state_->shares.restart();
  state_->steadiness.disturb(now);
}

void Auditor::forgive(Time now, std::optional<TwcId> unit) {
  for (Account& account : state_->books.accounts) {
    if (!unit || account.id() == *unit) account.forgiven();
  }
  state_->stops.forgive(now, unit);
  state_->waits.forgive(unit);
  state_->reports.forgive(unit);
  state_->greetings.forgive(unit);
  state_->reductions.forgive(unit);
  state_->steadiness.disturb(now);
}

void Auditor::suspend(Time now) {
  excuse(now);
  state_->books.is_suspended = true;
}

void Auditor::excuse(Time now) {
  Books& books = state_->books;
  books.excused = now;
  if (std::exchange(books.is_suspended, false)) books.awake = now;
  state_->reductions.restart();
  state_->flow.restart_clock(now);
  state_->waits.total_changed(now);
  state_->shares.restart();
  state_->steadiness.disturb(now);
}

void Auditor::line_down(Time now) {
  for (Account& unit : state_->books.accounts) unit.cut_off();
  state_->books.listening.line_down(now);
}

void Auditor::line_up(Time now) {
  state_->books.listening.line_up(now, state_->books.accounts);
  excuse(now);
}

void Auditor::sent(Time now, const wire::Frame& frame) {
  state_->send(now, frame);
  check(now);
}

void Auditor::received(Time now, const wire::Frame& frame) {
  state_->receive(now, frame);
  check(now);
}

void Auditor::noticed(Time now, bool is_echo) {
  state_->books.listening.noticed(now, is_echo, state_->books.accounts);
}

void Auditor::physical(Time now, const PhysicalState& state) {
  auto& bodies = state_->books.bodies;
  const auto known = std::ranges::find(bodies, state.port, &PhysicalState::port);
  if (known == bodies.end()) {
    bodies.push_back(state);
  } else {
    *known = state;
  }
  state_->flow.see(now, state);
  state_->steadiness.see(now, state);
}

void Auditor::disturbed(Time now) {
  state_->books.note_loss(now);
}

void Auditor::garbled(Time now) {
  state_->books.garbled = now;
  state_->books.note_loss(now);
  state_->waits.total_changed(now);
  state_->shares.restart();
  state_->steadiness.disturb(now);
}

void Auditor::reported(Time now, TwcId unit, Report what) {
  state_->reports.reported(now, unit, what);
}

void Auditor::reported_drawn(Time now, Centiamps sum) {
  state_->reports.reported_drawn(now, amount(sum));
}

void Auditor::check(Time now) {
  state_->look(now);
}

std::span<const Violation> Auditor::violations() const {
  return state_->books.violations;
}

std::string Auditor::text() const {
  std::string text;
  for (const Violation& one : state_->books.violations) {
    text += in_seconds(one.at.time_since_epoch()) + ' ' + std::string{name_of(one.rule)} + ' ';
    if (one.unit) text += in_hex(*one.unit) + ": ";
    text += one.what + '\n';
  }
  return text;
}

std::uint64_t Auditor::judged(Rule rule) const {
  return state_->books.judged.at(static_cast<std::size_t>(rule));
}

const Tally& Auditor::tally() const {
  return state_->books.tally;
}

Centiamps Auditor::exposure(Time now, TwcId unit) const {
  const Account* const account = state_->books.find(unit);
  const Amount most = account == nullptr ? 0 : state_->books.exposure_of(now, *account);
  return Centiamps{static_cast<std::uint16_t>(most)};
}

Centiamps Auditor::floor(Time now, TwcId unit) const {
  const Account* const account = state_->books.find(unit);
  return Centiamps{static_cast<std::uint16_t>(account == nullptr ? 0 : account->floor(now))};
}

}  // namespace twc::sim
