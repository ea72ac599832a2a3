// SPDX-License-Identifier: MIT
#pragma once
/// A history as a picture (SVG): a panel for each unit and one for the sum, with the findings
/// below.

#include <optional>
#include <string>
#include <vector>

#include "common/timeline.hpp"
#include "plot/history.hpp"

namespace twc::tools {

/// A finding, with its place on the time axis where that is known.
struct FindingMark {
  std::optional<Time> since;
  std::string text;
};

struct PlotWords {
  std::string title;
  std::vector<FindingMark> findings;
};

/// `times` gives the time of day. It is null where the source has no times: a second on the axis
/// then stands for a frame. The picture is 1000 units wide and scales. Its colours follow the light
/// or dark mode of the reader.
[[nodiscard]] std::string draw(const History& history, const Timeline* times,
                               const PlotWords& words);

}  // namespace twc::tools
