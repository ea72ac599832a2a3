// SPDX-License-Identifier: MIT
/// The master hears a frame, and learns which units are there and what they may be drawing.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr int most_own_id_bursts = 2;

}  // namespace

void MasterCore::hear(Time now, const wire::Frame& frame) {
  if (is_halted_ || is_down_) return;
  notice_stall(now);
  if (config_.line.may_echo && echo_.is_echo(now, frame)) {
    if (!std::exchange(echo_told_, true)) tell(now, event::EchoHeard{});
    quiet_.echoed(now);
    return;
  }
  keep_off_line(now + pace::gap);
  if (quiet_.heard(now)) forget_limits();
  unheard_ = {.told = unheard_.told};
  const msg::Message message = msg::decode(frame);
  const bus::Unit* const sender = roster_.hear(now, frame, message);
  constexpr Duration answers_come_within = milliseconds{500};
  const bool asked =
      pending_ && !pending_->is_heartbeat &&
      now - pending_->since <= std::max(answers_come_within, config_.line.round_trip);
  const bool from_slave = asked || (sender != nullptr && sender->role == bus::Role::slave);
  if (other_masters_.hear(now, frame, from_slave)) return halt(now, event::OtherMaster{});

  if (const auto* const announced = std::get_if<msg::SlaveLinkready>(&message)) {
    hear_announcement(now, *announced, msg::protocol_of(frame).value_or(Protocol::two));
  } else if (const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message)) {
    hear_answer(now, *answer);
  } else if (const auto* const opened = std::get_if<msg::StopChargingAck>(&message)) {
    hear_opened(now, opened->from);
  } else if (const auto* const closed = std::get_if<msg::StartChargingAck>(&message)) {
    if (ServedUnit* const unit = find(closed->from)) finish_pending(now, *unit, false);
  } else if (ServedUnit* const unit = sender != nullptr ? find(sender->id) : nullptr) {
    hear_report(now, *unit, frame, message);
  }
}

/// Noise that lasts is no frame that somebody sends: it takes up to 0.4 s of each second.
void MasterCore::hear_damage(Time now) {
  constexpr Duration longest_frame = milliseconds{200};
  constexpr Duration next_one = seconds{1};
  if (is_halted_ || is_down_) return;
  notice_stall(now);
  if (quiet_.heard(now)) forget_limits();
  unheard_ = {.told = unheard_.told};
  if (!damaged_since_ || now - *damaged_since_ >= next_one) damaged_since_ = now;
  if (now - *damaged_since_ < longest_frame) keep_off_line(now + pace::gap);
}

void MasterCore::hear_announcement(Time now, const msg::SlaveLinkready& said, Protocol protocol) {
  if (said.from == config_.id) return hear_own_id(now);
  ServedUnit* const unit = enter(now, said.from);
  if (unit == nullptr) return;
  // No unit changes its protocol, but a damaged frame may be of another one: it has to come again.
  const bool is_odd = unit->said && unit->protocol != protocol;
  if (std::exchange(unit->has_odd_protocol, is_odd) != is_odd && is_odd) return;
  unit->protocol = protocol;
  unit->rating.hear(now, said.maximum);
  unit->exposure.set_rating(unit->rating.for_exposure());
  unit->exposure.announced();
  unit->stopping.may_have_closed();
  hear_identity(now, *unit, {.sign = said.sign, .rating = said.maximum});
  greet_later(now, *unit);
}

/// A slave has our id: a real master's announcements make it take another one.
void MasterCore::hear_own_id(Time now) {
  const bool is_new = !own_id_heard_ || now - *own_id_heard_ >= seconds{10};
  if (!is_new) return;
  own_id_heard_ = now;
  if (++own_id_bursts_ > most_own_id_bursts) return halt(now, event::IdConflict{});
  linkready1_left_ = linkready2_left_ = 5;
  timers_.set(Timer::announcement, now + pace::before_greeting);
}

