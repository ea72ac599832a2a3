// SPDX-License-Identifier: MIT
#pragma once
/// --plot: what was heard, as a picture in a file.

#include <string>

#include <twc/bus/monitor.hpp>

#include "capture/record.hpp"
#include "common/timeline.hpp"
#include "plot/history.hpp"
#include "sniff/output_file.hpp"

namespace twc::tools {

class Plot {
 public:
  /// `title` stands above it. Texts of a bus are not shown where `hides_texts`. Throws Failure.
  Plot(const std::string& path, std::string title, bool hides_texts);

  void take(const Record& record);
  /// Throws Failure, for example when the disk is full.
  void finish();

 private:
  OutputFile file_;
  std::string title_;
  bool hides_texts_;
  bus::Monitor monitor_;
  Timeline timeline_;
  History history_;
  std::int64_t untimed_ = 0;
};

}  // namespace twc::tools
