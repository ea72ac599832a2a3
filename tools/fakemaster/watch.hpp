// SPDX-License-Identifier: MIT
#pragma once
/// --watch: a live table of the units that the master serves, with the last events below.

#include <deque>
#include <string>
#include <string_view>
#include <vector>

#include <twc/bus/monitor.hpp>
#include <twc/node/master.hpp>

#include "capture/record.hpp"
#include "common/timeline.hpp"
#include "watch/terminal.hpp"

namespace twc::tools {

/// The lines of the table, and the bytes that draw them. Takes each record of the line to measure
/// the answers of units, and hands it on to the next sink.
class MasterWatch final : public RecordSink {
 public:
  explicit MasterWatch(std::string endpoint) : endpoint_{std::move(endpoint)} {}

  void set_next(RecordSink& next) { next_ = &next; }
  void take(const Record& record) override;
  /// Keeps an event or a message for people, to show it below the table.
  void say(std::string_view line);
  /// The bytes that draw the table anew.
  [[nodiscard]] std::string picture(Time now, const node::Master& master) const;
  /// The last table, as lines.
  [[nodiscard]] std::string end(Time now, const node::Master& master);

  [[nodiscard]] std::vector<std::string> lines(Time now, const node::Master& master,
                                               const ScreenSize& size) const;

 private:
  [[nodiscard]] std::vector<std::string> row(Time now, const node::UnitStatus& unit) const;

  std::string endpoint_;
  RecordSink* next_ = nullptr;
  bus::Monitor monitor_;
  Timeline timeline_;
  std::deque<std::string> said_;
};

}  // namespace twc::tools
