// SPDX-License-Identifier: MIT
/// How long a unit has to wait at the most: S8.

#include "waits.hpp"

namespace twc::sim {
namespace {

using namespace std::chrono_literals;

constexpr Duration restarts_within = 10s;
constexpr Duration overdraws_for = 20s;
constexpr Duration announces_again = 10s;  // a unit that wants to be linked

}  // namespace

/// Nothing: it has to wait for as long as it takes.
std::optional<Duration> Waits::patience(Time now, const Account& unit, Goal goal,
                                        bool had_room) const {
  const bool wants_link = goal == Goal::link || goal == Goal::link_again || goal == Goal::resume;
  if (wants_link && books_.is_quiet(now) && books_.listening.is_first()) {
    return usual_patience(now, unit, had_room) + announces_again;  // every unit is polled then
  }
  // The master has to guess the exposures of these units: it counts their ratings.
  const auto is_guessed = [&](const Account& other) {
    const bool never_answered =
        other.answers() == 0 && other.last_sent() && now - *other.last_sent() < books_.spans.freed;
    return never_answered || other.may_be_anothers(now, books_.spans);
  };
  if (!books_.is_calm(now) || std::ranges::any_of(books_.accounts, is_guessed)) {
    return std::nullopt;
  }
  const Amount minimum = books_.minimum_of(unit);
  const Amount own = wants_link ? books_.kept_by(now, unit) : 0;
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
    // A minimum of its own shows after a while, and so does one that does not follow.
    const bool is_unruly = books_.terms_of(other.id()).obedience == Obedience::unruly;
    if (other.clamps_to() > 0 || is_unruly) obeys = std::max(obeys, books_.spans.late);
    // The master takes the excess off the shares after 10 s, and others fall then.
    if (other.overdraws_since()) obeys = std::max(obeys, overdraws_for);
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
  if (restarted && now - *restarted < 1min) longest += restarts_within;
  if (books_.has_mute_unit(now)) longest += 2 * (books_.cadence(now) - books_.interval(now));
  return longest + obeys + slow_fall(now);
}

/// A car that falls more slowly than 6 A/s takes longer.
Duration Waits::slow_fall(Time now) const {
  constexpr Amount usual = 600;
  Duration longest{};
  for (const Account& unit : books_.accounts) {
    const Amount rate = std::max(amount(books_.terms_of(unit.id()).falls_per_second), one_ampere);
    const Amount drop = std::max(unit.drawn() - books_.minimum_of(unit), Amount{0});
    const Duration more = 1s * drop / rate - 1s * drop / usual;
    if (books_.is_fed(now, unit)) longest = std::max(longest, more);
  }
  return longest;
}

}  // namespace twc::sim
