/// How the master ends a charge: zero, silence or the contactor, and what shows that it has ended.

#include <utility>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::seconds;

constexpr Duration between_switches = seconds{60};

StopBy stop_method(StopBy chosen, Protocol protocol) {
  const bool is_first = protocol == Protocol::one;
  if (chosen == StopBy::automatic || chosen == StopBy::contactor) {
    return is_first ? StopBy::zero : chosen;
  }
  return chosen;
}

}  // namespace

void Master::silence(Time now, ServedUnit& unit, Reason reason) {
  if (unit.phase == LinkPhase::linked) note_stop(now, unit);
  unit.phase = LinkPhase::silenced;
  unit.silent_because = reason;
  unit.phase_since = now;
  unit.falls_since.reset();
  unit.spike_since.reset();
  unit.granted.reset();
  tell(now, EventKind::silenced, unit, reason);
}

/// Teslas put up with about three stops while plugged in, and then want to be plugged in again.
void Master::note_stop(Time now, ServedUnit& unit) {
  constexpr int tolerated = 3;
  if (++unit.stops >= tolerated) tell(now, EventKind::stopped_often, unit);
}

/// Zero where that stops the unit; otherwise down to the minimum and then silence, or the
/// contactor.
std::optional<Centiamps> Master::limit_to_stop(Time now, ServedUnit& unit) {
  const Centiamps echo = unit.echo();
  const StopBy method = stop_method(config_.stop_by, unit.protocol);
  const bool draws_on = unit.exposure.overdraw() > Centiamps{};
  const bool holds = draws_on || (echo > Centiamps{} && !unit.exposure.contactor_open(now));
  if (holds && !unit.stops_since) {
    unit.stops_since = now;
    unit.stop_told = false;
    unit.still_answers = 0;
  }
  if (method == StopBy::zero) return zero_to_stop(now, unit, holds);
  if (!holds) return std::nullopt;
  if (method == StopBy::silence) return silence_to_stop(now, unit);
  const bool may_get_least = unit.least <= most_for(unit);
  const bool may_fall =
      may_leave(unit.exposure, now, unit.effect_of(unit.least), supply(now, unit));
  if (unit.told() > unit.least && may_get_least && may_fall) return unit.least;
  const bool lies = draws_on && echo == Centiamps{};
  const bool is_in_vain = unit.contactor_acked && unit.may_start();
  if (method == StopBy::contactor && may_get_least && !lies && !is_in_vain) {
    return unit.granted < echo ? limit_to_repeat(now, unit) : std::nullopt;
  }
  return silence_to_stop(now, unit);
}

std::nullopt_t Master::silence_to_stop(Time now, ServedUnit& unit) {
  silence(now, unit, unit.stopped_by_user ? Reason::stopped : Reason::minimum);
  return std::nullopt;
}

/// A Protocol 2 unit that is sent 0 rests at 6 A: where those are too much it gets silence.
std::optional<Centiamps> Master::zero_to_stop(Time now, ServedUnit& unit, bool holds) {
  const bool rests =
      unit.protocol == Protocol::two && unit.granted == Centiamps{} && unit.echo() <= 6_A;
  const bool may_rest =
      may_leave(unit.exposure, now, unit.effect_of(Centiamps{}), supply(now, unit));
  if ((rests || !may_rest) && exposure(now) > total_) return silence_to_stop(now, unit);
  return holds && !rests ? std::optional{Centiamps{}} : std::nullopt;
}

std::optional<wire::Frame> Master::switch_contactors(Time now) {
  if (config_.stop_by != StopBy::contactor) return std::nullopt;
  const bool has_time = has_slack(now, nullptr);
  const bool is_over = exposure(now) > total_;
  for (ServedUnit& unit : served()) {
    const Time may_switch =
        unit.contactor_switched ? *unit.contactor_switched + between_switches : Time{};
    const bool has_waited =
        unit.stops_since && now - std::max(*unit.stops_since, may_switch) >= pace::longest_wait;
    if (!has_time && !(is_over && has_waited)) continue;
    if (auto frame = switch_contactor(now, unit)) return frame;
  }
  return std::nullopt;
}

/// Opens the contactor of a unit that has fallen to its minimum and is to stop, and closes it
/// again.
std::optional<wire::Frame> Master::switch_contactor(Time now, ServedUnit& unit) {
  if (unit.protocol != Protocol::two) return std::nullopt;
  if (unit.phase != LinkPhase::linked || unit.exposure.is_mute(now)) return std::nullopt;
  if (unit.contactor_switched && now - *unit.contactor_switched < between_switches) {
    return std::nullopt;
  }
  const bool wants_open = unit.offer == Centiamps{};
  // Without an acknowledgement it is not known to be open: it is asked again.
  const bool is_done = wants_open ? unit.contactor_acked : !unit.contactor_opened;
  if (is_done) return std::nullopt;
  if (wants_open) {
    const bool is_low = unit.echo() > Centiamps{} && unit.told() <= unit.least;
    if (!is_low) return std::nullopt;
  } else {
    if (!may_close_contactor(unit.exposure, now, supply(now, unit))) return std::nullopt;
    unit.exposure.set_contactor_open(false);
  }
  if (wants_open && !unit.contactor_opened) note_stop(now, unit);
  unit.contactor_opened = wants_open;
  unit.contactor_acked = false;
  unit.still_answers = 0;
  unit.contactor_switched = now;
  unit.exposure.addressed(now);
  keep_quiet(now + pace::after_own_frame);
  if (config_.line.is_network) await(now, unit, false);
  const wire::Frame frame =
      wants_open
          ? msg::encode(msg::StopCharging{.from = config_.id, .to = unit.id}, wire::HarmAccepted{})
          : msg::encode(msg::StartCharging{.from = config_.id, .to = unit.id});
  echo_.sent(now, frame);
  return frame;
}

/// Nothing is plugged in, or another car: an open contactor tells nothing any more. Behind an echo
/// of 0 that is so once the limit it had is forgotten.
void Master::note_ready(ServedUnit& unit, bool had_limit) {
  const bool has_limit = unit.said->limit > Centiamps{};
  if (has_limit || !had_limit) {
    unit.exposure.set_contactor_open(false);
    unit.contactor_opened = unit.contactor_acked = false;
  }
  if (!has_limit) unit.stops = 0;
}

/// An open contactor frees a unit once it is known to be open: the unit has acknowledged it, and
/// nothing flows in two answers. Without the acknowledgement the command may have been lost while
/// the car slept.
void Master::take_account_of_stop(Time now, ServedUnit& unit) {
  if (unit.charges() || unit.may_start()) {
    // It had opened, and has closed by itself: it has to be told again.
    if (unit.exposure.contactor_open(now)) unit.contactor_opened = unit.contactor_acked = false;
    unit.exposure.set_contactor_open(false);
  }
  if (unit.charges() || unit.has_risen) unit.still_answers = 0;
  if (!unit.stops_since) return;
  if (unit.charges()) {
    if (now - *unit.stops_since >= seconds{10} && !std::exchange(unit.stop_told, true)) {
      tell(now, EventKind::still_drawing, unit, Reason::stopped);
      if (unit.contactor_opened) silence(now, unit, Reason::disobeyed);
    }
    return;
  }
  if (unit.has_risen || ++unit.still_answers < 2) return;
  if (unit.contactor_acked && !unit.may_start()) unit.exposure.set_contactor_open(true);
  if (!std::exchange(unit.stop_told, true)) tell(now, EventKind::stopped, unit, Reason::stopped);
}

}  // namespace twc::node
