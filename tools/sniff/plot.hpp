// SPDX-License-Identifier: MIT
#pragma once
/// --plot: draws the limits and currents of a bus into a file.

#include <string>

#include <twc/bus/monitor.hpp>

#include "capture/record.hpp"
#include "common/timeline.hpp"
#include "plot/history.hpp"

namespace twc::tools {

class Plot {
 public:
  /// `title` stands above the picture. `hides_texts` leaves out texts that came over the bus.
  Plot(std::string path, std::string title, bool hides_texts);

  void take(const Record& record);
  /// Draws the picture into its file. Throws Failure, for example when the disk is full.
  void finish();

 private:
  std::string path_;
  std::string title_;
  bool hides_texts_;
  bus::Monitor monitor_;
  Timeline timeline_;
  History history_;
  std::int64_t untimed_ = 0;
};

}  // namespace twc::tools
