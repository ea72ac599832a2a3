#pragma once
/// Captures, one after the other, into the pipeline.

#include "common/exit.hpp"
#include "sniff/options.hpp"
#include "sniff/pipeline.hpp"

namespace twc::tools {

/// Reads all sources to their ends, or until the pipeline is full or INT or TERM comes.
/// Exit::silence if standard input gave nothing for as long as -T says. Throws Failure.
[[nodiscard]] Exit read_captures(const SniffOptions& options, Pipeline& pipeline);

}  // namespace twc::tools
