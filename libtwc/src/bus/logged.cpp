// SPDX-License-Identifier: MIT
#include <twc/bus/monitor.hpp>

namespace twc::bus {
namespace {

/// Only Protocol 2 has these states.
bool is_of_protocol_two(msg::ChargeState state) {
  using enum msg::ChargeState;
  return state == raise_ack || state == lower_ack || state == set_limit_ack || state == adjusted;
}

}  // namespace

/// A master answers the first announcement: five in half a minute are too many. A unit that is
/// switched on again and again announces itself more rarely.
void LoggedWatch::announce(const When& now) {
  constexpr std::uint32_t enough = 5;
  constexpr Duration long_enough = std::chrono::seconds{30};
  constexpr Duration widest_gap = std::chrono::seconds{60};
  const auto gap = between(last_announced_, now);
  last_announced_ = now;
  if (announcements_ == 0 || !gap || *gap > widest_gap) {
    announcements_ = 0;
    first_announced_ = now;
  }
  ++announcements_;
  const auto lasted = between(first_announced_, now);
  if (announcements_ < enough || !lasted || *lasted < long_enough) return;
  unheard_ = {
      .cause = {.unit = {}, .heartbeats = 0, .announcements = announcements_},
      .spell = Spell{first_announced_,          now         }
  };
}

void Watch::be_logged(const When& now, const LoggedHeartbeat& heartbeat) {
  logged.hear(now, heartbeat, [this](const When& at, const LoggedHeartbeat& one) {
    const msg::MasterHeartbeat sent = one.master.value_or(msg::MasterHeartbeat{});
    Moment moment;
    moment.at = at;
    if (is_of_protocol_two(one.unit.state)) traits.protocol = Protocol::two;
    // A rating that is not known may be the reason for a lower limit, but for none as low.
    const bool may_be_rating = !traits.rating && one.unit.limit >= 10_A;
    if (!may_be_rating) limit.send(moment, sent);
    ask.send(at, sent, traits);
    zero.send(at, sent);
    stuck.send(sent);
    flap.send(at, sent);
    limit.answer(moment, one.unit, traits);
    ask.answer(moment, one.unit);
    zero.answer(at, one.unit, traits);
    stuck.answer(at, one.unit);
    draw.answer(at, one.unit, LoggedWatch::unsure);
    six.answer(at, one.unit);
    error.answer(at, one.unit);
    limit_in_force = one.unit.limit;
  });
}

void Monitor::hear_logged(const When& now, const LoggedHeartbeat& heartbeat) {
  ++totals_.logged;
  watch(heartbeat.unit.from).be_logged(steady(now), heartbeat);
}

void Monitor::hear_logged(const When& now, const msg::SlaveLinkready& announcement) {
  ++totals_.logged;
  Watch& unit = watch(announcement.from);
  if (announcement.maximum != Centiamps{}) unit.traits.rating = announcement.maximum;
  unit.logged.announce(steady(now));
}

void Monitor::hear_logged(const When& now, TwcId unit) {
  ++totals_.logged;
  static_cast<void>(steady(now));
  watch(unit).logged.answer();
}

}  // namespace twc::bus
