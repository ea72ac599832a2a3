#include <twc/msg/message.hpp>
#include <twc/sim/auditor.hpp>

#include "books.hpp"
#include "flow.hpp"
#include "gatekeeper.hpp"
#include "greetings.hpp"
#include "reductions.hpp"
#include "reports.hpp"
#include "shares.hpp"
#include "steadiness.hpp"
#include "stops.hpp"
#include "waits.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

/// Service has longer deadlines than safety, and need not be looked at after each event.
constexpr Duration looks_at_service_every = 100ms;

}  // namespace

std::string_view name_of(Rule rule) {
  switch (rule) {
    case Rule::commands: return "commands";
    case Rule::unannounced: return "unannounced";
    case Rule::left_alone: return "left_alone";
    case Rule::raise: return "R1";
    case Rule::reduction: return "R2";
    case Rule::in_force: return "R3";
    case Rule::minimum: return "R4";
    case Rule::offer: return "R5";
    case Rule::repetition: return "R6";
    case Rule::increase: return "increase";
    case Rule::drawn: return "drawn";
    case Rule::needless_stop: return "S1";
    case Rule::falling: return "S2";
    case Rule::mute: return "S3";
    case Rule::stopped_waits: return "S4";
    case Rule::turn: return "S5";
    case Rule::steadiness: return "S6";
    case Rule::unused: return "S7";
    case Rule::waiting: return "S8";
    case Rule::report: return "S9";
    case Rule::deaf: return "S10";
    case Rule::second_master: return "second_master";
    case Rule::quiet_line: return "quiet_line";
    case Rule::cadence: return "cadence";
  }
  return {};
}

struct Auditor::State {
  explicit State(Books fresh) : books{std::move(fresh)} {}

  void send(Time now, const wire::Frame& frame);
  void address(Time now, TwcId to, const msg::Message& message);
  void beat(Time now, Account& unit, const msg::MasterHeartbeat& heartbeat);
  void check_gap(Time now, const Account& unit);
  void receive(Time now, const wire::Frame& frame);
  void hear(Time now, const msg::SlaveLinkready& said, Protocol protocol);
  void hear(Time now, const msg::SlaveHeartbeat& said);
  void look(Time now);

  Books books;
  Gatekeeper gatekeeper{books};
  Reductions reductions{books};
  Flow flow{books, reductions};
  Stops stops{books, reductions};
  Waits waits{books, stops};
  Shares shares{books, stops};
  Steadiness steadiness{books};
  Reports reports{books, stops};
  Greetings greetings{books, shares};
  Time looked_at_service{};
  std::optional<Time> last_over;  // exposures above the total
};

// What the master sends

void Auditor::State::send(Time now, const wire::Frame& frame) {
  books.last_sent = now;
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
  } else if (!closes) {
    gatekeeper.requested(now);
  }
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
  books.count(Rule::cadence);
  const Duration gap = now - *last;
  const Duration longest = books.cadence(now);
  const bool was_silent = unit.woke() && *unit.woke() > *last;
  // A unit that has restarted and might take up too much has to wait.
  const bool was_over =
      (last_over && now - *last_over <= longest) || books.exposures(now - longest) > books.total();
  const bool had_to_wait = !unit.is_steady(now) && was_over;
  if (was_silent || had_to_wait || gap <= longest || gap >= books.spans.freed) return;
  books.report(now, Rule::cadence, unit.id(),
               "was not addressed for " + in_seconds(gap) + ", above " + in_seconds(longest));
}

// What the master hears

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
  unit->answered(now, books.spans, said);
  books.listening.look(now, books.accounts);
  reductions.answered(now, *unit);
  stops.answered(now, *unit);
  shares.answered(now, *unit);
  reports.answered(now, *unit);
  if (unit->echo() > 0) reports.served(unit->id());
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

// From outside

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
  state_->books.terms[unit] = terms;
  state_->books.terms_set[unit] = now;
  state_->waits.total_changed(now);
  state_->shares.restart();
  state_->steadiness.disturb(now);
}

void Auditor::forgive(Time now, std::optional<TwcId> unit) {
  for (Account& account : state_->books.accounts) {
    if (!unit || account.id() == *unit) account.forgiven();
  }
  state_->stops.forgive(unit);
  state_->waits.forgive(unit);
  state_->reports.forgive(unit);
  state_->greetings.forgive(unit);
  state_->steadiness.disturb(now);
}

void Auditor::suspend(Time now) {
  excuse(now);
  state_->books.is_suspended = true;
}

void Auditor::excuse(Time now) {
  state_->books.excused = now;
  state_->books.is_suspended = false;
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

void Auditor::disturbed(Time now, TwcId /*unit*/) {
  state_->books.note_loss(now);
}

void Auditor::garbled(Time now) {
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
