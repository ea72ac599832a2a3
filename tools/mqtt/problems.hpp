// SPDX-License-Identifier: MIT
#pragma once
/// Says what is wrong on a bus, in a line for people.

#include <string>
#include <vector>

#include <twc/types.hpp>

#include "mqtt/json.hpp"

namespace twc::tools {

class Problems {
 public:
  /// An event that alarms counts for so long.
  static constexpr Duration memory = std::chrono::seconds{60};

  void hear(Time now, const Json& event);
  /// Empty where all is well. The line first, then the units, then what has just happened.
  [[nodiscard]] std::string tell(Time now, const Json& status, const std::vector<Json>& units);

 private:
  struct Alarm {
    std::string text;
    Time when;
  };
  std::vector<Alarm> alarms_;
};

}  // namespace twc::tools
