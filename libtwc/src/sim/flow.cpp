// SPDX-License-Identifier: MIT
#include "flow.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration still_obeys = 3s;
constexpr Duration on_the_wire = 50ms;

}  // namespace

// Increases

/// The master's frames change a unit at once, or up to 3 s later. The line answers for a damaged
/// frame.
bool Flow::is_masters(Time now, const Body& body, const PhysicalState& state) const {
  const bool is_changed = state.in_force != body.state.in_force;
  switch (state.cause) {
    case Cause::limit: return is_changed || books_.terms_of(state.id).obedience != Obedience::late;
    case Cause::poll: return is_changed;
    case Cause::time:
      return is_changed && body.told && amount(state.in_force) <= *body.told &&
             now - body.told_at <= still_obeys;
    case Cause::line: return false;
  }
  return false;
}

/// An increase without a frame of the master is not held against the master's own raises until the
/// master sends that unit a limit.
void Flow::see(Time now, const PhysicalState& state) {
  auto body =
      std::ranges::find(bodies_, state.port, [](const Body& one) { return one.state.port; });
  if (body == bodies_.end()) body = bodies_.insert(bodies_.end(), {.state = {.port = state.port}});
  const Amount before = amount(body->state.in_force);
  const Amount after = amount(state.in_force);
  const bool is_of_master = is_masters(now, *body, state);
  if (state.told) {
    body->told = amount(*state.told);
    body->told_at = now;
    for (const Body& one : bodies_) body->known_then[one.state.port] = knowable(now, one.state);
  }
  if (state.cause == Cause::line) body->told.reset();
  if (state.told) {
    body->is_anothers = false;
  } else if (after > before && is_unheard(now, state)) {
    body->is_anothers = true;
    body->anothers_at = now;
  }
  body->state = state;
  // A unit that takes more than it was told teaches the master its own minimum.
  constexpr Amount lowest_of_two = 600;
  const Amount most = state.told ? std::max(amount(*state.told), lowest_of_two) : after;
  body->counted = is_of_master ? std::min(after, most) : std::min(body->counted, after);
  if (after < before) {
    body->falls_until = std::max(body->falls_until, now + time_to_fall(before - after));
  }
  if (after <= before) return;
  if (in_force(now) > books_.total_in_force(now)) over_ = begin_over(now);
  if (is_of_master) judge_increase(now, *body, before, state.cause == Cause::time);
}

void Flow::judge_increase(Time now, const Body& body, Amount before, bool is_late) {
  books_.count(Rule::increase);
  const PhysicalState& state = body.state;
  const bool is_resumed =
      state.cause == Cause::poll && books_.is_quiet(now) && books_.listening.is_first();
  const bool is_anothers = state.cause == Cause::poll && body.is_anothers;
  if (is_resumed || is_anothers || is_said(now, state)) return;
  Amount counted = 0;
  for (const Body& one : bodies_) {
    if (was_woken(now, one)) continue;
    counted += std::min(one.counted, is_late ? known_of(now, one, body) : knowable(now, one.state));
  }
  const Duration under_way =
      books_.settings.round_trip + on_the_wire + (is_late ? still_obeys : Duration{});
  const Amount total = std::max(books_.largest_total(now, under_way), books_.total_in_force(now));
  if (counted <= total) return;
  books_.report(now, Rule::increase, state.id,
                "rises from " + in_amps(before) + " to " + in_amps(amount(state.in_force)) +
                    ", and limits in force of " + in_amps(counted) + " exceed the total of " +
                    in_amps(total));
}

/// The unit has said already that it holds so much. It restarted unnoticed and resumes its limit,
/// or it lies about its limit and rises when it is told to fall.
bool Flow::is_said(Time now, const PhysicalState& state) const {
  const Account* const unit = books_.find(state.id);
  if (unit == nullptr || unit->is_silent(now)) return false;
  const bool is_news = unit->last_announced() > unit->last_heartbeat();  // after the frame had left
  if (!unit->is_steady(now) && !is_news) return false;
  const bool is_liar = books_.terms_of(state.id).obedience == Obedience::unruly;
  return knowable(now, state) <= (is_liar ? unit->exposure(now, books_.spans) : unit->echo());
}

/// No master can know the real limit of a unit that lies about it.
Amount Flow::knowable(Time now, const PhysicalState& state) const {
  if (books_.terms_of(state.id).obedience != Obedience::unruly) return amount(state.in_force);
  const Account* const unit = books_.find(state.id);
  const Amount most = unit == nullptr ? 0 : unit->exposure(now, books_.spans);
  return std::min(amount(state.in_force), most);
}

/// The master told a unit that obeys late its limit when it knew less of the units that lie.
Amount Flow::known_of(Time now, const Body& one, const Body& rising) const {
  const Amount now_known = knowable(now, one.state);
  const bool is_liar = books_.terms_of(one.state.id).obedience == Obedience::unruly;
  const auto then = rising.known_then.find(one.state.port);
  const bool was_known = then != rising.known_then.end();
  return is_liar && was_known ? std::min(now_known, then->second) : now_known;
}

Amount Flow::in_force(Time now) const {
  Amount sum = 0;
  for (const Body& body : bodies_) {
    if (!is_out_of_reach(now, body)) sum += knowable(now, body.state);
  }
  return sum;
}

/// The line is down, or the unit obeys late a frame that it heard then: it was not the master's.
bool Flow::is_unheard(Time now, const PhysicalState& state) const {
  constexpr Duration obeys_late = 6s;
  if (books_.listening.is_down()) return true;
  const Account* const unit = books_.find(state.id);
  return unit != nullptr && unit->last_sent() && now - *unit->last_sent() > obeys_late;
}

/// Another master was at work while the line was down, and woke a unit that had stopped, or that
/// has said nothing since.
bool Flow::was_woken(Time now, const Body& body) const {
  const Account* const unit = books_.find(body.state.id);
  if (!body.is_anothers || unit == nullptr) return false;
  return unit->is_free(now, books_.spans) || !(unit->last_answer() >= body.anothers_at);
}

/// No master can stop the unit. Another master woke it unheard; or it was silenced, shows no sign
/// that it stopped, and R1 leaves no room to ask it.
bool Flow::is_out_of_reach(Time now, const Body& body) const {
  const Account* const unit = books_.find(body.state.id);
  // A unit that hears heartbeats to others never announces itself.
  if (unit == nullptr) return books_.terms_of(body.state.id).is_kept_alive;
  const bool is_silenced = unit->last_sent() && now - *unit->last_sent() > books_.spans.freed;
  const bool is_free = unit->is_free(now, books_.spans);
  const bool is_counted = is_silenced && !is_free;
  // No master can know of a unit that seemed to have no power, and that heartbeats to others feed.
  const bool is_kept = is_free && books_.terms_of(body.state.id).is_kept_alive;
  return is_counted || is_kept || was_woken(now, body);
}

}  // namespace twc::sim
