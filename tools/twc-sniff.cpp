/// twc-sniff: decodes a live bus or a capture.

#include <algorithm>
#include <csignal>
#include <exception>

#include <fmt/format.h>

#include "common/exit.hpp"
#include "endpoint/endpoint.hpp"
#include "sniff/captures.hpp"
#include "sniff/live.hpp"
#include "sniff/options.hpp"
#include "sniff/output_file.hpp"
#include "sniff/pipeline.hpp"

namespace {

using namespace twc::tools;

Exit listen_or_read(const SniffOptions& options, Pipeline& pipeline) {
  if (std::ranges::none_of(options.sources, names_endpoint))
    return read_captures(options, pipeline);
  return Live{options, pipeline}.run();
}

/// A link that could not be opened, or was lost for good, is no diagnosis.
Exit conclude(const SniffOptions& options, const Pipeline& pipeline, Exit exit) {
  const auto& diagnosis = pipeline.diagnosis();
  const bool has_listened = exit == Exit::done || exit == Exit::silence;
  if (diagnosis && has_listened) {
    OutputFile out{""};
    if (options.verdict == VerdictKind::text) out.buffer() += diagnosis->text();
    if (options.verdict == VerdictKind::json) out.buffer() += diagnosis->json();
    out.flush();
    if (diagnosis->has_problem()) return Exit::problem;
  }
  return exit == Exit::done && pipeline.has_too_many_errors() ? Exit::bad_frames : exit;
}

Exit sniff(const SniffOptions& options) {
  Pipeline pipeline{options};
  const Exit exit = listen_or_read(options, pipeline);
  pipeline.finish();
  fmt::print(stderr, "{}", pipeline.statistics());
  return conclude(options, pipeline, exit);
}

Exit run(int argc, const char* const* argv) {
  SniffOptions options;
  std::signal(SIGPIPE, SIG_IGN);
  try {
    if (const auto exit = read_options(argc, argv, options)) return *exit;
    return sniff(options);
  } catch (const PipeClosed&) {
    return Exit::done;
  } catch (const Failure& failure) {
    fmt::print(stderr, "twc-sniff: {}\n", failure.what());
    return failure.exit();
  } catch (const std::exception& failure) {
    fmt::print(stderr, "twc-sniff: {}\n", failure.what());
    return Exit::failure;
  }
}

}  // namespace

// NOLINTNEXTLINE(bugprone-exception-escape): fmt::print to a terminal does not throw
int main(int argc, char** argv) {
  return static_cast<int>(run(argc, argv));
}
