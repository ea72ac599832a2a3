/// The mouth of the master: what leaves next, and when. Every frame for a unit passes may_leave().

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
constexpr Duration slow = seconds{8};  // a unit is close to giving up on us
constexpr Duration just_now = seconds{8};

/// How late the next heartbeat of a unit may be.
Duration longest_gap(const Line& line, std::size_t units, bool has_mute) {
  if (line.is_network) {
    return std::min<Duration>(static_cast<Duration::rep>(units) * line.round_trip, slow);
  }
  if (has_mute) return milliseconds{3500};
  return units <= 2 ? milliseconds{1280} : milliseconds{2300};
}

/// One that announces itself anew: its first heartbeat comes in the place of the one that was due.
bool was_served(Time now, const ServedUnit& unit) {
  return unit.phase == LinkPhase::announced && unit.heartbeated &&
         now - *unit.heartbeated <= just_now;
}

constexpr Centiamps whole_amps(Centiamps current) {
  return detail::whole_amps(current);
}

}  // namespace

std::optional<wire::Frame> Master::poll(Time now) {
  if (is_halted_ || is_down_) return std::nullopt;
  last_poll_ = now;
  if (now - last_tick_ >= milliseconds{200}) tick(now);
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

bool Master::may_talk(Time now) const {
  if (now < quiet_line_until_ || now < started_ + config_.listen_first) return false;
  return !pending_ || now >= pending_->until;
}

std::optional<Time> Master::deadline() const {
  if (is_halted_ || is_down_) return std::nullopt;
  Time free = std::max({last_poll_, quiet_line_until_, started_ + config_.listen_first});
  if (pending_) free = std::max(free, pending_->until);
  const bool may_switch = config_.stop_by == StopBy::contactor;  // between heartbeats
  Time next = last_tick_ + (may_switch ? Duration{milliseconds{200}} : Duration{seconds{1}});
  // Who is in nobody's way speaks when it is due; otherwise when it has waited long enough, or
  // after what was in the way has left, which is asked about again.
  const auto when = [free](Time due, bool is_free) {
    return is_free ? std::max(free, due) : std::max(free, due + pace::longest_wait);
  };
  for (const ServedUnit& unit : units()) {
    if (!unit.is_heartbeated() && unit.phase != LinkPhase::announced) continue;
    next = std::min(next, when(unit.due, may_begin(std::max(free, unit.due), unit)));
  }
  if (linkready1_left_ + linkready2_left_ > 0) {
    const bool is_free = may_announce(std::max(free, linkready_due_));
    next = std::min(next, when(linkready_due_, is_free));
  }
  if (next_inquiry_) next = std::min(next, *next_inquiry_);
  return std::max(free, next);
}

/// Whether the first heartbeat of a unit makes no other one late, or has waited long enough.
bool Master::may_begin(Time now, const ServedUnit& unit) const {
  return unit.is_heartbeated() || was_served(now, unit) || now >= unit.due + pace::longest_wait ||
         has_slack(now, &unit);
}

/// Who has waited longest; but who has to fall comes first while nobody else gets late by it.
ServedUnit* Master::next_due(Time now) {
  const bool is_over = exposure(now) > total_;
  ServedUnit* next = nullptr;
  for (ServedUnit& unit : served()) {
    if (!unit.is_heartbeated() && unit.phase != LinkPhase::announced) continue;
    const bool answers = unit.is_heartbeated() && unit.exposure.last_answer() > unit.heartbeated;
    const bool falls = is_over && answers && unit.exposure.highest(now) > unit.offer;
    // Nobody hurries who was refused just now.
    const bool may_hurry = falls && unit.due <= *unit.heartbeated + pace::period &&
                           now >= *unit.heartbeated + pace::question && has_slack(now, &unit);
    if (may_hurry) return &unit;
    const bool is_due = now >= unit.due && may_begin(now, unit);
    if (is_due && (next == nullptr || unit.due < next->due)) next = &unit;
  }
  return next;
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
    const bool says_something = smaller >= unit.least && smaller != unit.echo();
    const bool fits =
        says_something && may_leave(unit.exposure, now, unit.effect_of(smaller), others);
    if (fits) return smaller;
  }
  return std::nullopt;
}

