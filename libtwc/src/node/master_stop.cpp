// SPDX-License-Identifier: MIT
/// How the master ends a charge: zero, silence, or the contactor and then one of these.

#include <algorithm>
#include <array>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
/// The reason to stop a unit that has no offer.
Reason MasterCore::reason_to_stop(const ServedUnit& unit) const {
  return unit.terms.is_off() ? Reason::stopped : Reason::minimum;
}

/// The user's own stop lasts; a stop for lack of room ends when there is room.
void MasterCore::silence(Time now, ServedUnit& unit, Reason reason) {
  const bool is_stop = reason == Reason::stopped || reason == Reason::minimum;
  if (is_stop) count_stop(now, unit);
  const bool is_left_alone = reason == Reason::lost || reason == Reason::elsewhere;
  if (!is_left_alone) unit.stopping.begin(now);
  unit.stopping.silenced();
  if (reason == Reason::elsewhere) unit.exposure.give_up();
  unit.spike_since.reset();
  unit.orders.forget();
  unit.due = now + pace::retry;
  unit.go(now, link::Input::silenced, reason);
  if (reason == Reason::elsewhere) return;  // told as another master
  if (reason == Reason::lost) return tell_lost(now, unit);
  tell(now, unit, event::Offered{}, reason_for(now, unit));
}

/// Teslas put up with about three stops while plugged in, and then want to be plugged in again.
void MasterCore::count_stop(Time now, ServedUnit& unit) {
  constexpr unsigned tolerated = 3;
  const bool had_car = unit.demand.need() <= Need::holding;
  unit.demand.stopped(now);
  unit.queued = now;
  unit.turn_began.reset();
  if (!had_car) return;
  unit.stopping.count();
  const unsigned stops = unit.stopping.stops();
  if (stops >= tolerated) tell(now, unit, event::StoppedOften{.stops = stops});
}

/// R2: a unit that must stop is lowered to its minimum at once, whatever `stop_by` says, and then
/// stopped; a Protocol 1 unit to 0.
NextLimit MasterCore::limit_to_stop(Time now, ServedUnit& unit) {
  // A single answer with current and no limit may be damaged.
  const auto overdraws = unit.overdraw.since;
  const bool draws_twice = overdraws && *overdraws < unit.exposure.last_answer();
  const bool holds =
      unit.exposure.highest(now) > Centiamps{} && (unit.echo() > Centiamps{} || draws_twice);
  const StopBy method = stop_method(config_.stop_by, unit.protocol);
  if (holds) unit.stopping.begin(now);
  if (method == StopBy::zero && unit.protocol == Protocol::one) return zero_to_stop(now, unit);
  if (!holds) return {};
  return least_to_stop(now, unit);
}

NextLimit MasterCore::zero_to_stop(Time now, ServedUnit& unit) {
  const bool holds = unit.echo() > Centiamps{} || unit.orders.told() > Centiamps{};
  if (!holds) return {};
  const bool is_first = unit.orders.granted() != Centiamps{} && !unit.exposure.is_mute(now);
  if (is_first) count_stop(now, unit);
  return {.limit = Centiamps{}};
}

/// Protocol 2: down to the minimum, repeated until it is echoed. The unit is silenced once its
/// exposure is the minimum, or when it has not followed for long.
NextLimit MasterCore::least_to_stop(Time now, ServedUnit& unit) {
  const StopBy method = stop_method(config_.stop_by, unit.protocol);
  const bool rests = method == StopBy::zero && !is_over(now);
  const Centiamps target = rests ? Centiamps{} : unit.least();
  const Centiamps effect = unit.effect_of(target).high;
  const bool is_late = now - *unit.stopping.begun() >= follows_within(config_.line);
  const bool is_low = exposure_of(now, unit) <= effect;
  const bool may_fall = !is_raise(unit.exposure, now, unit.effect_of(target));
  const bool may_open = method == StopBy::contactor && !unit.stopping.draws_on();
  const bool opens_first = may_open && !is_over(now) && !unit.stopping.is_acknowledged();
  const bool may_silence = !may_rest(now, unit) && (is_late || !opens_first);
  // A single answer with a limit, of a unit that had none, may be damaged.
  const bool has_just_answered = unit.exposure.last_answer() > unit.heartbeated;
  const bool is_doubtful = has_just_answered && unit.exposure.floor(now) == Centiamps{};
  if (may_silence && (is_late || (!is_doubtful && (is_low || !may_fall)))) {
    // S3: a unit that says nothing is lost, and is served once it announces itself.
    const bool is_lost = has_gone_mute(unit) && !unit.terms.is_off();
    is_lost ? lose(now, unit) : silence(now, unit, reason_to_stop(unit));
    return {};
  }
  const bool is_at_least = !rests && unit.orders.told() <= effect;
  if (!may_fall || is_at_least || unit.orders.has_echoed(target)) return limit_to_repeat(now, unit);
  if (rests && unit.orders.granted() != Centiamps{}) count_stop(now, unit);
  return {.limit = target};
}

