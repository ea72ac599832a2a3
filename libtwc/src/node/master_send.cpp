// SPDX-License-Identifier: MIT
/// The master sends its next frame. Each frame for a unit passes the gate once, right before it
/// leaves (R1).

#include <algorithm>
#include <array>
#include <span>
#include <utility>

#include <twc/msg/message.hpp>
#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

using std::chrono::milliseconds;

/// A Protocol 2 unit takes 05 before it charges, and 09 while it does. A unit that was heard last
/// before it began would not hear a reduction by 05.
msg::Command command_for(const ServedUnit& unit, Centiamps limit) {
  const bool is_heard = unit.link.is<link::Linking>() || unit.link.is<link::Linked>();
  const bool is_ready = is_heard && unit.said->state == msg::ChargeState::ready;
  const bool is_first = is_ready && limit >= unit.orders.told();
  return unit.protocol == Protocol::one || is_first ? msg::Command::set_initial_limit
                                                    : msg::Command::set_limit;
}

}  // namespace

std::optional<wire::Frame> MasterCore::poll(Time now) {
  if (is_halted_ || is_down_) return std::nullopt;
  notice_stall(now);
  last_poll_ = now;
  const auto stale = config_.stale_after ? stale_at() : std::nullopt;
  if (timers_.is_due(Timer::look, now) || (stale && now >= *stale)) tick(now);
  if (now < timers_.may_speak_at()) return std::nullopt;
  expire_pending(now);
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

void MasterCore::expire_pending(Time now) {
  if (!timers_.is_due(Timer::answer, now)) return;
  patience_.unanswered();
  forget_pending();
}

void MasterCore::forget_pending() {
  pending_.reset();
  timers_.stop(Timer::answer);
}

Supply MasterCore::supply(Time now, const ServedUnit& unit) const {
  const Centiamps own = counted(unit, exposure_of(now, unit));
  return {.total = total_, .others = exposure(now) - own, .caution = quiet_.caution(now)};
}

std::optional<wire::Frame> MasterCore::talk_to(Time now, ServedUnit& unit) {
  if (unit.link.is<link::Silenced>()) return ask(now, unit);
  const bool is_unheard = unit.link.is<link::Announced>() || unit.link.is<link::Greeted>();
  return is_unheard ? greet(now, unit) : beat(now, unit);
}

/// The first heartbeat carries no limit if the unit's last one fits, else the minimum if that fits.
/// A Protocol 1 unit that was sent 0 hears 0 again.
std::optional<wire::Frame> MasterCore::greet(Time now, ServedUnit& unit) {
  const bool is_clear = unit.announcements.is_one(now) && unit.rating.is_certain();
  const bool may_begin =
      unit.link.is<link::Greeted>() || (unit.greetings.may_begin(now) && may_be_greeted(now, unit));
  if (!is_clear || !may_begin) return hold_back(now, unit);
  const bool is_zero = unit.orders.is_zeroed() || unit.terms.is_off();
  const auto nothing =
      is_zero && unit.protocol == Protocol::one ? std::optional{Centiamps{}} : std::nullopt;
  const Centiamps least = unit.least();
  const bool is_offered = unit.offer >= least && least > Centiamps{};
  // A unit that has restarted may resume the limit that it was told to leave.
  const bool has_to_fall = is_over(now) && unit.exposure.highest(now) > least;
  std::array wishes{unit.wish(nothing), unit.wish(least)};
  if (is_offered && has_to_fall) std::swap(wishes[0], wishes[1]);
  const auto permit = Permit::first_of(std::span{wishes}.first(is_offered ? 2 : 1), unit.exposure,
                                       now, supply(now, unit));
  if (!permit) return hold_back(now, unit);
  if (unit.link.is<link::Announced>()) {
    unit.greetings.began(now);
    unit.orders.forget();
    unit.go(now, link::Input::greeted);
  }
  if (nothing && unit.echo() > Centiamps{}) unit.stopping.begin(now);
  return send_heartbeat(now, unit, *permit);
}

/// The master asks a silenced unit that gave no sign whether it has stopped. Where the unit may
/// resume more than there is room for, it asks with the minimum, as in a greeting. If the unit
/// alone counts more than the total, the minimum adds nothing to the sum.
std::optional<wire::Frame> MasterCore::ask(Time now, ServedUnit& unit) {
  constexpr Duration before_least = std::chrono::minutes{10};
  Supply others = supply(now, unit);
  const bool is_zero =
      unit.protocol == Protocol::one && (unit.terms.is_off() || unit.orders.is_zeroed());
  const bool may_carry_least = !is_zero && unit.least() <= most_for(now, unit);
  const auto nothing = is_zero ? std::optional{Centiamps{}} : std::nullopt;
  std::array wishes{unit.wish(nothing), unit.wish(unit.least())};
  auto wanted = std::span{wishes}.first(may_carry_least ? 2 : 1);
  const bool has_waited = now - unit.link.since >= before_least;
  if (may_carry_least && exposure_of(now, unit) > total_ && has_waited) {
    wanted = std::span{wishes}.last(1);
    others.adds_nothing = unit.least() <= exposure_of(now, unit);
  }
  const auto permit = Permit::first_of(wanted, unit.exposure, now, others);
  if (!permit) return hold_back(now, unit);
  const wire::Frame frame = send_heartbeat(now, unit, *permit);
  unit.go(now, link::Input::asked);
  return frame;
}

std::optional<wire::Frame> MasterCore::beat(Time now, ServedUnit& unit) {
  const NextLimit next = limit_for(now, unit);
  if (!unit.is_heartbeated()) return std::nullopt;  // silenced just now
  const auto otherwise = unit.orders.is_zeroed() ? std::optional{Centiamps{}} : std::nullopt;
  const std::array wishes{unit.wish(next.limit ? next.limit : otherwise), unit.wish(otherwise)};
  // A heartbeat that can raise nothing leaves whatever the other units draw. An empty supply lets
  // no raise pass.
  const bool is_plain = !next.limit && !otherwise && !is_raise(unit.exposure, now, std::nullopt);
  const auto permit = Permit::first_of(std::span{wishes}.first(next.may_be_left_out ? 2 : 1),
                                       unit.exposure, now, is_plain ? Supply{} : supply(now, unit));
  return permit ? std::optional{send_heartbeat(now, unit, *permit)} : hold_back(now, unit);
}

/// R1 holds the frame back, or it is not time for it: the unit has its turn again soon.
std::nullopt_t MasterCore::hold_back(Time now, ServedUnit& unit) {
  unit.due = now + pace::retry;
  return std::nullopt;
}

/// The only place that a heartbeat leaves from.
wire::Frame MasterCore::send_heartbeat(Time now, ServedUnit& unit, const Permit& permit) {
  const auto limit = permit.limit();
  const msg::Command command = limit ? command_for(unit, *limit) : msg::Command::none;
  const bool is_new_offer =
      limit && unit.orders.sent(now, unit.protocol, *limit, exposure_of(now, unit));
  note_pace(now, unit);
  unit.exposure.sent(now, permit.effect());
  unit.stopping.addressed();
  // This frame serves a unit at zero again: a later stop is another one (S9).
  if (limit > Centiamps{} && unit.offer > Centiamps{}) unit.stopping.end();
  unit.heartbeated = now;
  ++unit.unanswered;
  unit.due = now + pace::period;
  if (is_new_offer) tell(now, unit, event::Offered{});
  await(now, unit, true);
  const wire::Frame frame = msg::encode(msg::MasterHeartbeat{.from = config_.id,
                                                             .to = unit.id,
                                                             .command = command,
                                                             .limit = limit.value_or(Centiamps{})},
                                        unit.protocol);
  echo_.sent(now, frame);
  return frame;
}

/// Through a network a question waits as long as a heartbeat.
void MasterCore::await(Time now, const ServedUnit& unit, bool is_heartbeat) {
  constexpr Duration other_answers = milliseconds{400};
  const bool is_short = !is_heartbeat && !config_.line.is_network;
  pending_ = {.unit = index_of(unit), .is_heartbeat = is_heartbeat, .since = now};
  timers_.set(Timer::answer, now + (is_short ? other_answers : patience_.wait()));
  if (unheard_.frames++ == 0) unheard_.since = now;
}

void MasterCore::keep_off_line(Time until) {
  timers_.put_off(Timer::line, until);
}

}  // namespace twc::node
