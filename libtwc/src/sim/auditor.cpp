#include <array>

#include <twc/sim/auditor.hpp>

#include "audit.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_violations = 100;

/// `value` in units of which `whole` make one, with two decimals.
std::string with_decimals(std::int64_t value, std::int64_t whole) {
  const std::string hundredths = std::to_string(value % whole * 100 / whole);
  return std::to_string(value / whole) + '.' + std::string(2 - hundredths.size(), '0') + hundredths;
}

std::string in_hex(TwcId id) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (unsigned shift = 16; shift > 0; shift -= 4)
    text += digits[(static_cast<unsigned>(id) >> (shift - 4)) & 0xFU];
  return text;
}

}  // namespace

std::string in_amps(Amount hundredths) {
  return with_decimals(hundredths, 100) + " A";
}
std::string in_seconds(Duration duration) {
  return with_decimals(duration.count(), 1'000'000) + " s";
}

std::string_view name_of(Rule rule) {
  constexpr std::array<std::string_view, 13> names{
      "commands", "unannounced", "raise",         "reduction",  "in_force", "minimum",   "offer",
      "increase", "starvation",  "second_master", "quiet_line", "cadence",  "repetition"};
  return names.at(static_cast<std::size_t>(rule));
}

Auditor::State::State(const AuditSettings& audit)
    : settings{audit},
      spans{.retire = audit.round_trip > Duration{} ? Duration{6s} : Duration{3500ms},
            .round_trip = audit.round_trip > Duration{} ? audit.round_trip : Duration{500ms},
            .freed = audit.stop_after + audit.margin} {}

void Auditor::State::report(Time now, Rule rule, std::optional<TwcId> unit, std::string what) {
  const bool is_ignored = std::ranges::count(settings.ignored, rule) != 0;
  if (is_ignored || violations.size() == most_violations) return;
  violations.push_back({.at = now, .rule = rule, .unit = unit, .what = std::move(what)});
}

Account* Auditor::State::find(TwcId id) {
  const auto found = std::ranges::find(accounts, id, &Account::id);
  return found == accounts.end() ? nullptr : &*found;
}

const UnitTerms& Auditor::State::terms_of(TwcId id) const {
  static const UnitTerms usual;
  const auto found = terms.find(id);
  return found == terms.end() ? usual : found->second;
}

Amount Auditor::State::exposures(Time now) const {
  Amount sum = 0;
  for (const Account& unit : accounts) sum += unit.exposure(now, spans);
  return sum;
}

bool Auditor::State::is_quiet(Time now) const {
  if (settings.bus_idle || now - started >= spans.freed) return false;
  const auto known = std::ranges::count_if(
      accounts, [](const Account& unit) { return unit.heartbeats_answered() >= 2; });
  return settings.expect_units == 0 || static_cast<std::size_t>(known) < settings.expect_units;
}

Auditor::Auditor(const AuditSettings& settings) : state_{std::make_unique<State>(settings)} {}
Auditor::~Auditor() = default;

void Auditor::start(Time now) {
  State fresh{state_->settings};
  fresh.violations = std::move(state_->violations);
  fresh.terms = std::move(state_->terms);
  fresh.bodies = std::move(state_->bodies);
  fresh.total = state_->total;
  fresh.started = fresh.excused = fresh.last_change = now;
  *state_ = std::move(fresh);
}

void Auditor::set_total(Time now, Centiamps total) {
  const Amount before = state_->total;
  if (amount(total) < before) state_->note_lowering(now, before);
  state_->total = amount(total);
  state_->last_change = now;
  state_->commanded_over_since.reset();
  if (state_->total < before) state_->restart_in_force(now);
  state_->check(now);
}

void Auditor::set_terms(Time now, TwcId unit, const UnitTerms& terms) {
  state_->terms[unit] = terms;
  state_->last_change = now;
}

void Auditor::excuse(Time now) {
  state_->excused = state_->last_change = now;
  state_->commanded_over_since.reset();
  state_->falls.clear();
  state_->restart_in_force(now);
}

void Auditor::sent(Time now, const wire::Frame& frame) {
  state_->judge(now, frame);
  state_->check(now);
}

void Auditor::received(Time now, const wire::Frame& frame) {
  state_->receive(now, frame);
  state_->check(now);
}

void Auditor::physical(Time now, const PhysicalState& state) {
  state_->see(now, state);
}

void Auditor::disturbed(Time now, TwcId unit) {
  state_->last_disturbance = now;
  auto& over = state_->in_force_over;
  const bool concerns = std::ranges::any_of(state_->bodies, [unit](const State::Body& body) {
    return body.state.id == unit && body.state.in_force > Centiamps{};
  });
  if (over && concerns) over->smooth = now;
}

void Auditor::check(Time now) {
  state_->check(now);
}

std::span<const Violation> Auditor::violations() const {
  return state_->violations;
}

std::string Auditor::text() const {
  std::string text;
  for (const Violation& one : state_->violations) {
    text += in_seconds(one.at.time_since_epoch()) + ' ' + std::string{name_of(one.rule)} + ' ';
    if (one.unit) text += in_hex(*one.unit) + ": ";
    text += one.what + '\n';
  }
  return text;
}

Centiamps Auditor::exposure(Time now, TwcId unit) const {
  const Account* const account = state_->find(unit);
  const Amount most = account == nullptr ? 0 : account->exposure(now, state_->spans);
  return Centiamps{static_cast<std::uint16_t>(most)};
}

Centiamps Auditor::floor(Time now, TwcId unit) const {
  const Account* const account = state_->find(unit);
  return Centiamps{static_cast<std::uint16_t>(account == nullptr ? 0 : account->floor(now))};
}

}  // namespace twc::sim
