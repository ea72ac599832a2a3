#include "waits.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration silenced_for = 60s;
constexpr Duration tried_again_after = 10min;
constexpr Duration after_restart = 10s;
constexpr Duration announces_again = 10s;  // a unit that wants to be linked

}  // namespace

Rule Waits::rule_of(Wish wish) {
  switch (wish) {
    case Wish::link_again: return Rule::mute;
    case Wish::resume:
    case Wish::zero_ends: return Rule::stopped_waits;
    case Wish::link:
    case Wish::amps: return Rule::waiting;
  }
  return Rule::waiting;
}

std::string Waits::words_of(Wish wish) {
  switch (wish) {
    case Wish::link: return "announces itself, is not greeted";
    case Wish::link_again: return "is heard again, is not served again";
    case Wish::resume: return "was silenced while its car charged, is not greeted again";
    case Wish::zero_ends: return "was stopped while its car charged, is not served again";
    case Wish::amps: return "asks, there is room";
  }
  return {};
}

void Waits::look(Time now) {
  if (!books_.is_calm(now)) last_held_up_ = now;
  for (const Account& unit : books_.accounts) look_at(now, unit);
}

void Waits::total_changed(Time now) {
  for (auto& [id, wait] : waits_) wait = {.wish = wait.wish, .since = now, .losses = books_.losses};
}

void Waits::forgive(std::optional<TwcId> unit) {
  std::erase_if(waits_, [unit](const auto& wait) { return !unit || *unit == wait.first; });
}

void Waits::addressed(Time now, const Account& unit) {
  const Stop* const stop = stops_.stop_of(unit.id());
  const bool is_back = stop != nullptr && stop->kind == StopKind::silence && stops_.waits(unit) &&
                       unit.has_announced_since_sent() && unit.is_free(now, books_.spans);
  if (!is_back || stop->is_forgiven) return;
  books_.count(Rule::stopped_waits);
  if (now - *unit.last_heartbeat() >= silenced_for - 1s) return;
  books_.report(now, Rule::stopped_waits, unit.id(),
                "was silenced for lack of room, and is greeted after " +
                    in_seconds(now - *unit.last_heartbeat()));
}

void Waits::look_at(Time now, const Account& unit) {
  const auto wish = wish_of(now, unit);
  if (!wish) {
    asking_since_.erase(unit.id());
  } else {
    asking_since_.try_emplace(unit.id(), now);
  }
  const auto known = waits_.find(unit.id());
  const bool goes_on = known != waits_.end() && wish == known->second.wish;
  if (known != waits_.end() && !goes_on) {
    settle(now, unit, known->second);
    waits_.erase(known);
  }
  if (!wish) return;
  const bool had_room = goes_on ? known->second.had_room : has_room(now, unit);
  const auto patience = this->patience(now, unit, *wish, had_room);
  if (!patience) {
    waits_.erase(unit.id());
    return;
  }
  constexpr Duration begins_within = 2s;  // of the end of a quiet time
  const bool was_held_up = last_held_up_ && now - *last_held_up_ < begins_within;
  const Time since = was_held_up ? *last_held_up_ + begins_within : now;
  const Wait fresh{.wish = *wish, .since = since, .losses = books_.losses, .had_room = had_room};
  Wait& wait = waits_.try_emplace(unit.id(), fresh).first->second;
  if (wait.is_judged) return;
  const auto lost = static_cast<Duration::rep>(books_.losses - wait.losses);
  const Duration longest = *patience + lost * books_.interval(now);
  if (now - wait.since <= longest) return;
  wait.is_judged = true;
  books_.count(rule_of(*wish));
  books_.report(now, rule_of(*wish), unit.id(),
                words_of(*wish) + ", and has waited for " + in_seconds(now - wait.since));
}

/// The wish is fulfilled, or the unit has another one now.
void Waits::settle(Time now, const Account& unit, const Wait& wait) {
  if (wait.is_judged) return;
  const bool is_for_amps = wait.wish == Wish::amps || wait.wish == Wish::zero_ends;
  const bool is_served = unit.echo() > 0 || (wait.wish == Wish::zero_ends && unit.last_limit() > 0);
  const bool is_fulfilled = is_for_amps ? is_served : books_.is_fed(now, unit);
  if (!is_fulfilled) return;
  books_.count(rule_of(wait.wish));
  if (!is_for_amps) return;
  const Duration lasted = now - wait.since;
  ++books_.tally.waits;
  books_.tally.all_waits += lasted;
  books_.tally.longest_wait = std::max(books_.tally.longest_wait, lasted);
}

std::optional<Waits::Wish> Waits::wish_of(Time now, const Account& unit) const {
  if (books_.has_second_master || books_.listening.is_down()) return std::nullopt;
  if (books_.is_outside(now, unit)) return std::nullopt;
  if (books_.most_for(unit) < books_.minimum_of(unit)) return std::nullopt;
  if (!unit.is_silent(now) && unit.is_steady(now)) {
    if (unit.asks()) return Wish::amps;
    const Stop* const stop = stops_.stop_of(unit.id());
    const bool is_zeroed = stop != nullptr && stop->kind == StopKind::zero && stops_.waits(unit) &&
                           unit.echo() == 0 && unit.state() == msg::ChargeState::do_not_charge;
    return is_zeroed ? std::optional{Wish::zero_ends} : std::nullopt;
  }
  return wish_to_link(now, unit);
}

