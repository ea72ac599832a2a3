/// The mouth of the master: what leaves next. Every frame for a unit passes may_leave().

#include <algorithm>
#include <utility>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration retry = milliseconds{500};  // for what the gate holds back
constexpr Duration elsewhere_for = seconds{10};

constexpr Centiamps whole_amps(Centiamps current) {
  return detail::whole_amps(current);
}

}  // namespace

std::optional<wire::Frame> Master::poll(Time now) {
  if (is_halted_ || is_down_) return std::nullopt;
  last_poll_ = now;
  const auto stale = stale_at();
  if (now - last_tick_ >= milliseconds{200} || (stale && now >= *stale)) tick(now);
  if (!may_talk(now)) return std::nullopt;
  if (pending_) {  // not answered in time
    if (pending_->is_heartbeat && !unanswered_since_) unanswered_since_ = pending_->since;
    pending_.reset();
  }
  if (auto frame = switch_contactors(now)) return frame;
  // With many units a heartbeat is always due: then a question takes its turn while none gets late.
  constexpr std::ptrdiff_t many = 3;
  if (std::ranges::count_if(units(), &ServedUnit::is_heartbeated) >= many) {
    if (auto frame = inquire(now)) return frame;
  }
  for (std::size_t tries = 0; tries < unit_count_; ++tries) {
    ServedUnit* const unit = next_due(now);
    if (unit == nullptr) break;
    if (auto frame = talk_to(now, *unit)) return frame;
  }
  if (auto frame = announce(now)) return frame;
  return inquire(now);
}

Supply Master::supply(Time now, const ServedUnit& unit) const {
  Centiamps others;
  for (const ServedUnit& other : units()) {
    if (&other != &unit) others = others + other.exposure.highest(now);
  }
  return {.total = total_, .others = others, .is_new = quiet_until_ && now < *quiet_until_};
}

std::optional<wire::Frame> Master::talk_to(Time now, ServedUnit& unit) {
  const bool is_unheard = unit.phase == LinkPhase::claiming && unit.answers == 0;
  return unit.phase == LinkPhase::announced || is_unheard ? greet(now, unit) : beat(now, unit);
}

/// The first heartbeat carries no limit if the unit's last one fits, else the minimum if that fits.
std::optional<wire::Frame> Master::greet(Time now, ServedUnit& unit) {
  const bool is_elsewhere = unit.served_elsewhere && now - *unit.served_elsewhere < elsewhere_for;
  const Supply others = supply(now, unit);
  const auto nothing = unit.is_zeroed ? std::optional{Centiamps{}} : std::nullopt;
  const auto effect = nothing ? std::optional{unit.effect_of(*nothing)} : std::nullopt;
  const bool may_ask = may_leave(unit.exposure, now, effect, others);
  const bool may_get_least = !may_ask && unit.offer >= unit.least && unit.least > Centiamps{} &&
                             may_leave(unit.exposure, now, unit.effect_of(unit.least), others);
  if (!unit.announcements.is_one(now) || is_elsewhere || (!may_ask && !may_get_least)) {
    unit.due = now + retry;
    return std::nullopt;
  }
  if (unit.phase == LinkPhase::announced) {
    unit.phase = LinkPhase::claiming;
    unit.phase_since = now;
    unit.answers = 0;
    unit.said.reset();
    unit.granted.reset();
  }
  // One that has restarted may resume what it was told to leave.
  const bool has_to_fall = exposure(now) > total_ && unit.exposure.highest(now) > unit.offer &&
                           unit.offer >= unit.least && unit.offer > Centiamps{} &&
                           may_leave(unit.exposure, now, unit.effect_of(unit.offer), others);
  if (has_to_fall) return send_heartbeat(now, unit, unit.offer);
  return send_heartbeat(now, unit, may_ask ? nothing : std::optional{unit.least});
}

std::optional<wire::Frame> Master::beat(Time now, ServedUnit& unit) {
  auto limit = limit_for(now, unit);
  if (!unit.is_heartbeated()) return std::nullopt;  // silenced just now
  const Supply others = supply(now, unit);
  if (limit && !may_leave(unit.exposure, now, unit.effect_of(*limit), others)) {
    limit = smaller_limit(now, unit, *limit);
    if (!limit) limit = limit_to_repeat(now, unit);
    if (limit && !may_leave(unit.exposure, now, unit.effect_of(*limit), others)) limit.reset();
  }
  if (!limit && unit.is_zeroed) limit = Centiamps{};
  return send_heartbeat(now, unit, limit);
}