void MasterCore::hear_identity(Time now, ServedUnit& unit, const bus::Face& face) {
  const auto finding = unit.announcements.hear(now, face);
  if (finding == Announcements::Finding::two_units && !unit.link.is<link::Conflict>()) {
    unit.orders.forget();
    unit.go(now, link::Input::conflict);
    tell(now, unit, event::IdConflict{}, Reason::id_conflict);
  } else if (finding == Announcements::Finding::restarted) {
    unit.orders.forget();
    unit.exposure.restarted();
    tell(now, unit, event::Restarted{});
  }
}

/// A unit that may be addressed gets its first heartbeat when a real master would send it. A unit
/// that has just restarted gets the heartbeat that is due to it anyway.
void MasterCore::greet_later(Time now, ServedUnit& unit) const {
  if (unit.link.is<link::Announced>() || unit.link.is<link::Greeted>()) return;
  if (!unit.is_heartbeated() && !may_be_greeted(now, unit)) return;
  const Time usual = now + pace::before_greeting;
  unit.due = unit.is_heartbeated() ? std::min(unit.due, usual) : usual;
  unit.go(now, link::Input::announced);
}

/// Whether a unit that is not heartbeated may be, once R1 has room for it.
bool MasterCore::may_be_greeted(Time now, const ServedUnit& unit) const {
  const Duration gone = config_.free_after();
  const Duration silent = now - unit.link.since;
  if (unit.served_elsewhere && now - *unit.served_elsewhere < gone) return false;
  const bool is_conflict = unit.link.is<link::Conflict>();
  if (is_conflict && now - unit.announcements.other_heard() < gone) return false;
  // R2: the policy does not bring back a unit that the user stopped, whatever it announces.
  if (unit.terms.is_off() && unit.protocol == Protocol::two) return false;
  const Reason why = unit.link.silenced_because();
  if (why == Reason::minimum) {
    const bool has_room = unit.offer > Centiamps{} && unit.offer >= unit.least();
    const bool is_there = unit.exposure.is_abandoned() || unit.exposure.is_free(now);
    return now >= restarts_at(unit) && has_room && is_there;
  }
  const bool was_given_up =
      why == Reason::overdraw || why == Reason::disobeyed || (is_conflict && unit.disobeyed > 0);
  const bool may_be_tried = unit.disobeyed < pace::most_disobediences;
  return !was_given_up || (silent >= pace::before_next_try && may_be_tried);
}

/// A unit that was silenced for lack of room hears nothing for 60 s at least.
Time MasterCore::restarts_at(const ServedUnit& unit) {
  return unit.exposure.last_sent().value_or(unit.link.since) + pace::before_restart;
}

void MasterCore::hear_opened(Time now, TwcId from) {
  ServedUnit* const unit = find(from);
  if (unit == nullptr) return;
  unit->stopping.acknowledged(true);
  finish_pending(now, *unit, false);
}

void MasterCore::hear_report(Time now, ServedUnit& unit, const wire::Frame& frame,
                             const msg::Message& message) {
  const auto topic = topic_of(frame.function());
  if (!topic) return;
  finish_pending(now, unit, false);
  unit.reports.hear(now, message);
  if (const auto* const said = std::get_if<msg::PlugState>(&message)) {
    unit.demand.plugged(said->plug);
  }
  const bool is_whole = unit.inquiry.answered(now, *topic, frame.function());
  if (is_whole) tell_report(now, unit, *topic);
}

/// On a serial line an answer belongs to the frame before it. Through a network it may belong to an
/// earlier one, if more than one is unanswered.
void MasterCore::finish_pending(Time now, ServedUnit& unit, bool is_heartbeat) {
  if (is_heartbeat && unit.heartbeated) {
    patience_.answered(now - *unit.heartbeated, unit.unanswered <= 1);
    unit.unanswered = 0;
  }
  if (!pending_ || pending_->unit != index_of(unit)) return;
  if (pending_->is_heartbeat != is_heartbeat) return;
  const bool is_late = now > timers_.at(Timer::answer);  // we were not awake to read it
  if (!is_late) {
    slowest_answer_ = std::max(now - pending_->since, slowest_answer_ - milliseconds{1});
  }
  forget_pending();
}

}  // namespace twc::node
