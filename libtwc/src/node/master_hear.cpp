/// The ears of the master: what a frame says about who is there and what they may be drawing.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr unsigned answers_to_link = 3;
constexpr int most_impossible = 2;
constexpr int most_own_id_bursts = 2;

Need need_after(const ServedUnit& unit) {
  using enum msg::ChargeState;
  const msg::SlaveHeartbeat& said = *unit.said;
  if (unit.asks()) return Need::asking;
  if (said.drawn >= nothing_drawn || said.state == charging || said.state == starting) {
    return Need::charging;
  }
  const bool rests = said.state == ready || said.state == error || said.state == do_not_charge;
  const bool took_grant = unit.need == Need::asking || unit.need == Need::charging;
  if (said.limit > Centiamps{} && took_grant && !rests) return Need::charging;
  return said.limit > Centiamps{} ? Need::holding : Need::idle;
}

}  // namespace

void Master::hear(Time now, const wire::Frame& frame) {
  if (is_halted_ || is_down_) return;
  if (echo_.is_echo(now, frame)) {
    if (!std::exchange(echo_told_, true)) tell(now, EventKind::echo);
    return;
  }
  keep_quiet(now + pace::quiet);
  const bus::Unit* const sender = roster_.hear(now, frame);
  constexpr Duration answers_come_within = milliseconds{500};
  const bool asked =
      pending_ && !pending_->is_heartbeat &&
      now - pending_->since <= std::max(answers_come_within, config_.line.round_trip);
  const bool from_slave = asked || (sender != nullptr && sender->role == bus::Role::slave);
  if (other_masters_.hear(now, frame, from_slave)) return halt(now, EventKind::other_master);

  const msg::Message message = msg::decode(frame);
  if (const auto* const announced = std::get_if<msg::SlaveLinkready>(&message)) {
    hear_announcement(now, *announced, msg::protocol_of(frame).value_or(Protocol::two));
  } else if (const auto* const answer = std::get_if<msg::SlaveHeartbeat>(&message)) {
    hear_answer(now, *answer);
  } else if (const auto* const opened = std::get_if<msg::StopChargingAck>(&message)) {
    ServedUnit* const unit = find(opened->from);
    if (unit == nullptr) return;
    unit->contactor_acked = unit->contactor_opened;
    finish_pending(now, *unit, false);
  } else if (const auto* const closed = std::get_if<msg::StartChargingAck>(&message)) {
    if (const ServedUnit* const unit = find(closed->from)) finish_pending(now, *unit, false);
  } else if (sender != nullptr) {
    hear_report(now, sender->id, frame.function());
  }
}

/// Noise that lasts is no frame that somebody sends: it takes up to 0.4 s of each second.
void Master::hear_damage(Time now) {
  constexpr Duration longest_frame = milliseconds{200};
  constexpr Duration next_one = seconds{1};
  if (!damaged_since_ || now - *damaged_since_ >= next_one) damaged_since_ = now;
  if (now - *damaged_since_ < longest_frame) keep_quiet(now + pace::quiet);
}

void Master::hear_announcement(Time now, const msg::SlaveLinkready& said, Protocol protocol) {
  if (said.from == config_.id) {
    const bool is_new = !own_id_heard_ || now - *own_id_heard_ >= seconds{10};
    if (!is_new) return;
    own_id_heard_ = now;
    if (++own_id_bursts_ > most_own_id_bursts) return halt(now, EventKind::id_conflict);
    linkready1_left_ = linkready2_left_ = 5;  // makes the slave take another id
    linkready_due_ = now + pace::before_greeting;
    return;
  }
  ServedUnit* const unit = enter(now, said.from);
  if (unit == nullptr) return;
  // No unit changes its protocol, but a damaged frame may be of another one: it has to come again.
  const bool is_odd = unit->said && unit->protocol != protocol;
  if (std::exchange(unit->has_odd_protocol, is_odd) != is_odd && is_odd) return;
  const Identity identity{.sign = said.sign, .rating = said.maximum};
  const auto finding = unit->announcements.hear(now, identity);
  unit->protocol = protocol;
  // What cannot be is not known, and is no reason to offer anything.
  const Centiamps rating = std::min(said.maximum, most_possible);
  const bool is_known = rating >= msg::SlaveLinkready::least_rating;
  unit->exposure.set_rating(is_known ? rating : most_possible);
  unit->exposure.set_contactor_open(false);  // one that has restarted may have closed it
  unit->contactor_opened = unit->contactor_acked = false;
  unit->most = std::min({rating, config_.unit_most, unit->own_most});
  if (finding == Announcements::Finding::two_units && unit->phase != LinkPhase::id_conflict) {
    unit->phase = LinkPhase::id_conflict;
    unit->phase_since = now;
    unit->falls_since.reset();
    tell(now, EventKind::id_conflict, *unit, Reason::id_conflict);
  } else if (finding == Announcements::Finding::restarted) {
    unit->granted.reset();
    unit->exposure.restarted();
    tell(now, EventKind::restarted, *unit);
  }
  greet_later(now, *unit);
}

/// Who may be spoken to gets its first heartbeat when a real master would send it.
void Master::greet_later(Time now, ServedUnit& unit) const {
  const bool is_silent = unit.phase == LinkPhase::id_conflict || unit.phase == LinkPhase::silenced;
  if (is_silent && (unit.silent_because == Reason::disobeyed || unit.stopped_by_user)) return;
  if (unit.phase == LinkPhase::id_conflict) {
    const Duration alone = now - unit.announcements.other_heard();
    if (alone < config_.stop_after + config_.margin) return;
  } else if (unit.phase == LinkPhase::silenced) {
    constexpr Duration before_restart = seconds{60};
    const bool has_room = unit.offer >= unit.least && unit.offer > Centiamps{};
    if (now - unit.phase_since < before_restart || !has_room) return;
  }
  if (unit.phase == LinkPhase::announced) return;
  // One that has just restarted gets the heartbeat that is due to it anyway.
  const Time usual = now + pace::before_greeting;
  unit.due = unit.is_heartbeated() ? std::min(unit.due, usual) : usual;
  unit.phase = LinkPhase::announced;
  unit.phase_since = now;
  unit.silent_because = Reason::none;
}

