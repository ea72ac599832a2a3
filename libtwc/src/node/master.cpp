#include <algorithm>

#include <twc/node/master.hpp>

#include "pace.hpp"

namespace twc::node {
namespace {

/// A real master was heard to announce itself so often at its first power-on.
constexpr int boot_linkready1 = 6;
constexpr int boot_linkready2 = 3;
constexpr Duration usual_answer = std::chrono::milliseconds{220};

}  // namespace

Master::Master(const MasterConfig& config, Time now)
    : config_{config},
      echo_{config.line.is_network ? config.line.round_trip : Duration{std::chrono::seconds{1}}},
      limit_{config.limit.value_or(config.max_current)},
      total_{std::min(limit_, config.max_current)},
      policy_{config.policy},
      renewed_{now},
      rotated_{now},
      rotated_standing_{now},
      started_{now},
      quiet_line_until_{now},
      slowest_answer_{usual_answer},
      last_tick_{now},
      linkready1_left_{boot_linkready1},
      linkready2_left_{boot_linkready2},
      linkready_due_{now} {
  const Polls& polls = config.polls;
  if (polls.meter || polls.vin || polls.serial || polls.firmware || polls.plug) next_inquiry_ = now;
  if (!config.bus_idle) quiet_until_ = now + config.stop_after + config.margin;
}

void Master::set_limit(Time now, Centiamps limit) {
  limit_ = std::min(limit, config_.max_current);
  renew(now);
}

void Master::renew(Time now) {
  renewed_ = now;
  tick(now);
}

std::optional<Time> Master::stale_at() const {
  if (!config_.stale_after || is_stale_) return std::nullopt;
  return renewed_ + *config_.stale_after;
}

bool Master::set_ceiling(Time now, TwcId id, Centiamps ceiling) {
  ServedUnit* const unit = find(id);
  if (unit == nullptr) return false;
  unit->ceiling = ceiling;
  tick(now);
  return true;
}

bool Master::stop(Time now, std::optional<TwcId> id) {
  if (id && find(*id) == nullptr) return false;
  if (!id) is_stopped_ = true;
  for (ServedUnit& unit : served()) {
    if (!id || unit.id == *id) unit.stopped_by_user = true;
  }
  tick(now);
  return true;
}

bool Master::start(Time now, std::optional<TwcId> id) {
  if (id && find(*id) == nullptr) return false;
  if (!id) is_stopped_ = false;
  for (ServedUnit& unit : served()) {
    if (id && unit.id != *id) continue;
    unit.stopped_by_user = false;
    unit.impossible = 0;
    const bool waits = unit.phase == LinkPhase::silenced || unit.phase == LinkPhase::id_conflict;
    if (!waits) continue;
    unit.silent_because = Reason::none;
    if (unit.phase == LinkPhase::silenced && !unit.exposure.is_free(now)) continue;  // draws yet
    unit.announcements = {};
    unit.phase = LinkPhase::lost;  // until it announces itself
    unit.phase_since = now;
  }
  tick(now);
  return true;
}

void Master::set_policy(Time now, Policy policy) {
  policy_ = policy;
  wants_ = {};
  tick(now);
}

void Master::link_down(Time /*now*/) {
  is_down_ = true;
  pending_.reset();
  unanswered_since_.reset();
}

void Master::link_up(Time now) {
  is_down_ = false;
  quiet_line_until_ = now;
}

std::size_t Master::index_of(const ServedUnit& unit) const {
  return static_cast<std::size_t>(&unit - units_.data());
}

ServedUnit* Master::find(TwcId id) {
  const auto all = served();
  const auto found = std::ranges::find(all, id, &ServedUnit::id);
  return found == all.end() ? nullptr : &*found;
}

/// A table full of units that were never more than a damaged id makes room for a new one.
ServedUnit* Master::enter(Time now, TwcId id) {
  if (ServedUnit* const known = find(id)) return known;
  if (id == TwcId{}) return nullptr;
  ServedUnit* place = nullptr;
  if (unit_count_ < units_.size()) {
    place = &units_[unit_count_++];
  } else {
    const auto all = served();
    const auto gone = std::ranges::find_if(all, [&](const ServedUnit& unit) {
      return unit.phase == LinkPhase::lost && unit.exposure.is_free(now);
    });
    if (gone == all.end()) return nullptr;
    place = &*gone;
  }
  *place = ServedUnit{};
  place->id = id;
  place->least = config_.least;
  place->due = now + pace::before_greeting;
  place->phase_since = now;
  place->stopped_by_user = is_stopped_;
  place->exposure = Exposure{
      {.round_trip = config_.line.round_trip, .free_after = config_.stop_after + config_.margin}
  };
  const auto settings = std::span{config_.units}.first(config_.unit_count);
  const auto own = std::ranges::find(settings, id, &UnitSettings::id);
  if (own != settings.end()) {
    place->own_most = own->most.value_or(most_possible);
    place->least = own->least.value_or(config_.least);
    place->priority = own->priority;
  }
  inquiries_[index_of(*place)] = Inquiry{};
  return place;
}

void Master::tell(Time now, EventKind kind, const ServedUnit& unit, Reason reason) {
  Event event{.kind = kind,
              .at = now,
              .unit = unit.id,
              .reason = reason,
              .requested = unit.offer,
              .granted = unit.granted.value_or(Centiamps{})};
  if (unit.said) {
    event.state = unit.said->state;
    event.echoed = unit.said->limit;
    event.drawn = unit.said->drawn;
  }
  events_.push(event);
}

void Master::tell(Time now, EventKind kind) {
  events_.push({.kind = kind, .at = now});
}

void Master::halt(Time now, EventKind kind) {
  is_halted_ = true;
  pending_.reset();
  tell(now, kind);
}

}  // namespace twc::node
