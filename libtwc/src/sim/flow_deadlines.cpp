// SPDX-License-Identifier: MIT
/// R3: when limits, and currents, have to fit the total.

#include "flow.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration looked_at_every = 1s;  // where a current rises or falls
constexpr Duration stop_of_overdraw = 20s;

}  // namespace

Flow::Over Flow::begin_over(Time now) const {
  return {.since = now, .smooth = now, .losses = books_.losses};
}

void Flow::restart_clock(Time now) {
  if (over_) over_ = begin_over(now);
  drawn_over_since_.reset();
  drawn_excused_until_ =
      std::max(drawn_excused_until_, now + books_.short_deadline(now) + longest_fall());
}

void Flow::total_fell(Time now) {
  if (in_force(now) > books_.total_in_force(now)) {
    books_.count(Rule::in_force);
    over_ = begin_over(now);
  }
  Amount drawn = 0;
  for (const Body& body : bodies_) drawn += amount(body.state.drawn);
  if (drawn > books_.total()) books_.count(Rule::drawn);
  drawn_excused_until_ =
      std::max(drawn_excused_until_, now + books_.short_deadline(now) + longest_fall());
}

Duration Flow::lost_time(Time now, const Over& over) const {
  const auto lost = static_cast<Duration::rep>(books_.losses - over.losses);
  return lost * books_.interval(now);
}

void Flow::look(Time now) {
  look_at_limits(now);
  look_at_healthy(now);
  look_at_current(now);
}

void Flow::look_at_limits(Time now) {
  const Amount sum = in_force(now);
  const Amount total = books_.total_in_force(now);
  if (sum <= total) {
    over_.reset();
    return;
  }
  if (!over_) over_ = begin_over(now);
  // The master learns from two answers that a unit does not take less (R3: it disobeys).
  const auto keeps_more = [this](const Account& unit) {
    return unit.awaits_raise(over_->since) || unit.answers_above() >= 2;
  };
  if (std::ranges::any_of(books_.accounts, keeps_more)) over_->smooth = now;
  for (const Body& body : bodies_) {
    over_->is_long = over_->is_long || is_troubled(now, body.state);
    over_->has_liar = over_->has_liar || lies(body.state);
  }
  over_->is_long = over_->is_long || must_stop_some();
  const Duration lost = lost_time(now, *over_);
  Duration last = books_.long_deadline() + lost;
  if (over_->has_liar) last += longest_fall() + stop_of_overdraw;
  const Time smooth = over_->smooth + books_.short_deadline(now) + lost;
  const Time due = over_->is_long ? over_->since + last : std::min(smooth, over_->since + last);
  drawn_excused_until_ = std::max(drawn_excused_until_, due + longest_fall());
  if (now <= due || over_->is_judged) return;
  over_->is_judged = true;
  books_.report(now, Rule::in_force, std::nullopt,
                "limits in force of " + in_amps(sum) + " exceed the total of " + in_amps(total) +
                    " for " + in_seconds(now - over_->since));
}

/// As long as another unit has to stop by itself, the healthy ones are at their minima. A unit that
/// only says that it follows is found out after the fall time, by the current of its car.
void Flow::look_at_healthy(Time now) {
  if (!over_ || !over_->is_long || over_->is_healthy_judged) return;
  Duration late = books_.obeys_within() + books_.cadence(now) + books_.short_deadline(now) +
                  lost_time(now, *over_);
  if (over_->has_liar) late += longest_fall();
  if (now - std::max(over_->smooth, over_->since) <= late) return;
  for (const Body& body : bodies_) {
    const Account* const unit = books_.find(body.state.id);
    if (unit == nullptr || is_troubled(now, body.state)) continue;
    const bool is_told = unit->answers() >= 2 && unit->floor(now) >= books_.minimum_of(*unit);
    if (!is_told || amount(body.state.in_force) <= books_.minimum_of(*unit)) continue;
    books_.report(now, Rule::in_force, unit->id(),
                  "holds " + in_amps(amount(body.state.in_force)) +
                      ", above its minimum, while another unit has to stop by itself");
    over_->is_healthy_judged = true;
    return;
  }
}

/// The unit holds more than it says.
bool Flow::lies(const PhysicalState& state) const {
  const Account* const unit = books_.find(state.id);
  return unit != nullptr && books_.terms_of(state.id).obedience == Obedience::unruly &&
         amount(state.in_force) > unit->echo();
}

/// The unit is mute, does not obey, is unknown to the master, or is being stopped.
bool Flow::is_troubled(Time now, const PhysicalState& state) const {
  if (state.in_force == Centiamps{}) return false;
  const UnitTerms& term = books_.terms_of(state.id);
  if (term.stopped || term.obedience == Obedience::unruly) return true;
  const Account* const unit = books_.find(state.id);
  if (unit == nullptr || unit->answers() == 0 || !books_.is_fed(now, *unit)) return true;
  // A unit that has echoed its limit once, and less before, has a low floor: any limit is a raise.
  const bool is_held_back = unit->floor(now) < books_.minimum_of(*unit);
  return is_held_back || unit->conflicts(now, books_.spans) ||
         unit->is_anothers(now, books_.spans) || reductions_.is_given_up(now, state.id);
}

bool Flow::must_stop_some() const {
  Amount minima = 0;
  for (const Body& body : bodies_) {
    if (body.state.in_force == Centiamps{}) continue;
    const Account* const unit = books_.find(body.state.id);
    const Amount minimum = amount(books_.terms_of(body.state.id).minimum);
    minima += unit == nullptr ? minimum : books_.minimum_of(*unit);
  }
  return minima > books_.total();
}

// Current

/// The auditor looks every second.
Duration Flow::time_to_fall(Amount by) {
  return slowest_fall(by) + looked_at_every;
}

Duration Flow::longest_fall() const {
  Amount most = 0;
  for (const Body& body : bodies_) most = std::max(most, amount(body.state.drawn));
  return time_to_fall(most);
}

void Flow::look_at_current(Time now) {
  Amount sum = 0;
  Amount most = books_.total_in_force(now);
  bool has_liar = false;
  for (const Body& body : bodies_) {
    // The master can only count the current that the unit of a falling car reports (R1).
    const Amount limit = amount(body.state.in_force);
    const bool falls = now < body.falls_until;
    const Amount drawn = std::min(amount(body.state.drawn), falls ? limit : most_possible);
    if (drawn == 0 || is_out_of_reach(now, body)) continue;
    sum += drawn;
    most += tolerance(std::max(drawn, limit));
    has_liar = has_liar || books_.terms_of(body.state.id).obedience == Obedience::unruly;
  }
  if (sum <= most) {
    drawn_over_since_.reset();
    is_drawn_judged_ = false;
    return;
  }
  drawn_over_since_ = drawn_over_since_.value_or(now);
  Time until = drawn_excused_until_;
  if (has_liar) {
    until = std::max(
        until, *drawn_over_since_ + longest_fall() + stop_of_overdraw + books_.long_deadline());
  }
  if (now <= until || is_drawn_judged_) return;
  is_drawn_judged_ = true;
  books_.report(
      now, Rule::drawn, std::nullopt,
      in_amps(sum) + " are drawn, and the total is " + in_amps(books_.total_in_force(now)));
}

}  // namespace twc::sim
