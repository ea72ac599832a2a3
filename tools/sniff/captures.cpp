// SPDX-License-Identifier: MIT
#include "sniff/captures.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <cstring>
#include <vector>

#include <fcntl.h>
#include <fmt/format.h>
#include <poll.h>
#include <sys/stat.h>
#include <unistd.h>

#include "capture/reader.hpp"
#include "common/counted.hpp"
#include "common/process.hpp"
#include "endpoint/fd.hpp"
#include "sniff/interrupt.hpp"
#include "sniff/no_frames.hpp"

namespace twc::tools {
namespace {

volatile std::sig_atomic_t interrupted = 0;

void catch_signals() {
  struct sigaction action {};
  action.sa_handler = [](int /*signal*/) { interrupted = 1; };
  for (const int signal : ending_signals()) sigaction(signal, &action, nullptr);
}

/// One capture that is being read.
class Input {
 public:
  explicit Input(const std::string& path) : name_{path == "-" ? "standard input" : path} {
    if (path != "-") {
      opened_ = Fd{open(path.c_str(), O_RDONLY | O_CLOEXEC)};
      fd_ = opened_.get();
    }
    struct stat status {};
    if (fd_ < 0 || fstat(fd_, &status) != 0) fail(errno);
    if (S_ISDIR(status.st_mode)) fail(EISDIR);
    is_regular_ = S_ISREG(status.st_mode);
  }

  [[nodiscard]] const std::string& name() const { return name_; }
  /// A pipe or a terminal: what comes from it is shown at once.
  [[nodiscard]] bool is_regular() const { return is_regular_; }

  /// False when nothing came for so long.
  [[nodiscard]] bool wait(const std::optional<Duration>& limit) const {
    if (!limit || is_regular_) return true;
    pollfd waiting{.fd = fd_, .events = POLLIN, .revents = 0};
    const auto milliseconds = std::chrono::ceil<std::chrono::milliseconds>(*limit).count();
    return poll(&waiting, 1, static_cast<int>(milliseconds)) != 0;
  }

  /// Empty at the end, and when a signal came.
  [[nodiscard]] Bytes read(std::vector<std::uint8_t>& block) const {
    const ssize_t size = ::read(fd_, block.data(), block.size());
    if (size < 0 && errno == EINTR) return {};
    if (size < 0) fail(errno);
    return Bytes{block}.first(static_cast<std::size_t>(size));
  }

 private:
  [[noreturn]] void fail(int error) const {
    throw Failure{Exit::endpoint, fmt::format("{}: {}; expected a capture or an endpoint", name_,
                                              std::strerror(error))};
  }

  std::string name_;
  Fd opened_;
  int fd_ = STDIN_FILENO;
  bool is_regular_ = false;
};

enum class Ending : std::uint8_t { end, silence };

struct ReadThrough {
  Ending ending = Ending::end;
  std::uint64_t bytes = 0;
  Content content = Content::nothing;
  bool has_guessed_dates = false;
};

ReadThrough read_all(const Input& input, const SniffOptions& options, Pipeline& pipeline) {
  constexpr std::size_t block_size = 262'144;
  std::vector<std::uint8_t> block(block_size);
  const auto reader = make_reader(options.read);
  ReadThrough done;
  while (!pipeline.is_full() && interrupted == 0) {
    if (!input.wait(options.silence)) {
      done.ending = Ending::silence;
      break;
    }
    if (interrupted != 0) break;  // a signal ended the wait: a read would begin another one
    const Bytes read = input.read(block);
    if (read.empty()) break;
    done.bytes += read.size();
    reader->feed(read, pipeline);
    if (!input.is_regular()) pipeline.flush();
  }
  reader->finish(pipeline);
  done.content = reader->content();
  done.has_guessed_dates = reader->has_guessed_dates();
  return done;
}

/// A reader that gives up knows why, but not the name of what it reads.
ReadThrough read_named(const Input& input, const SniffOptions& options, Pipeline& pipeline) {
  try {
    return read_all(input, options, pipeline);
  } catch (const NoCapture& reason) {
    throw Failure{Exit::failure, fmt::format("{}: {}", input.name(), reason.what())};
  }
}

void tell_frameless(const Input& input, const ReadThrough& done, const Pipeline& pipeline) {
  const NoFrames words = explain_no_frames(done.content, pipeline.signs());
  const std::string_view doubt = words.is_doubtful ? "; is it a capture?" : "";
  complain("twc-sniff", fmt::format("{}: no good frame in {}{}", input.name(),
                                    counted(done.bytes, "byte"), doubt));
  report(fmt::format("  {}\n  {}\n{}", words.what, words.advice, pipeline.signs().units()));
}

}  // namespace

bool is_reading_interrupted() {
  return interrupted != 0;
}

ReadOutcome read_captures(const SniffOptions& options, Pipeline& pipeline) {
  catch_signals();
  ReadOutcome outcome;
  for (const std::string& source : options.sources) {
    const Input input{source};
    const std::uint64_t good_before = pipeline.good();
    const std::uint64_t bad_before = pipeline.bad();
    const ReadThrough done = read_named(input, options, pipeline);
    if (done.has_guessed_dates) {
      complain("twc-sniff",
               input.name() + ": dates such as 07/09/2026 are read with the day first");
    }
    if (options.shared.verbosity > 0) {
      complain("twc-sniff", fmt::format("{}: {}, {} bad in {}", input.name(),
                                        counted(pipeline.good() - good_before, "good frame"),
                                        pipeline.bad() - bad_before, counted(done.bytes, "byte")));
    }
    if (done.ending == Ending::silence) {
      outcome.exit = pipeline.has_heard() ? Exit::done : Exit::silence;
      return outcome;
    }
    if (pipeline.good() != good_before || pipeline.is_full() || interrupted != 0) continue;
    pipeline.flush();
    outcome.frameless = done.content;
    if (!options.diagnose) tell_frameless(input, done, pipeline);
  }
  const bool is_early = pipeline.is_full() || interrupted != 0;
  if (!pipeline.has_heard() && !is_early) outcome.exit = Exit::silence;
  return outcome;
}

}  // namespace twc::tools
