// SPDX-License-Identifier: MIT
#pragma once
/// Tells with -v, beside the talk of a tool that speaks, how the line behaves; with -vv, every
/// frame.

#include <functional>
#include <optional>
#include <string_view>

#include "capture/record.hpp"
#include "common/line_options.hpp"
#include "common/shared_options.hpp"
#include "redact/redact.hpp"

namespace twc::tools {

/// Tells damaged frames from -v on. Always tells the frames that --dry-run keeps back.
class Narrator : public RecordSink {
 public:
  using Say = std::function<void(std::string_view what)>;

  /// Gives all records to `next`, which has to outlive it.
  Narrator(const SharedOptions& shared, const LineOptions& line, std::optional<Redactor> redactor,
           RecordSink& next, Say say);

  void take(const Record& record) override;
  /// The longest pause within a good frame has grown; the driver waits up to `patience` for the
  /// rest of a frame.
  void measured(Duration longest_pause, Duration patience);

 private:
  int verbosity_;
  bool sends_nothing_;
  std::optional<Redactor> redactor_;
  RecordSink& next_;
  Say say_;
};

}  // namespace twc::tools
