// SPDX-License-Identifier: MIT
#pragma once
/// When a master and a Wall Connector speak, timed on the wire between their serial ports.

#include <optional>
#include <vector>

#include "soak/growth.hpp"
#include "soak/line.hpp"
#include "soak/table.hpp"

namespace twc::soak {

/// The times heard between a master and one unit, in milliseconds.
struct Timing {
  void hear(const Heard& heard);
  /// Drops the figures since there were so many: another program delayed them. Pauses stay, because
  /// no other program makes a pause too short.
  void forget_since(std::size_t periods_before, std::size_t answers_before);

  std::vector<double> periods;     ///< from one heartbeat to the next one
  std::vector<double> answers;     ///< from the end of a heartbeat to its answer
  std::vector<double> pauses;      ///< the same from when the slave had the closing C0 for sure
  std::optional<double> greeting;  ///< from the first linkready to the first heartbeat

 private:
  std::optional<Time> announced_;
  std::optional<Time> beat_;
  std::optional<Heard> asked_;
};

/// From the start of a master to its first frame.
void time_starts(Table& table);
/// From the first linkready of a unit to the first heartbeat that it gets.
void time_greetings(Table& table);
/// Heartbeats and their answers, for `time` on an idle machine and as long on a busy one. Looks at
/// `growth` every second.
void time_heartbeats(Table& table, Clock::duration time, Growth& growth);

}  // namespace twc::soak
