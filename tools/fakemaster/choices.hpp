#pragma once
/// What can be chosen beside what the master itself knows of.

#include <cstdint>

namespace twc::tools {

/// What the units are left with.
enum class OnExit : std::uint8_t {
  hold,     ///< their limits: they stop by themselves when they miss the master
  minimum,  ///< the smallest limit
  stop,     ///< nothing
};

}  // namespace twc::tools
