/// The mind of the master: who is to have how much, and what to send so that it comes to that.

#include <algorithm>

#include <twc/node/master.hpp>

namespace twc::node {
namespace {

using std::chrono::milliseconds;
using std::chrono::seconds;

constexpr Duration follows_within = seconds{10};  // after the first reduction
constexpr Duration between_raises = seconds{5};
/// A stop wears the relay and may cost the driver a walk: what passes by itself is no reason.
constexpr Duration long_enough_to_stop = seconds{3};
constexpr Duration standing_turn = seconds{60};

/// Of one that is not spoken to: slaves announce themselves every 6 to 10 s.
bool is_there(Time now, const ServedUnit& unit) {
  constexpr Duration announces_within = seconds{25};
  return now - unit.announcements.heard() <= announces_within;
}

}  // namespace

void Master::tick(Time now) {
  last_tick_ = now;
  update_total(now);
  if (quiet_until_) {
    const auto answered_twice = std::ranges::count_if(
        units(), [](const ServedUnit& unit) { return unit.heartbeats_answered >= 2; });
    const bool all_there =
        config_.expect_units && static_cast<std::size_t>(answered_twice) >= *config_.expect_units;
    if (now >= *quiet_until_ || all_there) quiet_until_.reset();
  }
  constexpr Duration dead_after = seconds{10};
  if (config_.line.is_network && unanswered_since_ && now - *unanswered_since_ >= dead_after) {
    unanswered_since_.reset();
    tell(now, EventKind::link_dead);
  }
  for (ServedUnit& unit : served()) tick_unit(now, unit);
  decide(now);
}

void Master::tick_unit(Time now, ServedUnit& unit) {
  // It announced itself when there was no room: now that there is, it need not do so again.
  if (unit.phase == LinkPhase::silenced && is_there(now, unit)) greet_later(now, unit);
  if (!unit.is_heartbeated()) return;
  const Time heard =
      std::max(unit.exposure.last_answer().value_or(unit.phase_since), unit.phase_since);
  if (now - heard >= config_.lost_after) {
    unit.phase = LinkPhase::lost;
    unit.phase_since = now;
    unit.falls_since.reset();
    tell(now, EventKind::lost, unit, Reason::lost);
  } else if (unit.falls_since && now - *unit.falls_since >= follows_within) {
    const bool matters = exposure(now) > total_ || unit.offer == Centiamps{};
    if (matters) silence(now, unit, Reason::disobeyed);
  }
}

void Master::update_total(Time now) {
  const bool was_stale = is_stale_;
  is_stale_ = config_.stale_after && now - renewed_ >= *config_.stale_after;
  total_ = std::min(limit_, config_.max_current);
  if (is_stale_) total_ = std::min(total_, config_.fallback);
  if (is_stale_ && !was_stale) tell(now, EventKind::stale);
}

Centiamps Master::exposure(Time now) const {
  Centiamps sum;
  for (const ServedUnit& unit : units()) sum = sum + unit.exposure.highest(now);
  return sum;
}

/// What the policy may divide: not what units draw that are not spoken to, nor what is drawn beyond
/// limits, nor what one that is to stop keeps on the way to it, nor what one keeps that obeys no
/// reduction.
Centiamps Master::budget(Time now) const {
  Centiamps taken;
  const bool is_over = exposure(now) > total_;
  const Duration obeys_within = config_.line.round_trip + seconds{4};
  for (const ServedUnit& unit : units()) {
    const Centiamps highest = unit.exposure.highest(now);
    const bool is_served = unit.is_heartbeated() || unit.phase == LinkPhase::announced;
    const bool lingers = unit.is_stopped_for_good() && unit.protocol == Protocol::two;
    const Centiamps kept = lingers ? std::min(highest, unit.least) : Centiamps{};
    const Centiamps granted = is_over ? Centiamps{} : unit.granted.value_or(Centiamps{});
    const Centiamps beyond = unit.exposure.overdraw() - granted;
    const bool is_deaf = unit.falls_since && now - *unit.falls_since >= obeys_within;
    const Centiamps excess = is_deaf ? highest - unit.offer : Centiamps{};
    const Centiamps own = std::max({beyond, kept, excess});  // of one that is free: forgotten
    taken = taken + (is_served ? std::min(own, highest) : highest);
  }
  return total_ - taken;
}

Centiamps Master::most_for(const ServedUnit& unit) const {
  return std::min({unit.most, unit.ceiling.value_or(unit.most), total_});
}

Want Master::want_of(Time now, const ServedUnit& unit) const {
  Want want{.need = unit.need,
            .least = unit.least,
            .most = most_for(unit),
            .priority = unit.priority,
            .turn = unit.turn};
  constexpr Duration before_restart = seconds{60};
  const bool waits = unit.phase == LinkPhase::announced || unit.phase == LinkPhase::silenced;
  const bool too_early =
      unit.phase == LinkPhase::silenced && now - unit.phase_since < before_restart;
  const bool is_away = unit.phase == LinkPhase::silenced && !is_there(now, unit);
  const bool is_gone =
      is_away || unit.phase == LinkPhase::lost || unit.phase == LinkPhase::id_conflict;
  if (is_gone || too_early || unit.is_stopped_for_good()) {
    want.need = Need::none;
  } else if (waits || !unit.said) {
    want.need = Need::asking;  // for a first heartbeat: it takes a minimum
    want.most = std::min(want.most, unit.least);
  }
  return want;
}

void Master::rotate(Time now) {
  if (config_.idle_offer && unit_count_ > 0 && now - rotated_standing_ >= standing_turn) {
    rotated_standing_ = now;
    standing_ = (standing_ + 1) % unit_count_;
  }
  if (policy_ != Policy::rotate || now - rotated_ < config_.rotate_every) return;
  rotated_ = now;
  for (ServedUnit& unit : served()) {
    if (unit.offer > Centiamps{} && unit.need <= Need::asking) unit.turn = ++turn_;
  }
}

void Master::decide(Time now) {
  rotate(now);
  std::array<Want, most_units> wants{};
  for (std::size_t at = 0; at < unit_count_; ++at) wants[at] = want_of(now, units_[at]);
  if (config_.idle_offer) {
    for (std::size_t step = 0; step < unit_count_; ++step) {
      Want& want = wants[(standing_ + step) % unit_count_];
      if (want.need != Need::idle) continue;
      want.need = Need::standing;
      break;
    }
  }
  const Centiamps shared = budget(now);
  if (wants == wants_ && shared == shared_) return;
  wants_ = wants;
  shared_ = shared;
  std::array<Centiamps, most_units> offers{};
  share(policy_, shared, std::span{wants}.first(unit_count_), offers);
  for (std::size_t at = 0; at < unit_count_; ++at) units_[at].offer = offers[at];
}

/// What the next heartbeat is to carry: nothing, or a limit that the gate will be asked about.
std::optional<Centiamps> Master::limit_for(Time now, ServedUnit& unit) {
  if (unit.offer == Centiamps{}) {
    if (!unit.unwanted_since) unit.unwanted_since = now;
    const bool is_urgent = unit.is_stopped_for_good() || exposure(now) > total_ ||
                           now - *unit.unwanted_since >= long_enough_to_stop;
    if (is_urgent || unit.stops_since) return limit_to_stop(now, unit);
    return unit.granted < unit.echo() ? limit_to_repeat(now, unit) : std::nullopt;
  }
  unit.unwanted_since.reset();
  unit.stops_since.reset();
  unit.stop_told = false;
  return lower_or_raise(now, unit);
}

/// A limit is sent until it is echoed, and again as soon as an echo differs.
std::optional<Centiamps> Master::limit_to_repeat(Time now, const ServedUnit& unit) const {
  const bool is_done = !unit.granted || unit.has_echoed(*unit.granted);
  const bool is_wanted = !is_done && !unit.exposure.contactor_open(now);
  return is_wanted && *unit.granted <= most_for(unit) ? unit.granted : std::nullopt;
}

std::optional<Centiamps> Master::lower_or_raise(Time now, ServedUnit& unit) {
  const Centiamps target = with_spike(now, unit, unit.offer);
  if (target > unit.told()) {
    if (unit.phase == LinkPhase::claiming) return limit_to_repeat(now, unit);
    const bool is_start = unit.echo() == Centiamps{};
    const bool too_soon = unit.raised && now - *unit.raised < between_raises;
    if (!is_start && too_soon) return limit_to_repeat(now, unit);
  }
  return unit.has_echoed(target) ? std::nullopt : std::optional{target};
}

/// Cars with some firmware fall to 6 A when their limit is raised, and stay there until it is
/// raised to at least 16 A (units of 80 A: 21 A) for 5 s.
Centiamps Master::with_spike(Time now, ServedUnit& unit, Centiamps target) const {
  constexpr Duration held = seconds{5};
  constexpr Duration stuck_for = seconds{10};
  const bool somebody_asks = std::ranges::any_of(units(), [](const ServedUnit& other) {
    return other.need == Need::asking && other.offer > Centiamps{};
  });
  const bool may_spike = config_.raise_spike && unit.protocol == Protocol::two && unit.said;
  if (!may_spike || somebody_asks || exposure(now) > total_) return target;
  const Centiamps spike = unit.exposure.rating() >= 80_A ? 21_A : 16_A;
  const Centiamps most = detail::whole_amps(most_for(unit));
  const Centiamps drawn = unit.said->drawn;
  if (unit.spike_since) {
    if (now - *unit.spike_since < held && spike > target) return std::min(spike, most);
    if (now - *unit.spike_since >= held + stuck_for) unit.spike_since.reset();
    return target;
  }
  const bool raises = target > unit.echo() && unit.need == Need::charging && drawn >= 1_A;
  const bool is_stuck = drawn >= 2_A && drawn + 2_A < unit.echo() && unit.raised &&
                        now - *unit.raised >= stuck_for && target == unit.echo();
  if (spike > target && spike <= most && (raises || is_stuck)) {
    unit.spike_since = now;
    return spike;
  }
  return target;
}

Reason Master::reason_for(Time now, const ServedUnit& unit) const {
  if (unit.silent_because != Reason::none) return unit.silent_because;
  if (unit.stopped_by_user) return Reason::stopped;
  if (unit.phase == LinkPhase::id_conflict) return Reason::id_conflict;
  if (unit.phase == LinkPhase::lost) return Reason::lost;
  if (quiet_until_) return Reason::quiet_time;
  if (unit.offer == Centiamps{}) return Reason::minimum;
  if (unit.granted && *unit.granted < unit.offer && exposure(now) + unit.offer > total_) {
    return Reason::waiting;
  }
  if (unit.offer + 1_A > unit.exposure.rating()) return Reason::rating;
  if (unit.ceiling && unit.offer + 1_A > *unit.ceiling) return Reason::unit_max;
  if (unit.offer + 1_A > unit.most) return Reason::unit_max;
  if (is_stale_) return Reason::stale;
  return unit.offer + 1_A > total_ ? Reason::none : Reason::shared;
}

}  // namespace twc::node
