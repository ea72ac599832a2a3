// SPDX-License-Identifier: MIT
#pragma once
/// --diagnose: what is wrong with a bus, as a verdict that a person can act on.

#include <optional>
#include <string>

#include <twc/bus/monitor.hpp>

#include "capture/record.hpp"
#include "common/timeline.hpp"
#include "sniff/explain.hpp"
#include "sniff/no_frames.hpp"

namespace twc::tools {

class Diagnosis {
 public:
  /// Texts of a bus, a serial number or a VIN, are not to be read by others where `hides_texts`.
  explicit Diagnosis(bool hides_texts = false) : hides_texts_{hides_texts} {}

  void take(const Record& record);
  /// Time has passed without a record: at the beginning and at the end of listening.
  void pass(const Stamp& when);

  /// A problem that is not past.
  [[nodiscard]] bool has_problem() const {
    return monitor_.findings().count(bus::Standing::problem) != 0;
  }
  /// Whether there were status lines to conclude from.
  [[nodiscard]] bool has_log() const { return monitor_.totals().logged != 0; }
  /// Lines for people.
  [[nodiscard]] std::string text() const;
  /// An object a line: each finding, each unit, and the verdict.
  [[nodiscard]] std::string json() const;
  /// Both for a capture without frames: `words` say what it is. There is no verdict on a bus then,
  /// but status lines tell something of it.
  [[nodiscard]] std::string text_without_frames(const NoFrames& words) const;
  [[nodiscard]] std::string json_without_frames(const NoFrames& words) const;

 private:
  bus::Findings put_findings(std::string& out) const;
  bus::Findings put_findings_json(std::string& out) const;
  [[nodiscard]] Explanation words_for(const bus::Cause& cause) const;

  bus::Monitor monitor_;
  Timeline timeline_;
  bool hides_texts_;
};

}  // namespace twc::tools
