// SPDX-License-Identifier: MIT
#include <utility>

#include <twc/node/demand.hpp>

namespace twc::node {
namespace {

/// Whether a state acknowledges a limit or ends within a second: the state before it counts.
bool passes(msg::ChargeState state) {
  using enum msg::ChargeState;
  return state == set_limit_ack || state == raise_ack || state == lower_ack || state == adjusted ||
         state == busy;
}

}  // namespace

void Demand::answered(Time now, const msg::SlaveHeartbeat& said, bool is_offered) {
  using enum msg::ChargeState;
  answered_ = now;
  const Centiamps limit_before = std::exchange(limit_, said.limit);
  // A single answer without a limit may be damaged.
  is_at_zero_ = is_heard_ && said.limit == Centiamps{} && limit_before == Centiamps{};
  if (!passes(said.state)) state_ = said.state;
  // A current that cannot be counts for exposure, but tells nothing of the car.
  draws_ = said.drawn >= nothing_drawn && said.drawn <= most_possible;
  if (draws_) {
    drew_ = now;
    has_charged_ = true;
  }
  const bool was_heard = std::exchange(is_heard_, true);
  // A unit that was offered nothing and has no car says a limit only in a damaged answer.
  const bool can_be = is_offered || said.state != ready;
  const bool is_served =
      was_heard && can_be && said.limit > Centiamps{} && limit_before == Centiamps{};
  const bool wanted = asks_ || waits_;
  asks_ = said.limit == Centiamps{} && (said.state == ready_to_charge || said.state == starting);
  // A car without a limit is not served, whether it had one before or not.
  if (said.limit == Centiamps{}) served_.reset();
  // Only a unit with a car takes an offer. The car may be about to start although it never asked.
  if (is_served) {
    served_ = now;
    has_refused_ = !wanted;
  }
  note_end_of_stop(now);
  const bool is_vacant = state_ == ready && said.limit == Centiamps{} && !waits_;
  if (is_vacant && limit_before > Centiamps{} && !stopped_) leave();
  // Nobody heard the car leave. The next one does not take its place (S1).
  if (is_vacant && is_at_zero_ && !stopped_) has_charged_ = false;
}

/// Current that the car drew before the unit obeyed the stop is no new charge. A contactor may
/// close by itself.
void Demand::note_end_of_stop(Time now) {
  has_paused_ = stopped_ && (has_paused_ || !draws_);
  const bool is_later = served_ || has_paused_;
  const bool draws_anew = draws_ && limit_ > Centiamps{} && is_later;
  const bool has_given_up = served_ && now - *served_ >= minute;
  if (draws_anew) is_cut_short_ = false;
  if (!draws_anew && !has_given_up) return;
  waits_ = false;
  stopped_.reset();
}

void Demand::plugged(msg::Plug plug) {
  if (plug == msg::Plug::unplugged) leave();
}

void Demand::leave() {
  waits_ = asks_ = has_charged_ = is_cut_short_ = false;
  drew_.reset();
  served_.reset();
  stopped_.reset();
  ++departures_;
}

void Demand::stopped(Time now) {
  if (need() <= Need::asking) waits_ = true;
  is_cut_short_ = is_cut_short_ || (waits_ && has_charged_);
  stopped_ = now;
  has_paused_ = false;
  served_.reset();
  drew_.reset();
}

Need Demand::need() const {
  const bool is_served = limit_ > Centiamps{} && served_ && answered_ - *served_ < minute;
  if (asks_ || (waits_ && !is_served)) return Need::asking;
  // Without a limit a car has no place among those that have one, though it still draws, or drew a
  // moment ago.
  if (is_at_zero_) return draws_ ? Need::asking : Need::idle;
  if (drew() || is_served) return Need::charging;
  return limit_ > Centiamps{} ? Need::holding : Need::idle;
}

bool Demand::refuses(Time now) {
  const bool is_over = served_ && now - *served_ >= minute;
  if (!is_over || has_refused_ || (drew_ && *drew_ >= *served_)) return false;
  has_refused_ = true;
  return true;
}

}  // namespace twc::node
