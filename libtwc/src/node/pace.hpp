// SPDX-License-Identifier: MIT
#pragma once
/// The pace of the master, shared by its files. The ranges are those of a real master.

#include <twc/node/master_config.hpp>
#include <twc/types.hpp>

namespace twc::node {

/// R2: the echo of a reduction that must be followed has to come within so long.
[[nodiscard]] constexpr Duration follows_within(const Line& line) {
  return line.is_network ? std::chrono::seconds{25} : std::chrono::seconds{10};
}

}  // namespace twc::node

namespace twc::node::pace {

/// The master waits so long after an announcement, as real masters do.
inline constexpr Duration before_greeting = std::chrono::milliseconds{400};
/// From one heartbeat of a unit to the next.
inline constexpr Duration period = std::chrono::seconds{1};
/// A 16-byte frame with delimiters and end byte lasts 19.8 ms, and 0.2 s belong to nobody after it.
inline constexpr Duration after_own_frame = std::chrono::milliseconds{225};
/// After a frame of somebody else.
inline constexpr Duration gap = std::chrono::milliseconds{200};
/// The least from one frame that asks for an answer to the next.
inline constexpr Duration question = std::chrono::milliseconds{450};
/// After a frame that the gate held back, and after a unit was silenced.
inline constexpr Duration retry = std::chrono::milliseconds{500};
/// Others have so long to make room for a unit that overdraws.
inline constexpr Duration others_fall = std::chrono::seconds{20};
/// A unit that was silenced for lack of room is greeted again after so long.
inline constexpr Duration before_restart = std::chrono::seconds{60};
/// A unit that disobeyed or overdrew is tried again after so long (S3).
inline constexpr Duration before_next_try = std::chrono::minutes{10};
/// The third disobedience in one plug-in is the last: then only the user brings the unit back (S3).
inline constexpr unsigned most_disobediences = 3;
/// A unit that announced itself waits so long at most while others are served.
inline constexpr Duration longest_wait = std::chrono::seconds{4};

}  // namespace twc::node::pace
