// SPDX-License-Identifier: MIT
/// The master hears an answer to a heartbeat. It enters the answer into the books of the unit
/// first, then works out what the car wants, then tells the user.

#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

}  // namespace

void MasterCore::hear_answer(Time now, const msg::SlaveHeartbeat& said) {
  ServedUnit* const unit = find(said.from);
  if (unit == nullptr) return;
  if (said.to != config_.id) {
    if (said.to != TwcId{}) note_other_master(now, *unit, said);
    return;
  }
  if (!unit->heartbeated) return;
  finish_pending(now, *unit, true);
  note_answer(now, *unit, said);
}

/// A single answer to somebody else may be a damaged one of a unit that answers us. Two within 10 s
/// are not: the unit is left alone.
void MasterCore::note_other_master(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) {
  constexpr Duration twice_within = seconds{10};
  constexpr Duration apart = milliseconds{500};  // a bad line doubles frames, too
  const Duration passed = now - unit.answered_other;
  const bool is_same = unit.other_master == said.to;
  if (is_same && passed < apart) return;
  unit.other_master = said.to;
  unit.answered_other = now;
  const bool is_second = is_same && passed <= twice_within;
  const bool may_be_damaged = !is_second && unit.is_heartbeated();
  if (may_be_damaged && !unit.exposure.is_mute(now)) return;
  unit.exposure.served_elsewhere(now, said.limit);
  if (may_be_damaged) return;
  unit.served_elsewhere = now;
  if (!unit.is_heartbeated()) return;
  silence(now, unit, Reason::elsewhere);
  tell(now, unit, event::OtherMaster{}, Reason::elsewhere);
}

void MasterCore::note_answer(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) {
  const bool is_first = unit.exposure.last_answer() <= unit.heartbeated;  // several count once
  const bool was_linked = unit.link.is<link::Linked>();
  const bool was_asked = unit.link.asks() > 0;
  const bool was_greeted = unit.link.is<link::Greeted>() || unit.link.is<link::Announced>();
  unit.exposure.answered(now, said.limit, said.drawn);
  unit.announcements.settle();
  unit.greetings.answered();
  if (is_first) {
    // An answer that was read long after it came tells nothing of now.
    unit.answered = {unit.exposure.last_answer(), unit.answered[0]};
    if (!was_linked) unit.go(now, link::Input::answered);
  }
  unit.orders.answered(now, said.limit, config_.line.vouches_after());
  const Demand before = unit.demand;
  note_demand(now, unit, said);
  if (was_greeted) unit.demand.linked(now, before);
  note_place(now, unit, before);
  tell_answer(now, unit, said);
  unit.stopping.answered(now, said.limit, said.drawn);
  note_overdraw(now, unit, said);
  const bool draws_on = was_asked && said.drawn >= nothing_drawn && !unit.exposure.is_free(now);
  if (draws_on && unit.stopping.doubt()) {
    tell(now, unit, event::StillDrawing{});
  }
  if (!was_linked && unit.link.is<link::Linked>()) {
    tell(now, unit, event::Linked{.protocol = unit.protocol, .rating = unit.rating.for_offers()});
  }
}

void MasterCore::note_demand(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) const {
  const Need before = unit.demand.need();
  const bool is_new = !unit.said;
  unit.demand.answered(now, said, unit.offer > Centiamps{});
  // S4: a Protocol 1 unit at zero shows a car that waits; a Protocol 2 unit takes an offer only
  // with a car. Once may be damage.
  const auto is_vacant = [](const msg::SlaveHeartbeat& one) {
    return one.state == msg::ChargeState::ready && one.limit == Centiamps{};
  };
  const bool shows_it =
      unit.protocol == Protocol::one || unit.orders.declines(now, config_.line.vouches_after());
  const bool has_left =
      shows_it && unit.demand.waits() && is_vacant(said) && unit.said && is_vacant(*unit.said);
  if (has_left) unit.demand.plugged(msg::Plug::unplugged);
  const Need need = unit.demand.need();
  if (!config_.keep_shares) {
    unit.usage.answered(now, said.limit, said.drawn);
    // A car that rests when its unit is linked has to show first that it wants more.
    const bool rests =
        said.state == msg::ChargeState::ready || said.state == msg::ChargeState::do_not_charge;
    if (is_new && rests && need == Need::holding) unit.usage.begin_at(unit.least());
  }
  if (unit.demand.departures() != unit.departures) {
    unit.departures = unit.demand.departures();
    unit.usage.forget();
    unit.reports.car_left();
    unit.orders.car_left(now);
    unit.stopping.forget_count();
    unit.disobeyed = 0;
  }
  if (need == Need::charging && before != Need::charging) {
    unit.inquiry.refresh(now, Inquiry::Topic::vin);
  }
  const bool is_served = need == Need::charging && unit.offer > Centiamps{};
  if (is_served && !unit.turn_began) unit.turn_began = now;
  const bool is_done = need > Need::asking;
  if (is_done) unit.turn_began.reset();
}

/// S1: the last that started is the first to be stopped. Under rotate a turn keeps its place, and
/// so does a car that only went on after its unit was out of touch.
void MasterCore::note_place(Time now, ServedUnit& unit, const Demand& before) const {
  constexpr Duration back_in_touch = seconds{60};
  const bool was_in_touch = unit.link.is<link::Linked>() && now - unit.link.since >= back_in_touch;
  const bool is_known = before.has_charged() && !before.waits();
  if (!was_in_touch && (is_known || policy_ == Policy::rotate)) return;
  const Need need = unit.demand.need();
  const Need earlier = before.need();
  const bool begins = need <= Need::asking && earlier > Need::asking;
  const bool starts =
      need == Need::charging && earlier == Need::asking && policy_ != Policy::rotate;
  if (begins || starts) unit.queued = now;
}

/// S2: a car that is still falling does not overdraw. The event comes after 10 s of it.
void MasterCore::note_overdraw(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) {
  if (unit.exposure.overdraw() == Centiamps{}) {
    unit.overdraw = {};
    return;
  }
  if (!unit.overdraw.since) unit.overdraw.since = now;
  if (now - *unit.overdraw.since < seconds{10}) return;
  unit.overdraw.drawn = std::max(unit.overdraw.drawn, whole_amps_up(said.drawn));
  if (!std::exchange(unit.overdraw.is_told, true)) tell(now, unit, event::Overdrawn{});
}

/// States that acknowledge a limit are no news. Until here `unit.said` is the answer before.
void MasterCore::tell_answer(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) {
  unit.said = said;
  const bool is_impossible = said.limit > most_possible || said.drawn > most_possible;
  if (is_impossible && !std::exchange(unit.said_impossible, true)) {
    tell(now, unit, event::UnitError{.state = said.state});
  }
  if (!is_impossible) unit.said_impossible = false;
  tell_state(now, unit);
  if (unit.orders.is_echo_news()) tell(now, unit, event::Echoed{});
  if (unit.demand.refuses(now)) {
    tell(now, unit, event::Refused{.may_need_replug = unit.demand.resists()});
  }
}

}  // namespace twc::node
