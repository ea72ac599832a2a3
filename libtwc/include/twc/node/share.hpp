#pragma once
/// The total, divided: pure arithmetic. What it proposes still has to
/// pass the gate in exposure.hpp.

#include <algorithm>
#include <array>
#include <cstdint>
#include <span>

#include <twc/types.hpp>

namespace twc::node {

enum class Policy : std::uint8_t {
  fair,      ///< the same for all; who charges keeps its minimum before others start
  priority,  ///< the highest priority as much as it can take, then the next
  rotate,    ///< as fair, but the turn says who gets one of too few minimums
};

/// How much a unit needs an offer, most first.
enum class Need : std::uint8_t {
  charging,  ///< it charges
  asking,    ///< a car is there and waits for a limit
  holding,   ///< it has a limit and does not use it; a car may wake
  standing,  ///< it is its turn to have an offer standing, in case its car never asks
  idle,      ///< nothing is known to want current: what is left over will do
  none,      ///< stopped, or not to be offered anything
};

struct Want {
  Need need = Need::none;
  Centiamps least{};       ///< smaller offers are not made
  Centiamps most{};        ///< rating, own maximum and ceiling: larger ones neither
  int priority = 0;        ///< the larger, the sooner; for Policy::priority
  std::uint32_t turn = 0;  ///< the smaller, the sooner; for Policy::rotate
  friend constexpr bool operator==(const Want&, const Want&) = default;
};

namespace detail {

inline constexpr Centiamps step = 1_A;
inline constexpr std::size_t most_wants = 16;

/// A car moves in steps of half an ampere, and fractions make it fall to its minimum.
constexpr Centiamps whole_amps(Centiamps current) {
  return Centiamps{static_cast<std::uint16_t>(current.value() / step.value() * step.value())};
}
constexpr Centiamps whole_amps_up(Centiamps current) {
  return whole_amps(current + (step - Centiamps{1}));
}

enum class Rank : std::uint8_t { running, keeping, idle };

constexpr Rank rank(const Want& want) {
  if (want.need <= Need::asking) return Rank::running;
  return want.need <= Need::standing ? Rank::keeping : Rank::idle;
}

constexpr bool comes_before(Policy policy, const Want& a, const Want& b) {
  if (rank(a) != rank(b)) return rank(a) < rank(b);
  if (policy == Policy::priority && a.priority != b.priority) return a.priority > b.priority;
  if (policy == Policy::rotate && a.turn != b.turn) return a.turn < b.turn;
  return a.need < b.need;
}

struct Place {
  const Want* want = nullptr;
  Centiamps* offer = nullptr;
  [[nodiscard]] constexpr bool has_room() const {
    return *offer > Centiamps{} && *offer + step <= want->most;
  }
};

constexpr void give(Place& place, Centiamps more, Centiamps& left) {
  *place.offer = *place.offer + more;
  left = left - more;
}

/// Everybody who fits gets the minimum, in their order.
constexpr void give_minimums(std::span<Place> order, Centiamps& left) {
  for (Place& place : order) {
    const Centiamps least = whole_amps_up(std::max(place.want->least, step));
    const bool fits = least <= left && least <= place.want->most;
    if (place.want->need != Need::none && fits) give(place, least, left);
  }
}

/// An ampere at a time to whoever has least.
constexpr void fill_evenly(std::span<Place> order, Centiamps& left) {
  while (left >= step) {
    Place* lowest = nullptr;
    for (Place& place : order) {
      if (place.has_room() && (lowest == nullptr || *place.offer < *lowest->offer)) lowest = &place;
    }
    if (lowest == nullptr) return;
    give(*lowest, step, left);
  }
}

constexpr void fill_in_order(std::span<Place> order, Centiamps& left) {
  for (Place& place : order) {
    if (!place.has_room()) continue;
    give(place, whole_amps(std::min(place.want->most - *place.offer, left)), left);
  }
}

}  // namespace detail

/// Fills `offers`, one for each of `wants`, at most 16. An offer is 0 or whole amps from `least` to
/// `most`, and all of them never add up to more than `budget`. First come the minimums of those
/// that charge or ask, then of those that hold or are to have an offer. What is left goes to those
/// that charge or ask, what they cannot take to the others, idle units last.
constexpr void share(Policy policy, Centiamps budget, std::span<const Want> wants,
                     std::span<Centiamps> offers) {
  std::array<detail::Place, detail::most_wants> places{};
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
  const auto begins = [&](detail::Rank rank) {
    return std::find_if(order.begin(), order.end(),
                        [rank](const auto& place) { return detail::rank(*place.want) >= rank; });
  };
  const auto keeping = begins(detail::Rank::keeping);
  const auto idle = begins(detail::Rank::idle);
  const std::span running{order.begin(), keeping};
  Centiamps left = budget;
  detail::give_minimums({order.begin(), idle}, left);
  if (policy == Policy::priority) {
    detail::fill_in_order(running, left);
  } else {
    detail::fill_evenly(running, left);
  }
  detail::give_minimums({idle, order.end()}, left);
  detail::fill_evenly({keeping, order.end()}, left);
}

}  // namespace twc::node
