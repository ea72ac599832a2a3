// SPDX-License-Identifier: MIT
#pragma once
/// The choices of a user beside those that the master itself knows of.

#include <cstdint>

namespace twc::tools {

/// The limits that a master leaves to the units when the master ends.
enum class OnExit : std::uint8_t {
  hold,     ///< their limits: they stop by themselves when they miss the master
  minimum,  ///< the smallest limit
  stop,     ///< nothing
};

}  // namespace twc::tools
