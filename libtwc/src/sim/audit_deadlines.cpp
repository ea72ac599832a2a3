/// What has to have happened by now: reductions, limits in force, heartbeats, and who asks is
/// served.

#include "audit.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr auto remembered_on_bus = 45s;
constexpr auto recent = 8s;  // what of it still delays the others
constexpr auto recent_behind_network = 20s;
constexpr auto answers_soon = 2600ms;

}  // namespace

void Auditor::State::check(Time now) {
  if (exposures(now) > total) last_over = now;
  check_commanded(now);
  check_in_force(now);
  check_starvation(now);
}

// R2

/// A lowered total is on the wire with the next heartbeats.
void Auditor::State::check_commanded(Time now) {
  Amount sum = 0;
  const Duration longest = cadence(now);
  Amount minima = 0;       // where they do not fit, somebody has to be silenced, which takes longer
  bool is_unsure = false;  // of one: until it has answered, to send it anything would be a raise
  for (const Account& unit : accounts) {
    const bool is_fed = unit.last_heartbeat() && now - *unit.last_heartbeat() <= longest;
    if (!is_fed || unit.is_open(now)) continue;
    sum += unit.commanded();
    if (unit.commanded() > 0) minima += amount(terms_of(unit.id()).minimum);
    is_unsure = is_unsure || (unit.commanded() > 0 && unit.floor(now) == 0);
  }
  if (sum <= total || minima > total || is_unsure) {
    commanded_over_since.reset();
    return;
  }
  if (!commanded_over_since) commanded_over_since = now;
  if (now - *commanded_over_since <= longest + 1s) return;
  report(now, Rule::reduction, std::nullopt,
         in_amps(sum) + " are commanded, " + in_seconds(now - *commanded_over_since) +
             " after the total of " + in_amps(total) + " was exceeded");
  commanded_over_since = now;
}

// R3

Amount Auditor::State::total_under_way(Time now) const {
  const bool was_more = lowered && now - lowered->at <= settings.round_trip + 50ms;
  return was_more ? std::max(total, lowered->from) : total;
}

void Auditor::State::note_lowering(Time now, Amount from) {
  lowered = {.from = std::max(from, total_under_way(now)), .at = now};
}

void Auditor::State::restart_in_force(Time now) {
  if (in_force_over) in_force_over = InForce{.since = now, .smooth = now};
}

Amount Auditor::State::in_force(Time now) const {
  Amount sum = 0;
  for (const Body& body : bodies) sum += knowable(now, body.state);
  return sum;
}

/// An increase that no frame of the master's caused is not counted against those that one causes,
/// until the master sends that unit a limit.
void Auditor::State::see(Time now, const PhysicalState& state) {
  auto body = std::ranges::find(bodies, state.port, [](const Body& one) { return one.state.port; });
  if (body == bodies.end()) body = bodies.insert(bodies.end(), {.state = {.port = state.port}});
  const Amount before = amount(body->state.in_force);
  const Amount after = amount(state.in_force);
  const bool obeys_later = terms_of(state.id).obedience == Obedience::late && after == before;
  const bool is_masters = (state.cause == Cause::limit && !obeys_later) ||
                          (state.cause == Cause::poll && after != before);
  body->state = state;
  body->counted = is_masters ? after : std::min(body->counted, after);
  if (after <= before) return;
  if (in_force(now) > total) in_force_over = InForce{.since = now, .smooth = now};
  Amount counted = 0;
  for (const Body& one : bodies) counted += std::min(one.counted, knowable(now, one.state));
  const bool is_resumed = state.cause == Cause::poll && is_quiet(now);
  if (!is_masters || is_resumed || is_said(now, state) || counted <= total_under_way(now)) return;
  report(now, Rule::increase, state.id,
         "rises from " + in_amps(before) + " to " + in_amps(after) + ", and limits in force of " +
             in_amps(counted) + " exceed the total of " + in_amps(total));
}

