// SPDX-License-Identifier: MIT
#pragma once
/// A history as a picture (SVG): a panel a unit, one for all together, and what was found below.

#include <optional>
#include <string>
#include <vector>

#include "common/timeline.hpp"
#include "plot/history.hpp"

namespace twc::tools {

/// A finding that has a place on the axis of time.
struct FindingMark {
  std::optional<Time> since;
  std::string text;
};

struct PlotWords {
  std::string title;
  std::vector<FindingMark> findings;
};

/// `times` knows the clock; nothing where the source knows none, and a second on the axis is a
/// frame. The picture is 1000 units wide and scales; its colours follow the reader's light or dark.
[[nodiscard]] std::string draw(const History& history, const Timeline* times,
                               const PlotWords& words);

}  // namespace twc::tools
