// SPDX-License-Identifier: MIT
#include "books.hpp"

#include <limits>

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_violations = 100;
constexpr Duration remembers_totals = 3min;
constexpr Duration serial_round_trip = 500ms;
constexpr Duration obeys_late = 3s;

/// `value` in units of which `whole` make one, with two decimals.
std::string with_decimals(std::int64_t value, std::int64_t whole) {
  const std::string hundredths = std::to_string(value % whole * 100 / whole);
  return std::to_string(value / whole) + '.' + std::string(2 - hundredths.size(), '0') + hundredths;
}

}  // namespace

std::string in_hex(TwcId id) {
  constexpr std::string_view digits = "0123456789ABCDEF";
  std::string text;
  for (unsigned shift = 16; shift > 0; shift -= 4)
    text += digits[(static_cast<unsigned>(id) >> (shift - 4)) & 0xFU];
  return text;
}

std::string in_amps(Amount hundredths) {
  return with_decimals(hundredths, 100) + " A";
}
std::string in_seconds(Duration duration) {
  return with_decimals(duration.count(), 1'000'000) + " s";
}

Books::Books(const AuditSettings& audit)
    : settings{audit},
      spans{.late =
                (audit.round_trip > Duration{} ? audit.round_trip : serial_round_trip) + obeys_late,
            .round_trip = audit.round_trip > Duration{} ? audit.round_trip : serial_round_trip,
            .freed = audit.stop_after + audit.margin,
            .greeting = audit.lost_after},
      listening{audit},
      totals_{Total{}} {}

void Books::report(Time now, Rule rule, std::optional<TwcId> unit, std::string what) {
  const bool is_ignored = std::ranges::count(settings.ignored, rule) != 0;
  if (is_ignored || violations.size() == most_violations) return;
  violations.push_back({.at = now, .rule = rule, .unit = unit, .what = std::move(what)});
}

Account* Books::find(TwcId id) {
  const auto found = std::ranges::find(accounts, id, &Account::id);
  return found == accounts.end() ? nullptr : &*found;
}

const Account* Books::find(TwcId id) const {
  const auto found = std::ranges::find(accounts, id, &Account::id);
  return found == accounts.end() ? nullptr : &*found;
}

const UnitTerms& Books::terms_of(TwcId id) const {
  static const UnitTerms usual;
  const auto found = terms.find(id);
  return found == terms.end() ? usual : found->second;
}

Amount Books::minimum_of(const Account& unit) const {
  return std::max(amount(terms_of(unit.id()).minimum), unit.clamps_to());
}

Amount Books::most_for(const Account& unit) const {
  return std::min(
      {unit.ratings().for_offers(), amount(terms_of(unit.id()).maximum), unit.takes_at_most()});
}

bool Books::is_fed(Time now, const Account& unit) const {
  return !unit.is_silent(now) && unit.last_heartbeat() &&
         now - *unit.last_heartbeat() <= cadence(now);
}

bool Books::is_set_aside(Time now, const Account& unit) const {
  const UnitTerms& term = terms_of(unit.id());
  return term.outside || term.stopped || unit.conflicts(now, spans) || unit.is_anothers(now, spans);
}

bool Books::is_outside(Time now, const Account& unit) const {
  return is_set_aside(now, unit) || terms_of(unit.id()).obedience == Obedience::unruly;
}

/// A unit that announced itself and has not answered yet may still charge as an earlier master left
/// it.
Amount Books::exposure_of(Time now, const Account& unit) const {
  const Amount most = unit.exposure(now, spans);
  if (!unit.is_unknown() || !is_quiet(now)) return most;
  const bool was_heard = unit.last_announced() && now - *unit.last_announced() < spans.freed;
  return std::max(most, was_heard ? unit.ratings().for_exposure() : 0);
}

Amount Books::exposures(Time now) const {
  Amount sum = 0;
  for (const Account& unit : accounts) sum += exposure_of(now, unit);
  return sum;
}

/// A careful master also counts a unit that seemed mute when it was silenced, until the unit
/// announces itself, and a unit that another master may have spoken to while the line was down.
Amount Books::kept_by(Time now, const Account& unit) const {
  const Amount most = unit.exposure(now, spans);
  const bool shows_nothing = unit.last_sent() && !unit.has_announced_since_sent();
  return shows_nothing || may_be_kept_alive(now, unit) ? std::max(most, unit.kept(now)) : most;
}

void Books::set_total(Time now, Amount to, bool may_be_held) {
  total_ = to;
  may_be_held_ = may_be_held;
  totals_.push_back({.amount = to, .at = now});
  while (totals_.size() > 1 && totals_[1].at < now - remembers_totals) totals_.pop_front();
  note_hold(now);
}

Amount Books::largest_total(Time now, Duration lasting) const {
  Amount most = total_;
  for (std::size_t at = totals_.size(); at-- > 0;) {
    const Total& one = totals_[at];
    most = std::max(most, one.amount);
    if (one.at <= now - lasting) break;
  }
  return most;
}

Amount Books::smallest_total(Time then) const {
  Amount least = std::numeric_limits<Amount>::max();
  for (std::size_t at = totals_.size(); at-- > 0;) {
    const Total& one = totals_[at];
    least = std::min(least, one.amount);
    if (one.at <= then) break;
  }
  return least;
}

Amount Books::charging_minima(Time now) const {
  Amount sum = 0;
  for (const Account& unit : accounts) {
    const bool is_stopped = terms_of(unit.id()).stopped;
    if (is_fed(now, unit) && !is_stopped && unit.echo() > 0) sum += minimum_of(unit);
  }
  return sum;
}

/// A limit below the minima is held once; it may be held anew when there was room for a minute.
void Books::note_hold(Time now) {
  if (settings.hold == Duration{}) return;
  constexpr auto room_for = 1min;
  if (charging_minima(now) <= total_) {
    roomy_since_ = roomy_since_.value_or(now);
    if (now - *roomy_since_ >= room_for) held_since_.reset();
    return;
  }
  roomy_since_.reset();
  if (may_be_held_ && total_ > 0) held_since_ = held_since_.value_or(now);
}

Amount Books::total_in_force(Time now) const {
  const bool is_held =
      held_since_ && may_be_held_ && total_ > 0 && now - *held_since_ <= settings.hold;
  return is_held ? std::max(total_, charging_minima(now)) : total_;
}

bool Books::is_calm(Time now) const {
  return !has_second_master && !listening.is_down() && !is_quiet(now) && !listening.is_recovering();
}

Duration Books::obeys_within() const {
  return is_remote() ? 25s : 10s;
}

Duration Books::short_deadline(Time now) const {
  constexpr std::size_t usual = 4;
  const auto more = static_cast<Duration::rep>(std::max(units_on_bus(now), usual) - usual);
  return is_remote() ? Duration{15s} : 5s + more * 600ms;
}

Duration Books::long_deadline() const {
  return 10s + spans.freed + (is_remote() ? 15s : 0s);
}

}  // namespace twc::sim