/// The unit has said already that it holds so much: one that restarted unnoticed takes up what it
/// had, and who lies about its limit may rise when it is told to fall.
bool Auditor::State::is_said(Time now, const PhysicalState& state) const {
  const auto unit = std::ranges::find(accounts, state.id, &Account::id);
  if (unit == accounts.end() || unit->is_silent(now)) return false;
  const bool is_news = unit->last_announced() > unit->last_heartbeat();  // after the frame had left
  if (!unit->is_steady(now) && !is_news) return false;
  const bool is_liar = terms_of(state.id).obedience == Obedience::never;
  return knowable(now, state) <= (is_liar ? unit->exposure(now, spans) : unit->echo());
}

/// What a unit lets its car draw while it says something else cannot be known.
Amount Auditor::State::knowable(Time now, const PhysicalState& state) const {
  if (terms_of(state.id).obedience != Obedience::never) return amount(state.in_force);
  const auto unit = std::ranges::find(accounts, state.id, &Account::id);
  const Amount most = unit == accounts.end() ? 0 : unit->exposure(now, spans);
  return std::min(amount(state.in_force), most);
}

void Auditor::State::check_in_force(Time now) {
  const Amount sum = in_force(now);
  if (sum <= total) {
    in_force_over.reset();
    return;
  }
  if (!in_force_over) in_force_over = InForce{.since = now, .smooth = now};
  const bool awaits_raise = std::ranges::any_of(
      accounts, [&](const Account& unit) { return unit.awaits_raise(in_force_over->since); });
  const bool has_time = has_only_the_last_deadline(now);
  if (awaits_raise || has_time) in_force_over->smooth = now;
  const bool is_late = std::ranges::any_of(bodies, [this](const Body& body) {
    return terms_of(body.state.id).obedience == Obedience::late;
  });
  const Duration smooth = (is_remote() ? 15s : 5s) + (is_late ? 2s : 0s);
  const Duration last = 10s + spans.freed + (is_remote() ? 15s : 0s);
  if (now - in_force_over->smooth <= smooth && now - in_force_over->since <= last) return;
  report(now, Rule::in_force, std::nullopt,
         "limits in force of " + in_amps(sum) + " exceed the total of " + in_amps(total) + " for " +
             in_seconds(now - in_force_over->since));
  in_force_over = InForce{.since = now, .smooth = now};
}

/// Somebody who draws is mute, does not obey, is unknown to the master or is being silenced, or the
/// minima do not fit.
bool Auditor::State::has_only_the_last_deadline(Time now) const {
  Amount minima = 0;
  for (const Body& body : bodies) {
    if (body.state.in_force == Centiamps{}) continue;
    const UnitTerms& term = terms_of(body.state.id);
    minima += amount(term.minimum);
    const auto unit = std::ranges::find(accounts, body.state.id, &Account::id);
    const bool is_fed = unit != accounts.end() && unit->last_sent() &&
                        now - *unit->last_sent() <= cadence(now) && !unit->is_silent(now);
    // What has answered its first limit once may be sent nothing but 0: any more is a raise (R1).
    const bool is_unsure = is_fed && unit->floor(now) == 0 && amount(body.state.in_force) > 0;
    const bool is_lost = !is_fed || is_unsure || is_to_be_silent(now, body.state.id);
    if (is_lost || term.obedience == Obedience::never || term.stopped) return true;
  }
  return minima > total;
}

// Heartbeats

std::size_t Auditor::State::units_on_bus(Time now) const {
  const auto is_on_bus = [now](const Account& unit) {
    const bool was_addressed = unit.last_sent() && now - *unit.last_sent() <= remembered_on_bus;
    return was_addressed || now - unit.last_announced() <= remembered_on_bus;
  };
  return static_cast<std::size_t>(std::ranges::count_if(accounts, is_on_bus));
}

Duration Auditor::State::cadence(Time now) const {
  const Duration lasting = is_remote() ? Duration{recent_behind_network} : Duration{recent};
  const auto is_mute = [now](const Account& unit) {
    return unit.last_sent() && now - *unit.last_sent() <= recent &&
           (!unit.last_answer() || now - *unit.last_answer() > answers_soon);
  };
  // A unit that announces itself takes the line when it likes.
  const Duration uncalled_for = is_remote() ? Duration{recent} : 1300ms;
  const bool has_trouble = std::ranges::any_of(accounts, is_mute) ||
                           (last_announcement && now - *last_announcement <= uncalled_for) ||
                           (last_disturbance && now - *last_disturbance <= lasting);
  const auto units = static_cast<Duration::rep>(std::max<std::size_t>(units_on_bus(now), 1));
  if (is_remote()) return (units * (settings.round_trip + 400ms)) + (has_trouble ? units * 6s : 0s);
  const Duration usual = units <= 2 ? Duration{1300ms} : std::max<Duration>(2500ms, units * 625ms);
  return has_trouble ? std::max<Duration>(usual, 4s) : usual;
}