/// The only place that a heartbeat leaves from, and the gate before it.
std::optional<wire::Frame> Master::send_heartbeat(Time now, ServedUnit& unit,
                                                  std::optional<Centiamps> limit) {
  const auto effect = limit ? std::optional{unit.effect_of(*limit)} : std::nullopt;
  if (!may_leave(unit.exposure, now, effect, supply(now, unit))) {
    unit.due = now + retry;
    return std::nullopt;
  }
  const bool is_new_offer = limit && unit.granted != limit;
  if (limit) {
    if (*limit > unit.echo() && is_new_offer) unit.raised = now;
    const bool falls = effect->high < unit.exposure.highest(now);
    if (falls && !unit.falls_since) unit.falls_since = now;
    unit.granted = limit;
    const bool is_zero = unit.protocol == Protocol::one && *limit == Centiamps{};
    unit.is_zeroed = unit.is_zeroed || is_zero;  // until it echoes more
  }
  note_pace(now, unit);
  unit.exposure.sent(now, effect);
  unit.heartbeated = now;
  unit.due = now + pace::period;
  if (is_new_offer) {
    unit.echo_told = false;
    tell(now, EventKind::offer, unit, reason_for(now, unit));
  }
  await(now, unit, true);
  const bool before_charging =
      !unit.said || unit.said->state == msg::ChargeState::ready;  // 05 then, 09 afterwards
  const bool first_command =
      unit.protocol == Protocol::one || (before_charging && unit.said.has_value());
  const msg::Command command =
      !limit ? msg::Command::none
             : (first_command ? msg::Command::set_initial_limit : msg::Command::set_limit);
  const wire::Frame frame = msg::encode(msg::MasterHeartbeat{.from = config_.id,
                                                             .to = unit.id,
                                                             .command = command,
                                                             .limit = limit.value_or(Centiamps{})},
                                        unit.protocol);
  echo_.sent(now, frame);
  return frame;
}

void Master::note_pace(Time now, const ServedUnit& unit) {
  const bool is_slow = config_.line.is_network && unit.phase == LinkPhase::linked &&
                       now - unit.heartbeated.value_or(now) > slow;
  if (is_slow && !std::exchange(slow_told_, true)) tell(now, EventKind::link_slow, unit);
}

/// Whether there is a slot for something else before the heartbeats of all but `except`, which then
/// follow one another, are due at the latest.
bool Master::has_slack(Time now, const ServedUnit* except) const {
  const Duration slot = slowest_answer_ + pace::quiet;
  const bool has_mute = std::ranges::any_of(units(), [now](const ServedUnit& unit) {
    return unit.is_heartbeated() && unit.exposure.is_mute(now);
  });
  const auto count =
      static_cast<std::size_t>(std::ranges::count_if(units(), &ServedUnit::is_heartbeated));
  std::array<Time, most_units> latest{};
  latest.fill(Time::max());
  std::size_t others = 0;
  for (const ServedUnit& unit : units()) {
    if (!unit.is_heartbeated() || &unit == except) continue;
    latest[others++] = *unit.heartbeated + longest_gap(config_.line, count, has_mute);
  }
  std::ranges::sort(latest);  // all of it: g++ 12 -O2 sees a count of units beyond most_units
  const auto before = static_cast<Duration::rep>(std::ranges::count_if(
      units(), [&](const ServedUnit& unit) { return &unit != except && was_served(now, unit); }));
  Time begins = now + slot + before * slot;
  for (std::size_t at = 0; at < others; ++at, begins += slot) {
    if (begins > latest[at]) return false;
  }
  return true;
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
