// SPDX-License-Identifier: MIT
#pragma once
/// Captures, one after the other, into the pipeline.

#include <optional>

#include "capture/content.hpp"
#include "common/exit.hpp"
#include "sniff/options.hpp"
#include "sniff/pipeline.hpp"

namespace twc::tools {

struct ReadOutcome {
  Exit exit = Exit::done;
  /// The kind of the last capture without a frame; nothing if there was none, or if reading ended
  /// early.
  std::optional<Content> frameless;
};

/// Reads all sources to their ends, or until the pipeline is full or INT or TERM comes.
/// Exit::silence if there was neither a frame nor a status line. Throws Failure.
[[nodiscard]] ReadOutcome read_captures(const SniffOptions& options, Pipeline& pipeline);

}  // namespace twc::tools