/// A gap so long that the unit has stopped is a silence, which is on purpose.
void Auditor::State::check_cadence(Time now, const Account& unit) {
  const auto last = unit.last_heartbeat();
  if (!last || *last < excused || unit.is_silent(now)) return;
  const Duration gap = now - *last;
  const bool was_silent = unit.woke() && *unit.woke() > *last;
  // One that has restarted and might take up too much has to wait.
  const bool was_over = (last_over && now - *last_over <= cadence(now)) ||
                        exposures(now - cadence(now)) > total;  // nobody may have spoken since
  const bool had_to_wait = !unit.is_steady(now) && was_over;
  if (was_silent || had_to_wait || gap <= cadence(now) || gap >= spans.freed) return;
  report(now, Rule::cadence, unit.id(),
         "was not addressed for " + in_seconds(gap) + ", above " + in_seconds(cadence(now)));
}

// Starvation

/// A unit that is mute or silenced and may still draw excuses for a while.
void Auditor::State::check_starvation(Time now) {
  const Duration longest = cadence(now);
  const auto in_trouble = [&](const Account& unit) {
    const bool is_fed = unit.last_sent() && now - *unit.last_sent() <= longest;
    const bool is_lost = !is_fed || unit.is_silent(now);
    return unit.last_answer() && is_lost && unit.exposure(now, spans) > 0;
  };
  if (std::ranges::any_of(accounts, in_trouble)) last_trouble = now;
  for (const Account& unit : accounts) check_waiting(now, unit);
}

void Auditor::State::check_waiting(Time now, const Account& unit) {
  constexpr auto after_trouble = 60s;
  const UnitTerms& term = terms_of(unit.id());
  if (!unit.asks()) {
    if (!asking_since.empty()) asking_since.erase(unit.id());
    return;
  }
  const bool has_claim = !unit.is_silent(now) && !term.stopped && !term.outside &&
                         term.obedience != Obedience::never && !has_second_master &&
                         !is_quiet(now) && has_room_for(now, unit);
  if (!has_claim || (last_trouble && now - *last_trouble < after_trouble)) {
    asking_since.erase(unit.id());
    return;
  }
  const Time since = asking_since.try_emplace(unit.id(), now).first->second;
  const Time restarted = std::max(last_disturbance.value_or(since), last_change);
  Duration longest = units_on_bus(now) <= 2 ? 6s : 12s;
  if (restarted > since) longest = std::max<Duration>(longest, 10s);
  if (is_remote()) longest *= 3;
  if (now - std::max(since, restarted) <= longest) return;
  report(now, Rule::starvation, unit.id(),
         "asks, there is room, and it has waited for " + in_seconds(now - since));
  asking_since[unit.id()] = now;
}

bool Auditor::State::has_room_for(Time now, const Account& unit) const {
  const UnitTerms& term = terms_of(unit.id());
  if (std::min(unit.rating(), amount(term.maximum)) < amount(term.minimum)) return false;
  Amount taken = 0;
  for (const Account& other : accounts) {
    if (other.id() != unit.id()) taken += least_of(now, other);
  }
  return taken + amount(term.minimum) <= total;
}

/// What has to be left to a unit when another one asks.
Amount Auditor::State::least_of(Time now, const Account& unit) const {
  const UnitTerms& term = terms_of(unit.id());
  const Amount exposure = unit.exposure(now, spans);
  const bool is_stuck = unit.is_silent(now) || unit.overdraws() || term.stopped || term.outside ||
                        term.obedience == Obedience::never;
  if (is_stuck) return exposure;
  return exposure > 0 || unit.asks() ? amount(term.minimum) : 0;
}

}  // namespace twc::sim