void Master::hear_answer(Time now, const msg::SlaveHeartbeat& said) {
  ServedUnit* const unit = find(said.from);
  if (unit == nullptr) return;
  if (said.to != config_.id) {
    if (said.to != TwcId{}) note_other_master(now, *unit, said.to);
    return;
  }
  if (!unit->heartbeated) return;
  finish_pending(now, *unit, true);
  unanswered_since_.reset();
  note_answer(now, *unit, said);
  if (unit->is_heartbeated()) check_answer(now, *unit);
}

/// Of one that answers us, a single answer to somebody else may be a damaged one.
void Master::note_other_master(Time now, ServedUnit& unit, TwcId other) {
  constexpr Duration twice_within = seconds{10};
  constexpr Duration apart = milliseconds{500};  // a bad line doubles frames, too
  const Duration passed = now - unit.answered_other;
  if (unit.other_master == other && passed < apart) return;
  const bool is_second = unit.other_master == other && passed <= twice_within;
  if (is_second || !unit.heartbeated) unit.served_elsewhere = now;
  unit.other_master = other;
  unit.answered_other = now;
}

void Master::note_answer(Time now, ServedUnit& unit, const msg::SlaveHeartbeat& said) {
  const auto before = unit.said;
  const bool is_first = unit.exposure.last_answer() <= unit.heartbeated;  // several count once
  unit.exposure.answered(now, said.limit, said.drawn);
  unit.announcements.settle(now);
  unit.said = said;
  if (is_first) {
    ++unit.answers;
    ++unit.heartbeats_answered;
  }
  unit.has_risen = before && said.limit > before->limit;
  const bool was_offered = unit.granted && *unit.granted > Centiamps{};
  if (said.limit > Centiamps{} && was_offered) unit.is_zeroed = false;
  if (unit.phase == LinkPhase::announced) {  // it had not heard us when it announced itself
    unit.phase = LinkPhase::claiming;
    unit.due = std::min(unit.due, *unit.heartbeated + seconds{1});
  }
  const Need need = need_after(unit);
  if (need != unit.need) {
    unit.need = need;
    unit.need_since = now;
    if (need == Need::asking) unit.turn = ++turn_;
    if (need == Need::charging) inquiries_[index_of(unit)].refresh(now, Inquiry::Topic::vin);
  }
  if (unit.phase == LinkPhase::claiming && unit.answers >= answers_to_link) {
    unit.phase = LinkPhase::linked;
    unit.phase_since = now;
    tell(now, EventKind::linked, unit);
  }
  if (!before || before->state != said.state) {
    const bool is_error = said.state == msg::ChargeState::error;
    tell(now, is_error ? EventKind::unit_error : EventKind::state, unit);
  }
  if (said.state == msg::ChargeState::ready) {
    note_ready(unit, before && before->limit > Centiamps{});
  }
  if (unit.granted && *unit.granted == said.limit && !std::exchange(unit.was_echoed, true)) {
    tell(now, EventKind::echoed, unit);
  }
}

void Master::check_answer(Time now, ServedUnit& unit) {
  const msg::SlaveHeartbeat& said = *unit.said;
  const bool is_possible = said.limit <= most_possible && said.drawn <= most_possible;
  unit.impossible = is_possible ? 0 : unit.impossible + 1;
  if (unit.impossible == 1) tell(now, EventKind::unit_error, unit, Reason::disobeyed);
  if (unit.impossible >= most_impossible) return silence(now, unit, Reason::disobeyed);

  if (unit.exposure.overdraw() == Centiamps{}) {
    unit.overdraws_since.reset();
    unit.overdraw_told = false;
  } else if (!unit.overdraws_since) {
    unit.overdraws_since = now;
  } else if (now - *unit.overdraws_since >= seconds{10} &&
             !std::exchange(unit.overdraw_told, true)) {
    tell(now, EventKind::overdraw, unit);
  }
  const Centiamps to = unit.granted ? unit.effect_of(*unit.granted).high : Centiamps{};
  const bool follows = !unit.overdraws_since && said.limit <= std::max(to, unit.falls_to);
  if (follows) unit.falls_since.reset();
  take_account_of_stop(now, unit);
}

void Master::hear_report(Time now, TwcId from, wire::Function code) {
  ServedUnit* const unit = find(from);
  const auto topic = topic_of(code);
  if (unit == nullptr || !topic) return;
  finish_pending(now, *unit, false);
  unanswered_since_.reset();
  const bool is_whole = inquiries_[index_of(*unit)].answered(now, *topic, code);
  constexpr std::array kinds{EventKind::meter, EventKind::firmware, EventKind::vin,
                             EventKind::serial, EventKind::plug};
  if (is_whole) tell(now, kinds[static_cast<std::size_t>(*topic)], *unit);
}

void Master::finish_pending(Time now, const ServedUnit& unit, bool is_heartbeat) {
  if (!pending_ || pending_->unit != index_of(unit)) return;
  if (pending_->is_heartbeat != is_heartbeat) return;
  const bool is_late = now > pending_->until;  // we were not awake to read it
  if (!is_late)
    slowest_answer_ = std::max(now - pending_->since, slowest_answer_ - milliseconds{1});
  pending_.reset();
}

}  // namespace twc::node
