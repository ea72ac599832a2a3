// SPDX-License-Identifier: MIT
/// twc-sniff: decodes a live bus or a capture.

#include <algorithm>
#include <cerrno>
#include <fstream>
#include <optional>
#include <stdexcept>
#include <string>
#include <system_error>

#include <fmt/format.h>
#include <unistd.h>

#include "common/fit.hpp"
#include "common/output_file.hpp"
#include "common/process.hpp"
#include "endpoint/endpoint.hpp"
#include "sniff/captures.hpp"
#include "sniff/extcap.hpp"
#include "sniff/live.hpp"
#include "sniff/memory_dump.hpp"
#include "sniff/nameplate.hpp"
#include "sniff/options.hpp"
#include "sniff/pipeline.hpp"

namespace {

using namespace twc::tools;

ReadOutcome listen_or_read(const SniffOptions& options, Pipeline& pipeline, Talk& talk) {
  if (std::ranges::none_of(options.sources, names_endpoint)) {
    return read_captures(options, pipeline);
  }
  Live live{options, pipeline, talk};
  return {.exit = live.run(), .frameless = {}};
}

/// Names the content of a capture without a frame, good or bad, or anything else of a bus; nothing
/// for any other. Status lines tell of a bus, but -n and -T may end the reading among them.
std::optional<Content> frameless_content(const Pipeline& pipeline, const ReadOutcome& outcome) {
  const bool has_bus = pipeline.good() + pipeline.bad() > 0 || pipeline.signs().has_noise() ||
                       outcome.frameless == Content::capture;
  if (has_bus) return std::nullopt;
  return pipeline.signs().statuses() > 0 ? Content::text : outcome.frameless;
}

std::string verdict(VerdictKind kind, const Pipeline& pipeline, const ReadOutcome& outcome) {
  const Diagnosis& diagnosis = *pipeline.diagnosis();
  const auto content = frameless_content(pipeline, outcome);
  if (kind != VerdictKind::text && kind != VerdictKind::json) return {};
  const bool is_text = kind == VerdictKind::text;
  if (!content) return is_text ? diagnosis.text() : diagnosis.json();
  const NoFrames words = explain_no_frames(*content, pipeline.signs());
  return is_text ? pipeline.signs().units() + diagnosis.text_without_frames(words)
                 : diagnosis.json_without_frames(words);
}

/// JSON stays whole.
std::string fitted_verdict(VerdictKind kind, const std::string& text) {
  constexpr std::size_t indent = 4;
  return kind == VerdictKind::text ? fitted(text, columns_of(STDOUT_FILENO), indent) : text;
}

/// A link that could not be opened, or was lost for good, is no diagnosis.
Exit conclude(const SniffOptions& options, const Pipeline& pipeline, const ReadOutcome& outcome) {
  const auto& diagnosis = pipeline.diagnosis();
  const bool has_listened = outcome.exit == Exit::done || outcome.exit == Exit::silence;
  if (!has_listened) return outcome.exit;
  if (diagnosis) {
    OutputFile out{""};
    out.buffer() += fitted_verdict(options.verdict, verdict(options.verdict, pipeline, outcome));
    out.flush();
    const bool has_verdict = !frameless_content(pipeline, outcome) || diagnosis->has_log();
    if (has_verdict && diagnosis->has_problem()) return Exit::problem;
  }
  return pipeline.has_too_many_errors() ? Exit::bad_frames : outcome.exit;
}

Exit sniff(const SniffOptions& options) {
  Talk talk{"twc-sniff", is_hub(options) || options.watch};
  Pipeline pipeline{options, talk};
  const ReadOutcome outcome = listen_or_read(options, pipeline, talk);
  pipeline.finish();
  talk.report(pipeline.statistics());
  talk.finish();
  return conclude(options, pipeline, outcome);
}

std::string content_of_dump(const std::string& path) {
  constexpr std::size_t most = 1U << 20U;
  std::ifstream file{path, std::ios::binary};
  const int error = errno;
  std::string content(most, '\0');
  file.read(content.data(), most);
  content.resize(static_cast<std::size_t>(file.gcount()));
  if (!content.empty()) return content;
  const std::string why =
      file.is_open() ? "nothing can be read" : std::generic_category().message(error);
  throw Failure{Exit::endpoint,
                fmt::format("--otp {}: {}; expected a dump of one-time memory", path, why)};
}

/// --explain-serial, --otp.
Exit explain(const SniffOptions& options) {
  OutputFile out{""};
  Exit exit = Exit::done;
  if (options.serial) out.buffer() += explain_serial(*options.serial);
  if (options.memory_dump) {
    const std::string content = content_of_dump(*options.memory_dump);
    try {
      const auto words = read_memory_dump(content);
      const auto report = twc::unit::inspect(twc::unit::MemoryImage{words.data(), 256});
      out.buffer() += explain_memory(report);
      if (!report.is_healthy()) exit = Exit::problem;
    } catch (const std::invalid_argument& wrong) {
      throw Failure{Exit::failure, fmt::format("--otp {}: {}", *options.memory_dump, wrong.what())};
    }
  }
  constexpr std::size_t indent = 4;
  out.buffer() = fitted(out.buffer(), columns_of(STDOUT_FILENO), indent);
  out.flush();
  return exit;
}

Exit run(int argc, const char* const* argv) {
  SniffOptions options;
  try {
    const auto exit = is_called_by_wireshark(argc, argv) ? answer_wireshark(argc, argv, options)
                                                         : read_options(argc, argv, options);
    if (exit) return *exit;
    return options.serial || options.memory_dump ? explain(options) : sniff(options);
  } catch (const PipeClosed&) {
    return Exit::done;
  }
}

}  // namespace

int main(int argc, char** argv) {
  return static_cast<int>(run_tool("twc-sniff", [&] { return run(argc, argv); }));
}
