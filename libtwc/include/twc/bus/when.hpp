// SPDX-License-Identifier: MIT
#pragma once
/// When something happened, as far as the source knows.

#include <optional>

#include <twc/types.hpp>

namespace twc::bus {

/// When something happened; nothing where the source does not know.
using When = std::optional<Time>;

/// How much later `to` is; nothing where one of them is not known.
[[nodiscard]] constexpr std::optional<Duration> between(const When& from, const When& to) {
  return from && to ? std::optional{*to - *from} : std::nullopt;
}

/// From when to when something was so.
struct Spell {
  When since{};
  When until{};
  bool is_over = false;  ///< it healed: the bus shows the opposite afterwards
};

/// A point in the talk on a bus: the time, and the counts of all that was heard until then.
struct Moment {
  When at;
  std::uint32_t damaged = 0;        ///< stretches that the line damaged
  std::uint32_t master_frames = 0;  ///< frames from any master
  std::uint32_t master_starts = 0;  ///< linkready messages of masters
  When master_started;              ///< the last of these
  When master_resumed;              ///< a master spoke after 10 s without a word from any
  bool is_doubtful = false;         ///< in a burst of damage: a right checksum may be chance
};

/// Whether the line damaged so much in between that the `missed` frames may have been said.
[[nodiscard]] constexpr bool may_be_damage(const Moment& from, const Moment& to,
                                           std::uint32_t missed) {
  const std::uint32_t damaged = to.damaged - from.damaged;
  return damaged >= 2 && damaged >= missed / 4;
}

/// A finding of one kind in the making: the worst case of it, and whether that is over.
template <typename Cause>
struct Case {
  Cause cause{};
  Spell spell;
};

}  // namespace twc::bus