/// A unit with an open contactor, or one that was told 0, stays linked where the user stopped it
/// and there is room. Every stop ends in `stopped` (S9): if it is not verified in time, silence
/// follows. A stop for lack of room ends in silence anyway; the contactor only precedes it.
bool MasterCore::may_rest(Time now, const ServedUnit& unit) const {
  const StopBy method = stop_method(config_.stop_by, unit.protocol);
  const bool is_asked_to = method == StopBy::zero || method == StopBy::contactor;
  if (!is_asked_to || !unit.terms.is_off() || unit.stopping.draws_on()) return false;
  if (is_over(now) || unit.least() > total_) return false;
  const auto begun = unit.stopping.begun();
  return unit.stopping.is_verified() || !begun || now - *begun < Stopping::rests_for(method);
}

std::optional<wire::Frame> MasterCore::switch_contactors(Time now) {
  if (config_.stop_by != StopBy::contactor) return std::nullopt;
  const bool has_time = has_slack(now, nullptr);
  for (ServedUnit& unit : served()) {
    const auto begun = unit.stopping.begun();
    const bool has_waited =
        begun && now - std::max(*begun, unit.stopping.may_switch_at()) >= pace::longest_wait;
    if (!has_time && !has_waited) continue;
    if (auto frame = switch_contactor(now, unit)) return frame;
  }
  return std::nullopt;
}

/// Opens the contactor of a unit that has fallen to its minimum and is to stop, and closes it
/// again. Without an acknowledgement it is not known to be open: the unit is asked again.
std::optional<wire::Frame> MasterCore::switch_contactor(Time now, ServedUnit& unit) {
  if (unit.protocol != Protocol::two || !unit.link.is<link::Linked>()) return std::nullopt;
  if (unit.exposure.is_mute(now) || !unit.stopping.may_switch(now)) return std::nullopt;
  const bool opens = unit.offer == Centiamps{};
  const bool is_done = opens ? unit.stopping.is_acknowledged() : !unit.stopping.has_opened();
  if (is_done) return std::nullopt;
  if (opens) {
    const bool is_low = unit.echo() > Centiamps{} && unit.orders.told() <= unit.least();
    if (!is_low) return std::nullopt;
  } else {
    // A contactor closes only when all limits fit: the unit counts its limit either way (R1).
    const bool fits = exposure(now) <= total_;
    const std::array wishes{unit.wish(std::nullopt)};
    if (!fits || !Permit::first_of(wishes, unit.exposure, now, supply(now, unit))) {
      return std::nullopt;
    }
  }
  if (opens && !unit.stopping.has_opened()) count_stop(now, unit);
  if (!opens) unit.demand.resumed(now);
  unit.stopping.switched(now, opens);
  unit.exposure.addressed(now);
  keep_off_line(now + pace::after_own_frame);
  if (config_.line.is_network) await(now, unit, false);
  const wire::Frame frame =
      opens
          ? msg::encode(msg::StopCharging{.from = config_.id, .to = unit.id}, wire::HarmAccepted{})
          : msg::encode(msg::StartCharging{.from = config_.id, .to = unit.id});
  echo_.sent(now, frame);
  return frame;
}

}  // namespace twc::node
