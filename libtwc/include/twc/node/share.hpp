// SPDX-License-Identifier: MIT
#pragma once
/// Share knows how a total is divided: pure arithmetic. Each frame that follows from it still has
/// to pass the gate (gate.hpp).

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>
#include <string_view>

#include <twc/types.hpp>

namespace twc::node {

enum class Policy : std::uint8_t {
  fair,      ///< the same for all; the car that started last is stopped first
  priority,  ///< the highest priority as much as it can take, then the next
  rotate,    ///< as fair, but the turn says which cars get one of too few minima
};
[[nodiscard]] constexpr std::string_view to_string(Policy policy) {
  switch (policy) {
    case Policy::fair: return "fair";
    case Policy::priority: return "priority";
    case Policy::rotate: return "rotate";
  }
  return "unknown";
}

/// How much a unit needs an offer, most first.
enum class Need : std::uint8_t {
  charging,  ///< its car charges
  asking,    ///< a car is there and waits for a limit
  unknown,   ///< it announces itself, and nobody has asked it yet whether its car waits
  holding,   ///< it has a limit and does not use it; a car may wake
  linking,   ///< it is to be greeted again; when it last answered, no car waited
  standing,  ///< it is its turn to have an offer standing, in case its car never asks
  idle,      ///< nothing is known to want current: leftovers will do
  none,      ///< stopped, or not to be offered anything
};
[[nodiscard]] constexpr std::string_view to_string(Need need) {
  switch (need) {
    case Need::charging: return "charging";
    case Need::asking: return "asking";
    case Need::holding: return "holding";
    case Need::linking: return "linking";
    case Need::standing: return "standing";
    case Need::idle: return "idle";
    case Need::unknown: return "unknown";
    case Need::none: return "none";
  }
  return "unknown";
}

struct Want {
  Need need = Need::none;
  Centiamps least{};      ///< smaller offers are not made
  Centiamps most{};       ///< rating, own maximum and ceiling: larger ones neither
  Centiamps useful{};     ///< at most `most`: what its car is known to use (S7)
  int priority = 0;       ///< the larger, the sooner; for Policy::priority
  Time queued{};          ///< since when it waits for its turn, or has it: the earlier, the sooner
  bool has_turn = false;  ///< for Policy::rotate: nobody that waits goes before it (S5)
  Centiamps keeps{};      ///< the most that it may draw although it is offered nothing
  Centiamps excess{};     ///< the most that it may draw beyond its offer
  /// The earlier offer to a unit that cannot be told anything, or does not follow: it keeps this
  /// offer.
  Centiamps kept_offer{};
  bool is_mute = false;  ///< its minimum takes none away from others, only what it keeps does
  friend constexpr bool operator==(const Want&, const Want&) = default;
};

/// The current that there is to divide.
struct Pot {
  Centiamps total{};
  /// Units that should have stopped by now keep so much. The minima have to leave it room (S1).
  Centiamps overdue{};
  friend constexpr bool operator==(const Pot&, const Pot&) = default;
};

inline constexpr std::size_t most_wants = 16;

/// A car moves in steps of half an ampere, and fractions make it fall to its minimum.
[[nodiscard]] constexpr Centiamps whole_amps(Centiamps current) {
  constexpr std::uint16_t step = 100;
  return Centiamps{static_cast<std::uint16_t>(current.value() / step * step)};
}
[[nodiscard]] constexpr Centiamps whole_amps_up(Centiamps current) {
  return whole_amps(current + Centiamps{99});
}

namespace detail {

inline constexpr Centiamps step = 1_A;

constexpr bool is_running(Need need) {
  return need <= Need::asking;
}

constexpr bool comes_before(Policy policy, const Want& a, const Want& b) {
  const bool both_run = is_running(a.need) && is_running(b.need);
  const bool are_both_unknown = a.need == Need::unknown && b.need == Need::unknown;
  if (!both_run && !are_both_unknown) return a.need < b.need;
  if (policy == Policy::priority && a.priority != b.priority) return a.priority > b.priority;
  if (policy == Policy::rotate && a.has_turn != b.has_turn) return a.has_turn;
  if (policy != Policy::rotate && a.need != b.need) return a.need < b.need;
  return a.queued < b.queued;
}

struct Place {
  const Want* want = nullptr;
  Centiamps* offer = nullptr;
  [[nodiscard]] constexpr bool has_room(Centiamps most) const {
    return *offer > Centiamps{} && *offer + step <= most;
  }
};

constexpr void give(Place& place, Centiamps more, Centiamps& left) {
  *place.offer = *place.offer + more;
  left = left - more;
}

constexpr Centiamps minimum_of(const Want& want) {
  return whole_amps_up(std::max(want.least, step));
}

/// R4: each unit that has nothing yet and fits gets its minimum, in their order. A unit that does
/// not fit waits, or is stopped.
constexpr void give_minima(std::span<Place> order, Centiamps& left) {
  for (Place& place : order) {
    if (*place.offer > Centiamps{}) continue;
    const Centiamps least = minimum_of(*place.want);
    const bool fits = least <= left && least <= place.want->most;
    if (place.want->is_mute && least <= place.want->most) {
      *place.offer = least;
    } else if (place.want->need != Need::none && fits) {
      give(place, least, left);
    }
  }
}

/// Gives minima to the units that are to be asked and fit beside all units that hold a limit. The
/// others take theirs from such units later.
constexpr void give_minima_beside_holders(std::span<Place> order, Centiamps& left) {
  Centiamps reserved;
  for (const Place& place : order) {
    if (place.want->need == Need::holding) reserved = reserved + minimum_of(*place.want);
  }
  Centiamps beside = left - reserved;
  const Centiamps before = beside;
  for (Place& place : order) {
    if (place.want->need == Need::unknown) give_minima({&place, 1}, beside);
  }
  left = left - (before - beside);
}

/// An ampere at a time to the unit that has least.
constexpr void fill_evenly(std::span<Place> order, Centiamps Want::*most, Centiamps& left) {
  while (left >= step) {
    Place* lowest = nullptr;
    for (Place& place : order) {
      const bool has_room = place.has_room(place.want->*most);
      if (has_room && (lowest == nullptr || *place.offer < *lowest->offer)) lowest = &place;
    }
    if (lowest == nullptr) return;
    give(*lowest, step, left);
  }
}

constexpr void fill_in_order(std::span<Place> order, Centiamps Want::*most, Centiamps& left) {
  for (Place& place : order) {
    const Centiamps up_to = place.want->*most;
    if (!place.has_room(up_to)) continue;
    give(place, whole_amps(std::min(up_to - *place.offer, left)), left);
  }
}

constexpr void fill(Policy policy, std::span<Place> order, Centiamps Want::*most, Centiamps& left) {
  if (policy == Policy::priority) return fill_in_order(order, most, left);
  fill_evenly(order, most, left);
}

/// The current that is not to be divided beyond the minima. Units draw it that are offered nothing,
/// or that exceed their limits.
constexpr Centiamps kept(std::span<const Place> order) {
  Centiamps sum;
  for (const Place& place : order) {
    const bool is_counted = *place.offer > Centiamps{} && !place.want->is_mute;
    sum = sum + (is_counted ? place.want->excess : place.want->keeps);
  }
  return sum;
}

/// The unit may draw its offer, or all that it keeps.
constexpr Centiamps taken(const Place& place) {
  const Want& want = *place.want;
  return *place.offer > Centiamps{} ? std::max(*place.offer, want.least + want.excess) : want.keeps;
}

/// As far as the others leave room, the offer of a unit that is mute, lags or overdraws stays as it
/// was.
constexpr void give_kept_offers(std::span<Place> order, Centiamps total) {
  for (Place& place : order) {
    if (*place.offer == Centiamps{} || place.want->kept_offer <= *place.offer) continue;
    Centiamps left = total;
    for (const Place& other : order) {
      if (&other != &place) left = left - taken(other);
    }
    *place.offer = std::max(*place.offer, whole_amps(std::min(place.want->kept_offer, left)));
  }
}

}  // namespace detail

/// Fills `offers`, one for each of `wants`, at most 16. An offer is 0 or whole amps from `least` to
/// `most`, and those of units that are not mute never add up to more than the pot. The minima come
/// first: of units that charge or ask, then of those that are to be asked, that hold a limit, that
/// wait to be linked, or that have an offer standing. The current that other units keep lowers
/// these to their minima and stops none of them (S1). The rest goes to the units that have a
/// minimum, first as much as each is known to use, idle units last.
constexpr void share(Policy policy, const Pot& pot, std::span<const Want> wants,
                     std::span<Centiamps> offers) {
  std::array<detail::Place, most_wants> places{};
  const std::size_t count = std::min({wants.size(), offers.size(), places.size()});
  const auto order = std::span{places}.first(count);
  for (std::size_t at = 0; at < count; ++at) {
    offers[at] = Centiamps{};
    // A stable sort by insertion: there are a handful, and std::stable_sort takes memory.
    std::size_t to = at;
    while (to > 0 && detail::comes_before(policy, wants[at], *places[to - 1].want)) --to;
    std::move_backward(places.begin() + to, places.begin() + at, places.begin() + at + 1);
    places[to] = {.want = &wants[at], .offer = &offers[at]};
  }
  const auto first = [&order](Need need) {
    const auto is_behind = [need](const auto& place) { return place.want->need >= need; };
    return std::find_if(order.begin(), order.end(), is_behind);
  };
  const auto idle = first(Need::idle);
  Centiamps for_minima = pot.total - pot.overdue;
  const Centiamps before = for_minima;
  detail::give_minima({order.begin(), first(Need::unknown)}, for_minima);
  detail::give_minima_beside_holders(order, for_minima);
  detail::give_minima({order.begin(), idle}, for_minima);
  Centiamps left = pot.total - (before - for_minima) - detail::kept(order);
  detail::fill(policy, {order.begin(), idle}, &Want::useful, left);
  detail::give_minima({idle, order.end()}, left);
  detail::fill_evenly(order, &Want::most, left);
  detail::give_kept_offers(order, pot.total);
}

}  // namespace twc::node
