// SPDX-License-Identifier: MIT
/// The master takes the settings and commands of its user, and hears whether its line is up.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;

/// A real master was heard to announce itself so often at its first power-on.
constexpr int boot_linkready1 = 6;
constexpr int boot_linkready2 = 3;
constexpr Duration usual_answer = milliseconds{220};

}  // namespace

MasterCore::MasterCore(const MasterConfig& config, Time now, const MasterMemory& memory)
    : config_{config},
      echo_{config.line.is_network ? config.line.round_trip : Duration{std::chrono::seconds{1}}},
      memory_{memory},
      requested_{config.limit.value_or(config.max_current)},
      limit_{std::min(requested_, config.max_current)},
      total_{limit_},
      hold_{config.hold},
      is_stopped_{config.begins_stopped},
      policy_{config.policy},
      renewed_{now},
      is_remembered_{config.begins_stale},
      rotated_standing_{now},
      quiet_{config, now},
      patience_{config.line.is_network ? Patience::network(config.line.vouches_after())
                                       : Patience::serial()},
      slowest_answer_{usual_answer},
      awake_{now},
      linkready1_left_{boot_linkready1},
      linkready2_left_{boot_linkready2} {
  timers_.set(Timer::listening, now + config.listen_first);
  look_again_after(now);
  timers_.set(Timer::announcement, now);
  const Polls& polls = config.polls;
  const bool asks = polls.meter || polls.vin || polls.serial || polls.firmware || polls.plug;
  if (asks) timers_.set(Timer::inquiry, now);
  update_total(now);
}

void MasterCore::set_limit(Time now, Centiamps limit) {
  requested_ = limit;
  limit_ = std::min(limit, config_.max_current);
  renew(now);
}

void MasterCore::renew(Time now) {
  renewed_ = now;
  is_remembered_ = false;
  tick(now);
}

std::optional<Time> MasterCore::stale_at() const {
  if (!config_.stale_after || is_stale_) return std::nullopt;
  return renewed_ + *config_.stale_after;
}

bool MasterCore::set_ceiling(Time now, TwcId id, Centiamps ceiling) {
  ServedUnit* const unit = find(id);
  if (unit == nullptr) return false;
  unit->terms.ceiling = ceiling;
  terms_changed_ = now;
  if (ceiling < unit->least()) begin_stop(now, *unit);
  tick(now);
  return true;
}

/// S9: a stop ends in `stopped` also where the unit cannot be told: once it is freed.
void MasterCore::begin_stop(Time now, ServedUnit& unit) {
  if (unit.is_heartbeated() || unit.exposure.is_free(now)) return;
  unit.stopping.begin(now);
  unit.stopping.silenced();
}

bool MasterCore::stop(Time now, std::optional<TwcId> id) {
  if (id && find(*id) == nullptr) return false;
  if (!id) is_stopped_ = true;
  terms_changed_ = now;
  for (ServedUnit& unit : served()) {
    if (id && unit.id != *id) continue;
    unit.terms.is_stopped = true;
    begin_stop(now, unit);
  }
  tick(now);
  return true;
}

/// The master greets a unit that it gave up as R1 lets it, and forgets nothing that the unit may
/// draw.
bool MasterCore::start(Time now, std::optional<TwcId> id) {
  if (id && find(*id) == nullptr) return false;
  if (!id) is_stopped_ = false;
  terms_changed_ = now;
  for (ServedUnit& unit : served()) {
    if (id && unit.id != *id) continue;
    if (std::exchange(unit.terms.is_stopped, false)) unit.queued = now;
    unit.disobeyed = 0;
    unit.greetings.try_now(now);
    if (unit.stopping.is_verified()) unit.stopping.end();
    const bool lacks_room = unit.link.silenced_because() == Reason::minimum;
    const bool waits = unit.link.is<link::Silenced>() || unit.link.is<link::Conflict>();
    if (!waits || lacks_room) continue;
    if (unit.link.is<link::Conflict>()) unit.announcements = {};
    unit.due = now + pace::before_greeting;
    unit.go(now, link::Input::announced);
  }
  tick(now);
  return true;
}

void MasterCore::set_policy(Time now, Policy policy) {
  policy_ = policy;
  terms_changed_ = now;
  tick(now);
}

void MasterCore::link_down(Time now) {
  is_down_ = true;
  forget_pending();
  quiet_.line_down(now);
}

void MasterCore::link_up(Time now) {
  is_down_ = false;
  line_up_at_ = now;
  timers_.set(Timer::line, now);
  if (quiet_.line_up(now)) forget_limits();
  unheard_ = {};
  awake_ = now;
  for (ServedUnit& unit : served()) unit.exposure.line_up(now);
  begin_again(now);
}

/// The loop stalled, or the machine slept: frames that are read now came long ago, and no unit is
/// late yet. A master that waited until its own deadline has not slept.
void MasterCore::notice_stall(Time now) {
  constexpr Duration stall = std::chrono::seconds{3};
  const Time before = std::exchange(awake_, now);
  if (now - before < stall) return;
  const Duration slept = now - std::max(before, deadline().value_or(now));
  if (slept < stall) return;
  echo_.delay(now - before);  // the echo may have come right after `before`
  begin_again(now);
}

/// After an outage of the line or of our own no unit is late yet.
void MasterCore::begin_again(Time now) {
  for (ServedUnit& unit : served()) {
    unit.orders.begin_again(now);
    unit.stopping.begin_again(now);
  }
}

/// Another master may have been at work: nobody knows the limits of the units.
void MasterCore::forget_limits() {
  for (ServedUnit& unit : served()) unit.exposure.taken_over();
}

void MasterCore::halt(Time now, const event::Any& why) {
  is_halted_ = true;
  forget_pending();
  tell(now, why);
}

}  // namespace twc::node
