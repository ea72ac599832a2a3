// SPDX-License-Identifier: MIT
#pragma once
/// The wishes of the user of twc-sniff.

#include <algorithm>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <twc/msg/identity.hpp>
#include <twc/types.hpp>

#include "capture/reader.hpp"
#include "common/capture_options.hpp"
#include "common/exit.hpp"
#include "common/shared_options.hpp"
#include "common/stamp.hpp"
#include "endpoint/endpoint.hpp"
#include "sniff/filter.hpp"
#include "sniff/outputs.hpp"

namespace twc::tools {

/// How --diagnose says on standard output what it found.
enum class VerdictKind : std::uint8_t { text, json, none };

struct SniffOptions {
  std::vector<std::string> sources;
  std::vector<OutputSpec> outputs;
  CaptureOptions captures;
  CaptureFormat read;
  std::optional<std::uint64_t> count;
  std::optional<Duration> silence;
  StampMode stamps = StampMode::time_of_day;
  Filter filter;
  bool raw = false;  ///< text with the bytes of each frame
  bool changes = false;
  bool stats = false;
  std::optional<Duration> stats_every;
  std::optional<Duration> diagnose;  ///< how long to listen; a capture is read to its end
  bool watch = false;                ///< a live table in place of lines
  std::string plot;                  ///< the file for a picture; empty: none
  VerdictKind verdict = VerdictKind::text;
  std::optional<msg::SerialNumber> serial;  ///< to explain, in place of decoding
  std::optional<std::string> memory_dump;   ///< a file to explain, in place of decoding
  std::optional<std::uint64_t> max_errors;
  bool redact = false;
  EndpointOptions line;
  bool no_reconnect = false;
  SharedOptions shared;
};

/// Others wait for what this tool passes on: no output may hold it up.
[[nodiscard]] inline bool is_hub(const SniffOptions& options) {
  return std::ranges::any_of(
      options.sources, [](const std::string& source) { return source.starts_with("listen:"); });
}

/// Fills `options` from the command line, the environment and a configuration file. Anything but
/// nothing: end with it, everything is said.
[[nodiscard]] std::optional<Exit> read_options(int argc, const char* const* argv,
                                               SniffOptions& options);

}  // namespace twc::tools