std::optional<Waits::Wish> Waits::wish_to_link(Time now, const Account& unit) const {
  const bool announces = unit.last_announced() && now - *unit.last_announced() < 15s &&
                         (!unit.last_sent() || *unit.last_announced() > *unit.last_sent());
  if (!announces || !unit.ratings().is_believed()) return std::nullopt;
  if (unit.answers() == 0) {
    return unit.last_sent() ? std::nullopt : std::optional{Wish::link};  // deaf: S10
  }
  const Stop* const stop = stops_.stop_of(unit.id());
  const Duration alone = now - unit.last_heartbeat().value_or(now);
  // A unit that answered none of three greetings is deaf, and S10 says when it is greeted again.
  constexpr std::size_t three_greetings = 3 * 20;
  if (unit.unanswered() >= three_greetings) return std::nullopt;
  if (stop == nullptr) return Wish::link_again;
  constexpr int most_often = 2;
  if (stop->is_overdraw) return std::nullopt;
  if (stop->is_disobedient) {
    const bool is_tried = alone >= tried_again_after && stops_.disobeyed(unit.id()) <= most_often;
    return is_tried ? std::optional{Wish::link_again} : std::nullopt;
  }
  const bool is_over = alone >= silenced_for || stop->is_forgiven;
  return is_over && stops_.waits(unit) ? std::optional{Wish::resume} : std::nullopt;
}

/// Nothing: it has to wait for as long as it takes.
std::optional<Duration> Waits::patience(Time now, const Account& unit, Wish wish,
                                        bool had_room) const {
  const bool wants_link = wish == Wish::link || wish == Wish::link_again || wish == Wish::resume;
  if (wants_link && books_.is_quiet(now) && books_.listening.is_first()) {
    return usual_patience(now, unit, had_room) + announces_again;  // every unit is polled then
  }
  if (!books_.is_calm(now)) return std::nullopt;
  const Amount minimum = books_.minimum_of(unit);
  const Amount own = wants_link ? books_.exposure_of(now, unit) : 0;
  const Amount total = books_.total_in_force(now);
  const Amount need = std::max(minimum, own);
  const Duration links = wants_link ? announces_again : Duration{};
  if (taken(now, unit, false) + need <= total) return usual_patience(now, unit, had_room) + links;
  constexpr Duration stops_within = 55s;
  constexpr Duration stops_within_far = 65s;
  if (taken(now, unit, true) + need > total) return std::nullopt;
  const Duration more = usual_patience(now, unit, had_room) - (books_.is_remote() ? 15s : 10s);
  return (books_.is_remote() ? stops_within_far : stops_within) + links +
         std::max(more, Duration{});
}

bool Waits::has_room(Time now, const Account& unit) const {
  return books_.exposures(now) + books_.minimum_of(unit) <= books_.total();
}

/// S8, with what cars and units need that are slower than those of its figures.
Duration Waits::usual_patience(Time now, const Account& unit, bool had_room) const {
  Duration reacts{};
  Duration obeys = books_.terms_of(unit.id()).obeys;
  for (const Account& other : books_.accounts) {
    if (books_.exposure_of(now, other) == 0) continue;
    reacts = std::max(reacts, books_.terms_of(other.id()).reacts);
    obeys = std::max(obeys, books_.terms_of(other.id()).obeys);
  }
  const auto units = static_cast<Duration::rep>(books_.units_on_bus(now));
  Duration longest = units <= 2 ? 10s : 12s;
  if (units > 4) longest += (units - 4) * 600ms;
  if (had_room || reacts <= 1s) longest = units <= 4 ? 6s : longest;
  if (books_.is_remote()) {
    constexpr Duration near = 100ms;
    longest = 15s + 4 * units * (std::max(books_.settings.answers_in, near) - near);
  }
  const auto restarted = unit.restarted();
  if (restarted && now - *restarted < 1min) longest += after_restart;
  if (books_.has_mute_unit(now)) longest += 2 * (books_.cadence(now) - books_.interval(now));
  return longest + obeys;
}

Amount Waits::taken(Time now, const Account& unit, bool stops_holders) const {
  Amount sum = 0;
  for (const Account& other : books_.accounts) {
    if (other.id() != unit.id()) sum += least_of(now, other, unit, stops_holders);
  }
  return sum;
}

/// What has to be left to `other` when `unit` is to be served.
Amount Waits::least_of(Time now, const Account& other, const Account& unit,
                       bool stops_holders) const {
  const Amount exposure = books_.exposure_of(now, other);
  const Amount minimum = books_.minimum_of(other);
  const bool is_stuck = books_.is_outside(now, other) || !books_.is_fed(now, other) ||
                        other.overdraws_since() || other.floor(now) == 0;
  if (exposure > 0 && is_stuck) return std::max(exposure, minimum);
  if (exposure == 0) return is_before(other, unit) ? minimum : 0;
  const bool holds = !stops_.is_busy(now, other) && !other.charges();
  if (holds && (stops_holders || other.protocol() == Protocol::one)) return 0;
  return minimum;
}

/// It has a wish and had it earlier, or its car matters more.
bool Waits::is_before(const Account& other, const Account& unit) const {
  const auto asks = asking_since_.find(other.id());
  if (asks == asking_since_.end()) return false;
  if (books_.settings.order == Order::priority) {
    return books_.terms_of(other.id()).priority >= books_.terms_of(unit.id()).priority;
  }
  const auto own = asking_since_.find(unit.id());
  return own == asking_since_.end() || asks->second <= own->second;
}

}  // namespace twc::sim
