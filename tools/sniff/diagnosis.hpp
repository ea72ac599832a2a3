#pragma once
/// --diagnose: what is wrong with a bus, as a verdict that a person can act on.

#include <optional>
#include <string>

#include <twc/bus/monitor.hpp>

#include "capture/record.hpp"

namespace twc::tools {

class Diagnosis {
 public:
  void take(const Record& record);
  /// Time has passed without a record: at the beginning and at the end of listening.
  void pass(const Stamp& when);

  [[nodiscard]] bool has_problem() const { return !monitor_.findings().empty(); }
  /// Lines for people.
  [[nodiscard]] std::string text() const;
  /// An object a line: each finding, each unit, and the verdict.
  [[nodiscard]] std::string json() const;

 private:
  [[nodiscard]] bus::When time_of(const Stamp& when);

  bus::Monitor monitor_;
  Stamp before_;
  Time now_{};
};

}  // namespace twc::tools
