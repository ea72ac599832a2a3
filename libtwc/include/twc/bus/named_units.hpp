// SPDX-License-Identifier: MIT
#pragma once
/// The units that one finding is about.

#include <array>
#include <cstddef>

#include <twc/types.hpp>

namespace twc::bus {

/// Some units; the first four are named.
struct NamedUnits {
  static constexpr std::size_t most = 4;
  std::array<TwcId, most> ids{};
  std::size_t count = 0;

  void add(TwcId id) {
    if (count < most) ids[count] = id;
    ++count;
  }
};

}  // namespace twc::bus