/// Of what is too much, as much as there is room for, or what the unit is held to anyway.
std::optional<Centiamps> Master::smaller_limit(Time now, const ServedUnit& unit,
                                               Centiamps limit) const {
  if (unit.phase != LinkPhase::linked) return std::nullopt;
  const Supply others = supply(now, unit);
  for (const Centiamps most : {others.total - others.others, unit.exposure.floor(now)}) {
    const Centiamps smaller = whole_amps(std::min(limit, most));
    const bool says_something = smaller >= unit.least && !unit.has_echoed(smaller);
    const bool fits =
        says_something && may_leave(unit.exposure, now, unit.effect_of(smaller), others);
    if (fits) return smaller;
  }
  return std::nullopt;
}

/// A Protocol 2 unit takes 05 before it charges, and 09 while it does. One that was heard last
/// before it began would not hear a reduction by 05.
msg::Command Master::command_for(const ServedUnit& unit, Centiamps limit) {
  const bool is_ready = unit.said && unit.said->state == msg::ChargeState::ready;
  const bool is_first = is_ready && limit >= unit.told();
  return unit.protocol == Protocol::one || is_first ? msg::Command::set_initial_limit
                                                    : msg::Command::set_limit;
}

/// What a limit that leaves changes; whether it is another one than before.
bool Master::note_limit(Time now, ServedUnit& unit, Centiamps limit) {
  const Centiamps most = unit.effect_of(limit).high;
  const bool is_new = unit.granted != limit;
  if (is_new && limit > unit.told()) unit.raised = now;
  if (most < unit.exposure.highest(now)) {
    unit.falls_to = unit.falls_since ? std::min(unit.falls_to, most) : most;
    if (!unit.falls_since) unit.falls_since = now;
  }
  if (is_new) {
    unit.granted_at = now;
    unit.was_echoed = false;
  }
  unit.granted = limit;
  if (limit > Centiamps{}) unit.still_answers = 0;
  const bool is_zero = unit.protocol == Protocol::one && limit == Centiamps{};
  unit.is_zeroed = unit.is_zeroed || is_zero;  // until it was offered more and says so
  return is_new;
}

/// The only place that a heartbeat leaves from, and the gate before it.
std::optional<wire::Frame> Master::send_heartbeat(Time now, ServedUnit& unit,
                                                  std::optional<Centiamps> limit) {
  const auto effect = limit ? std::optional{unit.effect_of(*limit)} : std::nullopt;
  if (!may_leave(unit.exposure, now, effect, supply(now, unit))) {
    unit.due = now + retry;
    return std::nullopt;
  }
  const msg::Command command = limit ? command_for(unit, *limit) : msg::Command::none;
  const bool is_new_offer = limit && note_limit(now, unit, *limit);
  note_pace(now, unit);
  unit.exposure.sent(now, effect);
  unit.heartbeated = now;
  unit.due = now + pace::period;
  if (is_new_offer) tell(now, EventKind::offer, unit, reason_for(now, unit));
  await(now, unit, true);
  const wire::Frame frame = msg::encode(msg::MasterHeartbeat{.from = config_.id,
                                                             .to = unit.id,
                                                             .command = command,
                                                             .limit = limit.value_or(Centiamps{})},
                                        unit.protocol);
  echo_.sent(now, frame);
  return frame;
}

/// Behind a network one question at a time waits as long as an answer may take.
void Master::await(Time now, const ServedUnit& unit, bool is_heartbeat) {
  constexpr Duration serial_patience = milliseconds{500};
  const Duration longest = config_.line.round_trip + seconds{3};
  Duration patience = config_.line.is_network ? longest : serial_patience;
  if (!is_heartbeat && !config_.line.is_network) patience = milliseconds{400};
  pending_ = {
      .unit = index_of(unit), .is_heartbeat = is_heartbeat, .since = now, .until = now + patience};
}

void Master::keep_quiet(Time until) {
  quiet_line_until_ = std::max(quiet_line_until_, until);
}

}  // namespace twc::node
