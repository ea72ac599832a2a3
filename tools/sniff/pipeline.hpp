// SPDX-License-Identifier: MIT
#pragma once
/// A record's way through twc-sniff: recovery, redaction, captures, statistics, filters, outputs.

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "capture/record.hpp"
#include "capture/writer.hpp"
#include "common/recorder.hpp"
#include "common/talk.hpp"
#include "redact/redact.hpp"
#include "sniff/changes.hpp"
#include "sniff/diagnosis.hpp"
#include "sniff/interrupt.hpp"
#include "sniff/no_frames.hpp"
#include "sniff/options.hpp"
#include "sniff/outputs.hpp"
#include "sniff/plot.hpp"
#include "sniff/stats.hpp"
#include "sniff/watch.hpp"

namespace twc::tools {

class Pipeline : public RecordSink {
 public:
  /// Opens what is to be written. Throws Failure. Where others wait for this tool, their frames are
  /// not held up by an output: what it does not take in time is left out, and `talk` tells it.
  Pipeline(const SniffOptions& options, Talk& talk);

  void take(const Record& record) override;

  /// -n is reached: nothing more is taken.
  [[nodiscard]] bool is_full() const {
    return (options_.count && shown_ >= *options_.count) || (watch_ && is_reading_interrupted());
  }
  [[nodiscard]] bool has_too_many_errors() const {
    return options_.max_errors && bad_ > *options_.max_errors;
  }
  [[nodiscard]] std::uint64_t good() const { return good_; }
  [[nodiscard]] std::uint64_t bad() const { return bad_; }
  /// Signs of a bus that were heard besides frames.
  [[nodiscard]] const FramelessSigns& signs() const { return signs_; }
  /// Frames, or status lines that stand for them.
  [[nodiscard]] bool has_heard() const { return good_ > 0 || signs_.statuses() > 0; }

  /// A live source tells when listening begins and ends.
  void pass(const Stamp& when) {
    if (diagnosis_) diagnosis_->pass(when);
  }

  /// --watch: the table is drawn anew, with the time that has passed.
  void redraw(const Stamp& when) {
    if (watch_) watch_->redraw(when);
  }
  [[nodiscard]] bool is_watched() const { return watch_.has_value(); }
  /// A line for people, shown with the table.
  void say(std::string_view what) {
    if (watch_) watch_->say(what);
  }

  /// Brings what was shown to where it goes.
  void flush();
  /// The input has ended.
  void finish();
  /// Nothing without --diagnose.
  [[nodiscard]] const std::optional<Diagnosis>& diagnosis() const { return diagnosis_; }
  [[nodiscard]] std::string statistics() const { return stats_ ? stats_->report() : std::string{}; }

 private:
  void recover(const Record& record, const wire::Stretch& damaged);
  void handle(const Record& record);
  void show(const Record& record);

  const SniffOptions& options_;
  std::optional<Watch> watch_;  // before anything is opened
  Outputs outputs_;
  Talk& talk_;
  std::vector<std::unique_ptr<CaptureWriter>> captures_;
  std::optional<Recorder> recorder_;  ///< in the place of the former where nothing may wait
  std::optional<Redactor> redactor_;
  std::optional<Stats> stats_;
  std::optional<Diagnosis> diagnosis_;
  std::optional<Plot> plot_;
  Changes changes_;
  bool filters_;
  bool needs_messages_;
  std::uint64_t good_ = 0;
  std::uint64_t bad_ = 0;
  FramelessSigns signs_;
  std::uint64_t shown_ = 0;
};

}  // namespace twc::tools
