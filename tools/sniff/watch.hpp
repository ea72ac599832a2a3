// SPDX-License-Identifier: MIT
#pragma once
/// --watch: a live table of the units in place of lines, with the findings below.

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <twc/bus/monitor.hpp>

#include "capture/record.hpp"
#include "common/steady_output.hpp"
#include "common/timeline.hpp"
#include "watch/terminal.hpp"

namespace twc::tools {

/// The lines of the table. Knows no terminal.
class BusTable {
 public:
  BusTable(std::string source, bool hides_texts)
      : source_{std::move(source)}, hides_texts_{hides_texts} {}

  void take(const Record& record);
  /// Time has passed without a record.
  void pass(const Stamp& when);
  /// Keeps the last message about the line: its endpoint, or why it is down.
  void say(std::string_view what) { said_ = what; }
  [[nodiscard]] std::vector<std::string> lines(const ScreenSize& size) const;

 private:
  [[nodiscard]] std::vector<std::string> row(const bus::Watch& unit) const;
  void put_findings(std::vector<std::string>& lines, std::size_t width) const;

  std::string source_;
  bool hides_texts_;
  std::string said_;
  bus::Monitor monitor_;
  Timeline timeline_;
  std::optional<Time> now_;
  std::optional<Time> began_;
};

/// Draws the table twice a second at most, and never waits for the terminal, which Ctrl-S stops.
/// With a `pace`, replays a capture: at 1 as fast as its bus was, at 2 twice as fast.
class Watch {
 public:
  Watch(std::string source, bool hides_texts, std::optional<double> pace,
        std::function<bool()> is_interrupted);

  void take(const Record& record);
  /// Throws Failure where the terminal has gone.
  void redraw(const Stamp& when);
  /// Draws once the input has nothing more for now.
  void flush() {
    if (pace_) draw();
  }
  void say(std::string_view what) { table_.say(what); }
  /// Gives the screen back, and leaves the last table there.
  void finish();

 private:
  void wait_for(const Stamp& when);
  void draw();

  Screen screen_;  // comes first: it forks before anything is opened
  SteadyOutput out_;
  BusTable table_;
  std::optional<double> pace_;
  std::function<bool()> is_interrupted_;
  Timeline schedule_;
  std::optional<Time> began_;
  Time drawn_{};
};

}  // namespace twc::tools
