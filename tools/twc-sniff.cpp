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

ReadOutcome listen_or_read(const SniffOptions& options, Pipeline& pipeline) {
  if (std::ranges::none_of(options.sources, names_endpoint))
    return read_captures(options, pipeline);
  return {
      .exit = Live{options,                        pipeline}
        .run(), .frameless = {                              }
  };
}

/// Of a capture without any frame, good or bad, there is no verdict on a bus: what it is, is said
/// instead. What status lines tell stays.
void put_frameless(std::string& out, VerdictKind kind, Content content,
                   const FramelessSigns& signs) {
  const NoFrames words = explain_no_frames(content, signs);
  if (kind == VerdictKind::text) {
    out +=
        fmt::format("{}\nverdict: {}\n  what to do: {}\n", signs.units(), words.what, words.advice);
    if (out.starts_with('\n')) out.erase(0, 1);
  } else if (kind == VerdictKind::json) {
    out += fmt::format(R"({{"verdict":"no_frames","content":"{}","what":"{}","advice":"{}"}})"
                       "\n",
                       words.name, words.what, words.advice);
  }
}

/// A link that could not be opened, or was lost for good, is no diagnosis.
Exit conclude(const SniffOptions& options, const Pipeline& pipeline, const ReadOutcome& outcome) {
  const auto& diagnosis = pipeline.diagnosis();
  const Exit exit = outcome.exit;
  const bool has_listened = exit == Exit::done || exit == Exit::silence;
  const bool has_bus = pipeline.good() + pipeline.bad() > 0 || pipeline.signs().has_noise() ||
                       outcome.frameless == Content::capture;
  const bool is_frameless = outcome.frameless && !has_bus;
  if (diagnosis && has_listened) {
    OutputFile out{""};
    if (is_frameless) {
      put_frameless(out.buffer(), options.verdict, *outcome.frameless, pipeline.signs());
    } else if (options.verdict == VerdictKind::text) {
      out.buffer() += diagnosis->text();
    } else if (options.verdict == VerdictKind::json) {
      out.buffer() += diagnosis->json();
    }
    out.flush();
    if (!is_frameless && diagnosis->has_problem()) return Exit::problem;
  }
  return has_listened && pipeline.has_too_many_errors() ? Exit::bad_frames : exit;
}

Exit sniff(const SniffOptions& options) {
  Pipeline pipeline{options};
  const ReadOutcome outcome = listen_or_read(options, pipeline);
  pipeline.finish();
  fmt::print(stderr, "{}", pipeline.statistics());
  return conclude(options, pipeline, outcome);
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
