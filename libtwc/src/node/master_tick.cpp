// SPDX-License-Identifier: MIT
/// The master looks at the clock: it gives up units that are lost, do not follow or overdraw, ends
/// the quiet time, and notices a link that brings nothing.

#include <algorithm>
#include <utility>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::seconds;

}  // namespace

void MasterCore::tick(Time now) {
  look_again_after(now);
  look_at_quiet_time(now);
  update_total(now);
  look_at_link(now);
  for (ServedUnit& unit : served()) tick_unit(now, unit);
  decide(now);
}

void MasterCore::look_again_after(Time now) {
  constexpr Duration between_looks = std::chrono::milliseconds{200};
  const bool may_switch = config_.stop_by == StopBy::contactor;  // between heartbeats
  timers_.set(Timer::look, now + between_looks);
  timers_.set(Timer::wake, now + (may_switch ? between_looks : Duration{seconds{1}}));
}

/// The quiet time ends early when as many units as the user expects have each answered twice in it.
void MasterCore::look_at_quiet_time(Time now) {
  if (!quiet_.is_running() && !quiet_.waits_for_units()) return;
  const auto answered_twice_since = [](const ServedUnit& unit, Time then) {
    return unit.answered[1] >= then;
  };
  const auto begun = quiet_.begun();
  const auto known = std::ranges::count_if(
      units(), [&](const ServedUnit& unit) { return begun && answered_twice_since(unit, *begun); });
  const bool are_known =
      config_.expect_units && static_cast<std::size_t>(known) >= *config_.expect_units;
  const bool are_back = std::ranges::none_of(
      units(), [&](const ServedUnit& unit) { return quiet_.awaits(now, unit.answered); });
  quiet_.look(now, are_known, are_back);
}

/// A relay in between may have died: nothing at all came for 10 s and four frames.
void MasterCore::look_at_link(Time now) {
  constexpr Duration dead_after = seconds{10};
  constexpr Duration between = std::chrono::minutes{1};
  constexpr unsigned least_frames = 4;
  if (!config_.line.is_network || is_down_ || unheard_.frames < least_frames) return;
  if (now - unheard_.since < dead_after) return;
  if (unheard_.told && now - *unheard_.told < between) return;
  unheard_ = {.told = now};
  tell(now, event::LinkDead{});
}

void MasterCore::tick_unit(Time now, ServedUnit& unit) {
  if (is_down_) return tell_news(now, unit);  // commands come in an outage too, answers do not
  const bool has_announced = unit.exposure.is_abandoned();
  if (!unit.is_heartbeated() && has_announced) greet_later(now, unit);
  const bool was_asked = unit.link.was_asked_enough() &&
                         now - *unit.exposure.last_sent() >= config_.line.vouches_after();
  if (was_asked && !has_announced) {  // it has no power or no cable
    unit.exposure.give_up();
    unit.stopping.silenced();
    unit.go(now, link::Input::lost);
  }
  tell_news(now, unit);
  // Units announce themselves every 6 to 10 s. A damaged id is heard once.
  constexpr Duration announces_within = seconds{60};
  const Time announced = std::max(unit.announcements.heard(), unit.link.since);
  if (unit.link.is<link::Announced>() && now - announced >= announces_within) {
    // A unit that counts, and that the user started unheard, is asked like one that is silenced.
    const bool may_draw = !unit.exposure.is_free(now) && !has_announced;
    may_draw ? unit.go(now, link::Input::silenced, Reason::lost) : unit.go(now, link::Input::lost);
  }
  if (!unit.is_heartbeated()) return;
  if (now - silent_since(unit) >= config_.lost_after) return lose(now, unit);
  const auto falls = unit.orders.falls_since();
  const bool is_late = falls && now - *falls >= follows_within(config_.line);
  if (is_late && (unit.offer == Centiamps{} || is_over(now))) give_up(now, unit);
  if (!unit.overdraw.is_told || !is_over(now)) return;
  if (now - *unit.overdraw.since < pace::others_fall) return;
  ++unit.disobeyed;
  silence(now, unit, Reason::overdraw);
}

/// An outage of the line is no silence of the unit.
Time MasterCore::silent_since(const ServedUnit& unit) const {
  const Time greeted = unit.link.is<link::Greeted>() ? unit.link.since : Time{};
  return std::max({unit.exposure.last_answer().value_or(unit.link.since), greeted, line_up_at_});
}

bool MasterCore::has_gone_mute(const ServedUnit& unit) {
  constexpr Duration apart = seconds{6};
  const auto last_sent = unit.exposure.last_sent();
  return unit.misses_answers() && last_sent &&
         *last_sent - unit.exposure.last_answer().value_or(Time{}) >= apart;
}

/// A unit that answered none of several heartbeats hears nothing or says nothing: time alone frees
/// it. Where hardly any left, as after an outage, it has to be asked.
/// S10: a unit that answers no greeting is reported once.
void MasterCore::lose(Time now, ServedUnit& unit) {
  const bool is_greeting = unit.link.is<link::Greeted>();
  if (is_greeting) {
    unit.greetings.failed(now);
    if (unit.greetings.is_news()) tell(now, unit, event::Deaf{}, Reason::deaf);
  }
  if (!has_gone_mute(unit)) return silence(now, unit, Reason::lost);
  unit.exposure.give_up();
  unit.orders.forget();
  unit.stopping.silenced();
  unit.go(now, link::Input::lost);
  if (!is_greeting || !unit.greetings.is_deaf()) tell_lost(now, unit);
}

/// S3: a unit that answered three reductions without following disobeys. Otherwise it is lost, and
/// is served again once it announces itself. A unit that fell silent before it could show that it
/// takes no less has not refused.
void MasterCore::give_up(Time now, ServedUnit& unit) {
  constexpr unsigned clear_refusals = 3;
  const unsigned refusals = unit.orders.refusals();
  const bool may_follow = unit.misses_answers() && unit.orders.may_be_at_its_least();
  if (refusals >= clear_refusals && !may_follow) {
    ++unit.disobeyed;
    return silence(now, unit, Reason::disobeyed);
  }
  if (refusals == 0) return lose(now, unit);
  silence(now, unit, Reason::lost);
}

/// S9: every stop ends in `stopped`.
void MasterCore::tell_news(Time now, ServedUnit& unit) {
  // A silenced unit counts until it is freed, so it has stopped then, and not before.
  const Stopping::News news = unit.stopping.news(now, unit.exposure.is_free(now));
  if (news == Stopping::News::stopped) {
    tell(now, unit, event::Stopped{});
  } else if (news == Stopping::News::still_drawing) {
    tell(now, unit, event::StillDrawing{});
  }
}

}  // namespace twc::node
