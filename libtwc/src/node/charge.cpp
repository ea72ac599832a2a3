// SPDX-License-Identifier: MIT
#include <algorithm>
#include <utility>

#include <twc/node/charge.hpp>
#include <twc/node/exposure.hpp>

namespace twc::node {
namespace {

using msg::ChargeState;
using std::chrono::milliseconds;
using std::chrono::seconds;
using namespace literals;

/// A unit shows a new state one answer after it enters it: masters that alternated 05 0000 with 00
/// saw "01 0000" and "03 0258" in turn. Half a second is less than any master's period.
constexpr Duration one_answer = milliseconds{500};
/// About one second of state 05 was seen while a car starts, and a few of 08.
constexpr Duration busy_until = milliseconds{1500};
constexpr Duration starting_until = seconds{4};
constexpr Duration limit_shown = seconds{11};  // 10 to 12 s (ngardiner/TWCManager#644)
constexpr Duration raise_shown = seconds{44};
constexpr Duration lower_shown = seconds{13};
/// A car that is full and stays plugged in settles in state 00 (lucienkerl/esphome-twc-controller);
/// nobody has told after how long.
constexpr Duration full_shown = std::chrono::minutes{1};
constexpr Duration dip = seconds{10};
constexpr Centiamps coarse = 2_A;
/// A Protocol 2 unit takes no limit between zero and this.
constexpr Centiamps smallest = 5_A;

Centiamps plus(Centiamps a, Centiamps b) {
  constexpr unsigned most = 0xFFFF;
  return Centiamps{
      static_cast<std::uint16_t>(std::min(most, unsigned{a.value()} + unsigned{b.value()}))};
}

Centiamps minus(Centiamps a, Centiamps b) {
  return a > b ? Centiamps{static_cast<std::uint16_t>(a.value() - b.value())} : 0_A;
}

}  // namespace

void Charge::set_car(Time now, const Car& car) {
  const bool was_plugged = car_.is_plugged;
  const bool has_changed_mind = car_.wants_current != car.wants_current || car_.asks != car.asks;
  car_ = car;
  if (phase_ == Phase::failed) return;
  if (was_plugged != car.is_plugged) {
    limit_ = 0_A;
    losses_ = 0;
    remembered_.reset();
    settle(now);
  } else if (car.is_plugged && has_changed_mind) {
    change_mind(now);
  }
}

Centiamps Charge::allowed() const {
  if (phase_ != Phase::closed) return 0_A;
  return std::min(config_.rating, dip_until_ ? minus(limit_, coarse) : limit_);
}

bool Charge::refuses() const {
  if (phase_ == Phase::failed) return true;
  return phase_ == Phase::barred && (car_.asks || losses_ > config_.tolerated_losses);
}

msg::Plug Charge::plug() const {
  if (!car_.is_plugged) return msg::Plug::unplugged;
  return phase_ == Phase::closed ? msg::Plug::charging : msg::Plug::plugged;
}

ChargeState Charge::state(Time now) const {
  if (const auto adjusting = adjustment(now)) return *adjusting;
  return now - since_ < one_answer ? shown_first_ : settled_state(now);
}

ChargeState Charge::settled_state(Time now) const {
  const Duration elapsed = now - since_;
  switch (phase_) {
    case Phase::vacant:
    case Phase::idle: return ChargeState::ready;
    case Phase::asking: return ChargeState::ready_to_charge;
    case Phase::granted: return car_.asks ? ChargeState::ready_to_charge : ChargeState::ready;
    case Phase::closed:
      if (elapsed >= starting_until) return ChargeState::charging;
      if (elapsed < busy_until && shown_first_ == ChargeState::ready) return ChargeState::busy;
      return ChargeState::starting;
    case Phase::finished:
      return elapsed < full_shown ? ChargeState::do_not_charge : ChargeState::ready;
    case Phase::held:
    case Phase::barred: return ChargeState::do_not_charge;
    case Phase::stranded: return ChargeState::starting;
    case Phase::failed: return ChargeState::error;
  }
  return ChargeState::ready;
}

std::optional<ChargeState> Charge::adjustment(Time now) const {
  if (!adjusting_) return std::nullopt;
  const Duration elapsed = now - adjusted_at_;
  if (adjusting_ == ChargeState::set_limit_ack && elapsed >= limit_shown) return std::nullopt;
  const bool is_over = (adjusting_ == ChargeState::raise_ack && elapsed >= raise_shown) ||
                       (adjusting_ == ChargeState::lower_ack && elapsed >= lower_shown);
  return is_over ? ChargeState::adjusted : *adjusting_;
}

void Charge::enter(Time now, Phase phase, ChargeState shown_first) {
  phase_ = phase;
  since_ = now;
  shown_first_ = shown_first;
  adjusting_.reset();
  dip_until_.reset();
  recloses_at_.reset();
}

/// Without a limit the car waits for one: it asks, or leaves the unit idle.
void Charge::settle(Time now) {
  if (!car_.is_plugged) return enter(now, Phase::vacant, ChargeState::ready);
  if (car_.asks) return enter(now, Phase::asking, ChargeState::do_not_charge);
  if (car_.wants_current) return enter(now, Phase::idle, ChargeState::ready);
  enter(now, Phase::finished, ChargeState::do_not_charge);
}

/// With a limit: the contactor closes as soon as the car wants it.
void Charge::begin(Time now, ChargeState shown_first) {
  enter(now, car_.wants_current ? Phase::closed : Phase::granted, shown_first);
}

/// The car has changed its mind: it stops, waits for its schedule, or wakes.
void Charge::change_mind(Time now) {
  if (phase_ == Phase::barred || (phase_ == Phase::held && car_.wants_current)) return;
  if (!car_.wants_current && !car_.asks) {
    limit_ = std::min(limit_, resting);
    return enter(now, Phase::finished, ChargeState::do_not_charge);
  }
  if (limit_ == 0_A) return settle(now);
  if (phase_ == Phase::closed && car_.wants_current) return;
  begin(now, phase_ == Phase::granted ? state(now) : ChargeState::ready);
}

void Charge::open_contactor(Time now) {
  if (phase_ != Phase::closed) return;
  limit_ = std::min(limit_, resting);
  enter(now, Phase::barred, ChargeState::do_not_charge);
  if (config_.recloses_after) recloses_at_ = now + *config_.recloses_after;
}

void Charge::close_contactor(Time now) {
  if (phase_ == Phase::barred && !car_.asks && limit_ > 0_A) begin(now, ChargeState::do_not_charge);
}

void Charge::lose_master(Time now) {
  is_lost_ = true;
  if (phase_ == Phase::failed) return;
  if (config_.keeps_limit && limit_ > 0_A) remembered_ = limit_;
  limit_ = 0_A;
  if (phase_ == Phase::closed) ++losses_;
  if (phase_ == Phase::barred) return;
  if (losses_ > config_.tolerated_losses) {
    enter(now, Phase::barred, ChargeState::do_not_charge);
  } else if (car_.is_plugged && car_.wants_current) {
    enter(now, Phase::stranded, ChargeState::starting);
  } else {
    settle(now);
  }
}

void Charge::find_master(Time now) {
  const bool was_lost = std::exchange(is_lost_, false);
  const auto last_limit = std::exchange(remembered_, std::nullopt);
  if (phase_ == Phase::vacant && was_lost) enter(now, Phase::vacant, ChargeState::error);
  const bool may_resume =
      phase_ == Phase::stranded || phase_ == Phase::asking || phase_ == Phase::idle;
  if (!last_limit || !may_resume) return;
  limit_ = *last_limit;
  begin(now, ChargeState::starting);
}

void Charge::fail(Time now) {
  limit_ = 0_A;
  remembered_.reset();
  enter(now, Phase::failed, ChargeState::error);
}

void Charge::restart(Time now) {
  if (config_.keeps_limit && limit_ > 0_A) remembered_ = limit_;
  limit_ = 0_A;
  is_lost_ = false;
  losses_ = 0;
  settle(now);
}

std::optional<Time> Charge::deadline() const {
  return recloses_at_ ? recloses_at_ : dip_until_;  // one is for open contactors, one for closed
}

void Charge::advance(Time now) {
  if (dip_until_ && now >= *dip_until_) dip_until_.reset();
  if (!recloses_at_ || now < *recloses_at_) return;
  recloses_at_.reset();
  if (limit_ > 0_A) begin(now, ChargeState::do_not_charge);
}

void Charge::hear(Time now, const msg::MasterHeartbeat& heartbeat) {
  const bool is_protocol1 = config_.protocol == Protocol::one;
  const bool has_limit = heartbeat.command.has_limit();
  if (has_limit && !(is_protocol1 && heartbeat.command == msg::Command::set_limit)) {
    set_limit(now, heartbeat.command, heartbeat.limit);
  } else if (is_protocol1) {
    if (phase_ != Phase::held || !config_.resumes_after_zero) return;
    limit_ = resting;
    begin(now, ChargeState::do_not_charge);
  } else if (phase_ == Phase::closed && heartbeat.command == msg::Command::raise) {
    limit_ = plus(limit_, coarse);
    adjust(now, ChargeState::raise_ack);
  } else if (phase_ == Phase::closed && heartbeat.command == msg::Command::lower) {
    adjust(now, ChargeState::lower_ack);
    dip_until_ = now + dip;
  }
}

void Charge::set_limit(Time now, msg::Command command, Centiamps limit) {
  const bool is_initial = command != msg::Command::set_limit;
  if (phase_ == Phase::vacant || phase_ == Phase::failed) return;
  const bool is_protocol2 = config_.protocol == Protocol::two;
  if (is_protocol2 && is_initial && phase_ == Phase::closed) return;
  if (is_protocol2 && limit > 0_A && limit < smallest) return;
  if (limit > 0_A) return grant(now, command, limit);
  if (config_.protocol == Protocol::one) return zero_protocol1(now);
  zero(now);
}

void Charge::grant(Time now, msg::Command command, Centiamps limit) {
  const ChargeState before = state(now);
  const bool is_new = limit != limit_;
  limit_ = limit;
  if (is_new) dip_until_.reset();
  if (adjusting_ == ChargeState::do_not_charge) adjusting_.reset();
  if (phase_ == Phase::asking || phase_ == Phase::idle || phase_ == Phase::held) {
    begin(now, before);
  } else if (phase_ == Phase::stranded && is_new) {
    begin(now, ChargeState::ready);
  }
  if (is_new && command == msg::Command::set_limit) adjust(now, ChargeState::set_limit_ack);
}

/// Protocol 2: zero means 6 A, and does not stop a car.
void Charge::zero(Time now) {
  limit_ = resting;
  dip_until_.reset();
  if (phase_ == Phase::closed) return adjust(now, ChargeState::do_not_charge);
  if (phase_ == Phase::finished || phase_ == Phase::barred) return;
  enter(now, Phase::held, ChargeState::do_not_charge);
}

/// Protocol 1: zero opens the contactor. A car that has no limit yet goes on asking.
void Charge::zero_protocol1(Time now) {
  limit_ = 0_A;
  if (phase_ == Phase::closed) return enter(now, Phase::held, ChargeState::charging);
  if (phase_ == Phase::granted) settle(now);
}

void Charge::adjust(Time now, ChargeState state) {
  adjusting_ = state;
  adjusted_at_ = now;
}

}  // namespace twc::node
